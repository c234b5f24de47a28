public import ArgumentParser
import Ledger
import Primitives
public import Provenance

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a new ledger.",
        discussion: """
            Makes DIR with its keys and database, and writes entries 0 and 1: the opening, and the service's key.
            Prints the vkey: hand it to everybody who is to verify evidence from this ledger, by another way than the evidence.

            Example: touchmark init ledger --origin labels.example.org/scans
            """)

    @Argument(help: "A new or empty directory.") var directory: String
    @Option(help: "The ledger's name, for ever: a host name with a path that is yours.") var origin: String
    @Option(help: "The operator's name, as it stands in evidence.") var operatorName = "operator"
    @Option(
        help: """
            record (admit and show) or refuse labels whose signer is not entitled. Under either, a key that has ended changes nothing of \
            what others said.
            """)
    var enforcement = Enforcement.record
    @Option(help: "How far a claimed time may be from the ledger's clock before it is flagged, in seconds.")
    var clockTolerance: Int64 = 300

    func validate() throws {
        guard NewName.isAllowed(origin) else {
            throw ValidationError(
                "An origin is a name without spaces, plus signs or unseen characters, such as labels.example.org/scans.")
        }
        guard !origin.contains("://") else {
            throw ValidationError("An origin is a name, and no address: leave out what stands before ://.")
        }
        guard clockTolerance >= 0 else { throw ValidationError("A tolerance is not negative.") }
    }

    func run() async throws {
        let ledger = try await LedgerDirectory.create(
            directory,
            Opening(
                origin: origin, operatorName: operatorName, enforcement: enforcement, clockToleranceSeconds: clockTolerance))
        Output.line(String(decoding: try WholeFile.read(ledger.vkeyFile), as: UTF8.self).trimmed)
        Output.note("The ledger \(origin) is in \(directory). Keep \(directory)/keys safe; the line above is its public key.")
    }
}

extension Enforcement: ExpressibleByArgument {}
