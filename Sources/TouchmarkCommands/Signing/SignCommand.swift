import ArgumentParser
import Foundation
import Intake
import Ledger
import Primitives
import Provenance

struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign drafts: JSON Lines in, tokens out, one a line.",
        discussion: """
            A draft is {"type": …, "data": …} and, if wanted, "source", "time" and "id". Inside data, "_seal": {name: value}
            keeps values out of the log; personal members and free text are sealed anyway, unless --clear is given.
            "_cite": {"on": "item:d/i", "revises": "label:d/i/l"} fills in references to events signed before in this run or
            in the ledger.

            Example: echo '{"type":"touchmark.dataset.defined","data":{…}}' | touchmark sign --key ledger/keys/operator.jwk
            """)

    @OptionGroup var ledger: LedgerOption
    @Option(help: "A private JWK, which signs every draft.") var key: String?
    @Option(help: "A directory of private JWKs named <kind>-<id>.jwk; each draft's source says which one signs.")
    var keys: String?
    @Option(help: "The ledger's origin, where there is no --ledger at hand.") var origin: String?
    @Flag(help: "Seal nothing but what drafts name in _seal.") var clear = false
    @Argument(help: "Drafts; standard input if there is none.") var drafts: String?

    func validate() throws {
        guard (key == nil) != (keys == nil) else { throw ValidationError("Give either --key or --keys.") }
    }

    func run() throws {
        let directory = origin == nil ? try ledger.open() : nil
        let store = try directory?.openForReading()
        let ring = try key.map { try KeyRing(file: $0, store: store) } ?? KeyRing(directory: keys ?? ".")
        var desk = SigningDesk(ledger: origin ?? directory?.origin ?? "", keys: ring, store: store, keepsClear: clear)
        var lines = try LineReader(drafts)
        while let line = try lines.next() {
            do {
                Output.line(String(decoding: try desk.sign(line.bytes).token, as: UTF8.self))
            } catch let error where error is JSONError || error is IntakeError || error is CommandFailure {
                throw CommandFailure("Line \(line.number): \("\(error)".asSentence) Nothing of this line was signed.")
            }
        }
    }
}
