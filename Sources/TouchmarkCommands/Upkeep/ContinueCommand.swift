import ArgumentParser
import Intake
import Ledger
import LedgerSQLite
import Primitives
import Provenance
import Signatures

struct ContinueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "continue", abstract: "Open a new ledger in the place of one that must not go on.",
        discussion: """
            For a copy that is older than the newest checkpoint known outside, and for a ledger whose log key was stolen. The new
            ledger has an origin and keys of its own; its first entry names the old one's origin, size and root. Nothing is
            carried over: people are enrolled and datasets defined anew, and the old ledger is kept for reading and exports.

            Prints the new vkey: hand it to everybody who is to verify evidence from this ledger.

            Example: touchmark continue restored ledger-2 --origin labels.example.org/scans-2 --checkpoint newest.note
            """)

    @Argument(help: "The directory of the old ledger.") var old: String
    @Argument(help: "A new or empty directory.") var directory: String
    @Option(help: "The new ledger's name, for ever: not that of the old one.") var origin: String
    @OptionGroup var outside: OutsideOptions
    @Option(help: "The operator's private JWK, to go on under the same key; else a new one is made.") var operatorKey: String?

    func validate() throws {
        guard NewName.isAllowed(origin) else {
            throw ValidationError(
                "An origin is a name without spaces, plus signs or unseen characters, such as labels.example.org/scans-2.")
        }
        guard !origin.contains("://") else {
            throw ValidationError("An origin is a name, and no address: leave out what stands before ://.")
        }
    }

    func run() async throws {
        let old = try LedgerDirectory(old)
        guard !origin.isSpelled(as: old.origin) else {
            throw CommandFailure("\(origin) is the old ledger's origin. A second history needs a name of its own.")
        }
        let store = try old.openForReading()
        let last = try newest(try outside.compare(store))
        let history = try store.read { try LedgerHistories($0).fold(LedgerHistory.self, of: .ledger) }
        guard let opened = history?.opened, let policy = history?.policy(at: EntryIndex(.max)) else {
            throw CommandFailure("\(old.path) holds no ledger: it has no opening entry.", ExitStatus.unreadable)
        }
        let opening = Opening(
            origin: origin, operatorName: opened.operatorName, enforcement: policy.enforcement,
            clockToleranceSeconds: policy.clockToleranceSeconds, continues: last)
        let ledger = try await LedgerDirectory.create(
            directory, opening, operatorKey: try operatorKey.map { try KeyFile.read($0) })
        Output.line(String(decoding: try WholeFile.read(ledger.vkeyFile), as: UTF8.self).trimmed)
        Output.note(
            """
            \(origin) is in \(directory) and continues \(last.origin) from \(last.size) entries. Nothing was carried over: \
            recognise authorities, enrol people and define datasets anew. Keep \(old.path) for reading; it takes no more events.
            """)
    }

    /// Whichever of the two is of the longer log.
    private func newest(_ comparison: CopyComparison) throws -> Checkpoint {
        switch comparison {
        case .older(let outside, _): return outside.checkpoint
        case .holds(_, let copy): return try UncheckedCheckpoint(parsing: copy.note).claimed
        case .contradicts, .notSigned: throw CommandFailure("The checkpoint does not fit the copy.")
        }
    }
}
