import ArgumentParser
import Ledger
import LedgerSQLite
import Primitives
import Provenance
import Signatures

/// The newest checkpoint that is known outside, and keys to check it with.
struct OutsideOptions: ParsableArguments {
    @Option(help: "The newest checkpoint known outside: a signed note, a receipt or a bundle; - is standard input.")
    var checkpoint: String
    @Option(help: "A vkey of the log that the copy does not know of because it came later, or @FILE. May be repeated.")
    var key: [String] = []

    /// Holds a copy against it.
    ///
    /// - Throws: `CommandFailure` if the note is not the log's, or if the two contradict each other; then both are printed.
    func compare(_ store: any LedgerStore) throws -> CopyComparison {
        let comparison = try CopyComparison.compare(store, with: try OutsideCheckpoint.read(checkpoint), keys: try keys())
        switch comparison {
        case .holds, .older: return comparison
        case .contradicts(let outside, let copy):
            Output.text(outside.note + "\n" + copy.note)
            throw CommandFailure(
                """
                The two checkpoints above contradict each other: the log's key signed two histories, or this copy is not of \
                that ledger. Nothing may go on from it. Keep both notes: they are the evidence.
                """)
        case .notSigned(let failure):
            throw CommandFailure(
                """
                The checkpoint is not one of this ledger: \(failure). If the log has had a new key since this copy was made, \
                give it with --key.
                """)
        }
    }

    private func keys() throws -> [VerifierKey] {
        try key.map { text in
            let vkey =
                text.hasPrefix("@") ? String(decoding: try WholeFile.read(String(text.dropFirst())), as: UTF8.self) : text
            do { return try VerifierKey(parsing: vkey.trimmed) } catch {
                throw CommandFailure("\(text) is no vkey: \(error).", ExitStatus.unreadable)
            }
        }
    }
}

struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let a restored ledger go on, if it lacks nothing that is known outside.",
        discussion: """
            Ask everybody who may have seen the ledger for the newest checkpoint: witnesses, mirrors, holders of receipts and
            bundles. That there is no newer one is your word; nothing here can know it. If the copy is older, it stays
            read-only, and touchmark continue opens a new ledger that names it.

            Example: touchmark resume --ledger restored --checkpoint newest-receipt.json
            """)

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var outside: OutsideOptions

    func run() throws {
        let directory = try ledger.open()
        // As the writer: nobody else may be at work on it.
        let store = try directory.openCopy()
        switch try outside.compare(store) {
        case .older(let outside, let copy):
            throw CommandFailure(
                """
                This copy is older: it has \(copy.size) entries, and the log had \(outside.checkpoint.size) when it signed what \
                you show. It stays read-only. Look for a newer copy, or open a new ledger that names it: touchmark continue.
                """)
        case .holds(let outside, let copy):
            if directory.isRestored { try directory.removeRestoredMark() }
            Output.line(
                """
                The copy has \(copy.size) entries and holds all \(outside.checkpoint.size) that the checkpoint speaks of: it \
                goes on, on your word that no newer checkpoint is known.
                """)
        case .contradicts, .notSigned: return
        }
    }
}
