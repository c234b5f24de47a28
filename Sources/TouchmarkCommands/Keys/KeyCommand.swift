import ArgumentParser
import Intake
import Primitives
import Provenance
import Signatures

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make and look at Ed25519 keys, and add officers' keys to a ledger.",
        subcommands: [New.self, Show.self, KeyProving.self, Add.self, KeyRotation.self, KeyRetirement.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a private key (a JWK, mode 0600) and print its public half.",
            discussion: "Example: touchmark key new --out alice.jwk")

        @Option(help: "The new file.") var out: String

        func run() throws {
            let key = try KeyFile.make(at: out)
            Output.json(KeyCommand.description(of: key.publicKey))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a key's thumbprint and public JWK.", discussion: "Example: touchmark key show alice.jwk")

        @Argument(help: "A private JWK.") var file: String

        func run() throws {
            do { Output.json(KeyCommand.description(of: try KeyFile.read(file).publicKey)) } catch let error as IntakeError
                where error.code == .exposed
            {
                let text = String(decoding: try WholeFile.read(file), as: UTF8.self).trimmed
                guard (try? VerifierKey(parsing: text)) != nil else { throw error }
                throw CommandFailure("\(file) holds a vkey, which is public: hand it out as it is.")
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add the key of an officer: operator, registrar or service.",
            discussion: "Example: touchmark key add registrar desk --new-key desk.jwk")

        enum Office: String, CaseIterable, ExpressibleByArgument {
            case `operator`, registrar, service

            var actor: ActorKind {
                switch self {
                case .operator: .operator
                case .registrar: .registrar
                case .service: .service
                }
            }
        }

        @OptionGroup var options: StatementOptions
        @Argument(help: "The office.") var role: Office
        @Argument(help: "The officer's id.") var id: String
        @OptionGroup var key: NewKeyOption

        func run() async throws {
            try await key.keptUnlessRefused {
                try await options.state { _, ledger in
                    var data: JSONObject = ["role": .string(role.rawValue), "id": .string(id)]
                    data.introduce(try key.proven(as: Actor(role.actor, id), in: ledger.origin))
                    return (LedgerKeyAdded.type, data)
                }
            }
        }
    }

    private static func description(of key: PublicKey) -> JSONValue {
        ["thumbprint": .string(key.thumbprint.description), "jwk": key.jwk]
    }
}
