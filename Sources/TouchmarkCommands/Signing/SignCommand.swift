import ArgumentParser
import Foundation
import Intake
import Ledger
import Primitives
import Provenance

struct SignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign drafts: JSON Lines in, tokens out, one a line.",
        discussion: """
            A draft is {"type": …, "data": …} and, if wanted, "source", "time" and "id". Inside data, "_seal": {name: value}
            keeps values out of the log; personal members and free text are sealed anyway, unless --clear is given.
            "_cite": {"on": "item:d/i", "revises": "label:d/i/l"} fills in references to events signed before in this run or
            in the ledger.

            With --url a service says what is cited, and whose the key is unless --source does; nothing is sent to it. What is
            signed is signed for --origin, whatever the service says of itself.

            Example: echo '{"type":"touchmark.dataset.defined","data":{…}}' | touchmark sign --key ledger/keys/operator.jwk
            Example: touchmark sign --key ada.jwk --url https://labels.example.org --origin labels.example.org/scans drafts.jsonl
            """)

    @OptionGroup var ledger: LedgerSourceOption
    @Option(help: "A private JWK, which signs every draft.") var key: String?
    @Option(help: "A directory of private JWKs named <kind>-<id>.jwk; each draft's source says which one signs.")
    var keys: String?
    @Option(help: "The ledger's origin, where there is no --ledger at hand.") var origin: String?
    @Option(help: "With --key: who signs, <kind>:<id>, if the ledger is not to be asked whose key it is.") var source: Actor?
    @Flag(help: "Seal nothing but what drafts name in _seal.") var clear = false
    @Argument(help: "Drafts; standard input if there is none.") var drafts: String?

    func validate() throws {
        guard (key == nil) != (keys == nil) else { throw ValidationError("Give either --key or --keys.") }
        guard source == nil || key != nil else { throw ValidationError("--source goes with --key.") }
        guard ledger.url == nil || origin != nil else {
            throw ValidationError(
                "With --url name the ledger's origin with --origin: a service's word is not enough to sign for.")
        }
    }

    func run() async throws {
        let service = try ledger.service()
        let directory = origin == nil ? try ledger.open() : nil
        let store = try directory?.openForReading()
        var desk = SigningDesk(
            ledger: origin ?? directory?.origin ?? "", keys: try await ring(store, service), store: store, service: service,
            keepsClear: clear)
        var lines = try LineReader(drafts)
        while let line = try lines.next() {
            do {
                Output.line(String(decoding: try await desk.sign(line.bytes).token, as: UTF8.self))
            } catch let error where error is JSONError || error is IntakeError || error is CommandFailure {
                throw CommandFailure("Line \(line.number): \("\(error)".asSentence) Nothing of this line was signed.")
            }
        }
    }

    private func ring(_ store: (any LedgerStore)?, _ service: ServedLedger?) async throws -> KeyRing {
        guard let key else { return try KeyRing(directory: keys ?? ".") }
        return try await KeyRing(file: key) { thumbprint in
            if let source { return source }
            if let service { return try await service.holder(of: thumbprint) }
            return try store?.read { try $0.key(thumbprint)?.actor }
        }
    }
}

extension String {
    /// With one period at its end.
    fileprivate var asSentence: String { hasSuffix(".") ? self : self + "." }
}
