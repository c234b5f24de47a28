import Foundation
import Intake
import Ledger
import LedgerSQLite
import Primitives
import Provenance
import Signatures

/// A restored ledger may lack what was accepted after the copy was made. A mark beside the database says so, and nothing is
/// written until the newest checkpoint known outside has been shown (Docs/Operations.md).
extension LedgerDirectory {
    private var restoredMark: String { path + "/restored.json" }

    var isRestored: Bool { FileManager.default.fileExists(atPath: restoredMark) }

    /// A directory without keys around a copy of a backup.
    static func restore(_ backup: String, to path: String) throws -> LedgerDirectory {
        guard FileManager.default.fileExists(atPath: backup) else {
            throw CommandFailure("There is no backup \(backup).", ExitStatus.unreadable)
        }
        let (history, newest) = try SQLiteStore(opening: backup, for: .reading).read { reader in
            (try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger), try reader.checkpoint())
        }
        guard let history, let origin = history.origin, let newest else {
            throw CommandFailure("\(backup) holds no ledger: it has no opening entry.", ExitStatus.unreadable)
        }
        let vkey = try signer(of: newest.note, history, backup)
        try prepare(path)
        let mark: JSONValue = [
            "entries": .integer(Int64(newest.size.value)), "restored": .string(SystemClock().now().description),
        ]
        // The mark first: a copy without it would go on.
        try OwnersFile.create(path + "/restored.json", mark.canonicalText + "\n", "the mark of a restored ledger")
        try FileManager.default.copyItem(atPath: backup, toPath: path + "/ledger.db")
        try write(origin: origin, vkey: vkey, to: path)
        return try LedgerDirectory(path)
    }

    /// Puts a copy of the vault's keys where the ledger looks for them.
    func takeVault(_ copy: String) throws {
        guard FileManager.default.fileExists(atPath: copy) else {
            throw CommandFailure("There is no copy \(copy) of a vault.", ExitStatus.unreadable)
        }
        try FileManager.default.copyItem(atPath: copy, toPath: vaultFile)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: vaultFile)
    }

    /// The copy's database. Its vault is not needed, unless an older version wrote what was sealed in clear: that is sealed now,
    /// under a vault of its own.
    func openRestoredStore() throws -> SQLiteStore {
        do { return try SQLiteStore(opening: database, for: .writing) } catch let error as StoreError where error.code == .missing
        {
            return try openStoreForWriting()
        }
    }

    /// The newest of the log's keys that signed a note.
    ///
    /// - Throws: if none did: such a copy is of no use.
    private static func signer(of note: String, _ history: LedgerHistory, _ backup: String) throws -> String {
        do {
            let unchecked = try UncheckedCheckpoint(parsing: note)
            for known in history.logKeys.reversed() {
                if case .valid = unchecked.check(with: try VerifierKey(parsing: known.vkey)) { return known.vkey }
            }
        } catch {
            throw CommandFailure(
                "\(backup) is damaged: its newest checkpoint or a key of the log: \(error)", ExitStatus.unreadable)
        }
        throw CommandFailure("\(backup) is damaged: no key of the log signed its newest checkpoint.", ExitStatus.unreadable)
    }

    /// - Throws: `CommandFailure` while the ledger is marked as restored.
    func requireNotRestored() throws {
        guard isRestored else { return }
        throw CommandFailure(
            """
            \(path) was restored from a copy and is read-only: going on could contradict what was signed after the copy was \
            made. Show it the newest checkpoint known outside: touchmark resume --ledger \(path) --checkpoint FILE. Until then \
            touchmark serve --read-only shows it to others.
            """)
    }

    /// Takes the mark away. One that comes back after a power cut does no harm.
    func removeRestoredMark() throws { try FileManager.default.removeItem(atPath: restoredMark) }
}
