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

    /// A directory without keys around a copy of a backup, with what stands in its write-ahead log. It has its name only once it
    /// is whole.
    ///
    /// - Parameters:
    ///   - backup: a file that `touchmark backup` wrote, or a `ledger.db` that was copied with its write-ahead log.
    ///   - vault: a copy of the vault's keys, if there is one.
    /// - Returns: the copy's size, and what of the log could not be read.
    static func restore(_ backup: String, vault: String?, to path: String) throws -> (size: TreeSize, damage: LogDamage?) {
        try requireFile(backup, "backup")
        if let vault { try requireFile(vault, "copy of a vault") }
        try requireUnused(path)
        var result: (TreeSize, LogDamage?) = (.empty, nil)
        try NewDirectory(inPlaceOfEmpty: path).write { part in
            try makeKeys(in: part)
            let damage = try SQLiteStore.copy(backup, to: part + "/ledger.db")
            if let vault { try takeVault(vault, in: part) }
            result = (try mark(part, backup), damage)
        }
        return result
    }

    private static func requireFile(_ path: String, _ what: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("There is no \(what) \(path).", ExitStatus.unreadable)
        }
    }

    private static func takeVault(_ copy: String, in path: String) throws {
        let file = path + "/keys/vault.db"
        try SQLiteStore.copyVault(copy, to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }

    /// Writes beside a copy what says which ledger it is, and that it waits; makes what is in no backup because it follows from it.
    private static func mark(_ path: String, _ backup: String) throws -> TreeSize {
        // Neither reading the log nor sealing asks for the vault.
        let store = try SQLiteStore(opening: path + "/ledger.db", for: .writing)
        let (history, newest) = try store.read { reader in
            (try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger), try reader.checkpoint())
        }
        guard let history, let origin = history.origin, let newest else {
            throw CommandFailure("\(backup) holds no ledger: it has no opening entry.", ExitStatus.unreadable)
        }
        let mark: JSONValue = [
            "entries": .integer(Int64(newest.size.value)), "restored": .string(SystemClock().now().description),
        ]
        try OwnersFile.create(path + "/restored.json", mark.canonicalText + "\n", "the mark of a restored ledger")
        guard let signer = history.signer(of: newest.note) else {
            throw CommandFailure("\(backup) is damaged: no key of the log signed its newest checkpoint.", ExitStatus.unreadable)
        }
        try write(origin: origin, vkey: signer.text, to: path)
        try store.remakeSealIndex()
        try store.close()
        return newest.size
    }

    /// The copy's database, for whoever decides whether it may go on. The vault may not be back yet, and is not asked for.
    func openCopy() throws -> SQLiteStore { try SQLiteStore(opening: database, for: .writing) }

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

    /// The index of seals follows the log and is never ahead of it. Where it is, the database was put back without it.
    ///
    /// - Throws: `CommandFailure` if the index was made of entries that the log has not.
    func requireNewest(_ store: any LedgerStore) throws {
        guard try !store.sealIndex.soundState().isPart(of: store) else { return }
        throw CommandFailure(
            """
            \(database) lacks entries that \(database)-seals was made of: it is an older copy or has another history, and going on \
            could contradict what was signed. Put back the newest copy, or restore this one: touchmark restore \(database) DIR, \
            then touchmark resume. If the database is the newest, remove \(database)-seals; it is made anew.
            """)
    }

    /// Takes the mark away. One that comes back after a power cut does no harm.
    func removeRestoredMark() throws { try FileManager.default.removeItem(atPath: restoredMark) }
}
