import ArgumentParser
import Intake
import Primitives
import Signatures

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make and look at Ed25519 keys.", subcommands: [New.self, Show.self])

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

        func run() throws { Output.json(KeyCommand.description(of: try KeyFile.read(file).publicKey)) }
    }

    private static func description(of key: PublicKey) -> JSONValue {
        ["thumbprint": .string(key.thumbprint.description), "jwk": key.jwk]
    }
}
