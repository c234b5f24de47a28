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
                Example: touchmark authority recognise clinic-board --name "Clinic Board" \\
                    --competence medicine/consultation --new-key board.jwk
                """)

        @OptionGroup var options: StatementOptions
        @Argument(help: "The authority's id.") var id: String
        @Option var name: String
        @Option(help: "A slash path; covers what lies below it. May be repeated.") var competence: [String]
        @OptionGroup var key: NewKeyOption
        @Option var jurisdiction: String?
        @Option(help: "Where the authority is registered.") var register: String?

        func run() async throws {
            let key = try key.key()
            try await options.state { _, origin in
                var data: JSONObject = ["authority": .string(id), "name": .string(name)]
                data.introduce(key, as: Actor(.authority, id), in: origin)
                data["competences"] = .array(competence.map { .string($0) })
                data.set("jurisdiction", jurisdiction)
                data.set("register", register)
                return (AuthorityRecognised.type, data)
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Withdraw a recognition, for good.",
            discussion: "Example: touchmark authority withdraw clinic-board --reason \"lost its accreditation\"")

        @OptionGroup var options: StatementOptions
        @Argument(help: "The authority's id.") var id: String
        @Option var reason: String
        @Option(help: "From when; now if left out.") var effective: Moment?

        func run() async throws {
            try await options.state { _, _ in
                var data: JSONObject = ["authority": .string(id), "reason": .string(reason)]
                data.set("effective", effective)
                return (AuthorityWithdrawn.type, data)
            }
        }
    }
}
