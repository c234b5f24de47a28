import ArgumentParser
import Intake
import Primitives
import Provenance
import Signatures

/// `touchmark key prove`: what brings a key into a ledger without its leaving its owner.
struct KeyProving: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Prove a key for a ledger, on the device where it stays.",
        discussion: """
            Prints the public key and a proof, signed by it, that its holder means this actor in this ledger. Neither is secret:
            hand them to whoever enrols, recognises or adds the key (--proof).

            Example: touchmark key prove --key alice.jwk --source annotator --origin labels.example.org/scans > alice.proof
            """)

    @OptionGroup var ledger: LedgerOption
    @Option(help: "The private JWK.") var key: String
    @Option(help: "Whose it is to be, <kind>:<id>; for annotator alone, a random id.") var source: String
    @Option(help: "The ledger's origin, where there is no --ledger at hand.") var origin: String?

    func run() throws {
        let actor = try actor()
        let origin = try origin ?? ledger.open().origin
        Output.json(ProvenKey(try KeyFile.read(key), as: actor, in: origin).json)
    }

    private func actor() throws -> Actor {
        if source == ActorKind.annotator.rawValue { return Actor(.annotator, Actor.randomPersonID()) }
        guard let actor = Actor(parsing: source) else {
            throw CommandFailure("\"\(source)\" is nobody: give <kind>:<id>, such as annotator:p-1.", ExitStatus.usage)
        }
        return actor
    }
}
