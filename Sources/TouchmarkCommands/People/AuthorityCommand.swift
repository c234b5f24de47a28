import ArgumentParser
import Intake
import Primitives
import Provenance
import Signatures

struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authority", abstract: "Bodies that certify people.", subcommands: [Recognise.self, Withdraw.self])

    struct Recognise: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recognise an authority for some competences.",
            discussion: """
                With --jwks it states the public keys by which the authority signs credentials elsewhere (touchmark
                credential present); that they are its own is the operator's word.

                Example: touchmark authority recognise clinic-board --name "Clinic Board" \\
                    --competence medicine/consultation --new-key board.jwk
                """)

        @OptionGroup var options: StatementOptions
        @Argument(help: "The authority's id.") var id: String
        @Option(help: "What it is called; not sealed.") var name: String
        @Option(help: "A slash path; covers what lies below it. May be repeated.") var competence: [String]
        @OptionGroup var key: NewKeyOption
        @Option(help: "Where it certifies, such as DE.") var jurisdiction: String?
        @Option(help: "Where the authority is registered.") var register: String?
        @Option(help: "A JWK Set: its public keys for credentials that it issues elsewhere.") var jwks: String?
        @Option(help: "What it calls itself as the issuer of these (iss).") var issuer: String?

        func run() async throws {
            let register = try registerEntry()
            try await key.keptUnlessRefused {
                try await options.state { _, ledger in
                    var data: JSONObject = ["authority": .string(id), "name": .string(name)]
                    data.introduce(try key.proven(as: Actor(.authority, id), in: ledger.origin))
                    data["competences"] = .array(competence.map { .string($0) })
                    data.set("jurisdiction", jurisdiction)
                    data["register"] = register
                    return (AuthorityRecognised.type, data)
                }
            }
        }

        /// A text as it was given; an object if there is more to be stated (`PublishedKeys`).
        private func registerEntry() throws -> JSONValue? {
            guard jwks != nil || issuer != nil else { return register.map { .string($0) } }
            var entry: JSONObject = [:]
            entry.set("name", register)
            entry.set("issuer", issuer)
            if let jwks { entry["jwks"] = try Self.keySet(jwks).json }
            return .object(entry)
        }

        private static func keySet(_ path: String) throws -> IssuerKeySet {
            let set: IssuerKeySet
            do {
                set = try IssuerKeySet(jwks: try JSONValue(parsing: try WholeFile.read(path)))
            } catch let error as JSONError {
                throw CommandFailure("\(path) is no set of public keys: \(error).", ExitStatus.unreadable)
            }
            for reason in set.unusable { Output.note("A key of \(path) is left out: \(reason).") }
            guard !set.keys.isEmpty else {
                throw CommandFailure(
                    "There is no key in \(path) that could be used: Ed25519, P-256, or RSA of 2048 bits and more.")
            }
            return set
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Withdraw a recognition, for good.",
            discussion: "Example: touchmark authority withdraw clinic-board --reason \"lost its accreditation\"")

        @OptionGroup var options: StatementOptions
        @Argument(help: "The authority's id.") var id: String
        @Option(help: "Why.") var reason: String
        @Option(parsing: .unconditional, help: "From when; now if left out.", transform: Moment.init(parsing:))
        var effective: Moment?

        func run() async throws {
            try await options.state { _, _ in
                var data: JSONObject = ["authority": .string(id), "reason": .string(reason)]
                data.set("effective", effective)
                return (AuthorityWithdrawn.type, data)
            }
        }
    }
}
