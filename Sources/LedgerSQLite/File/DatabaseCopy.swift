import GRDB
import GRDBSQLite
import Ledger

/// SQLite's online backup (sqlite.org/backup.html).
enum DatabaseCopy {
    /// Copies a database, with what stands in its write-ahead log, durably into a new file. Nothing new is left beside it.
    static func copy(_ path: String, to destination: String) throws {
        let wasIndexed = FileSystem.exists(path + "-shm")
        let isFinished = !wasIndexed && !DatabaseAddress.hasWriteAheadLog(path)
        // Readers make this file of a log that was copied without it, and leave it.
        defer { if !wasIndexed { FileSystem.remove(path + "-shm") } }
        let temporary = try FileSystem.begin(destination)
        defer { FileSystem.remove(temporary) }
        try StoreError.translating {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(2)
            let source = try DatabaseQueue(
                path: isFinished ? DatabaseAddress.unchanging(path) : path, configuration: configuration)
            try source.read { try copy($0, to: temporary) }
            try source.close()
        }
        try FileSystem.publish(temporary, as: destination)
    }

    /// Copies, page by page, the state that `source` sees in its transaction into an empty file.
    static func copy(_ source: Database, to path: String) throws {
        var destination: OpaquePointer?
        let opened = sqlite3_open_v2(path, &destination, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
        defer { sqlite3_close(destination) }
        guard opened == SQLITE_OK else { throw SQLFailure(code: opened, connection: destination) }
        guard let backup = sqlite3_backup_init(destination, "main", source.sqliteConnection, "main") else {
            throw SQLFailure(code: sqlite3_errcode(destination), connection: destination)
        }
        let copied = sqlite3_backup_step(backup, -1)
        let finished = sqlite3_backup_finish(backup)
        guard copied == SQLITE_DONE, finished == SQLITE_OK else {
            throw SQLFailure(code: copied == SQLITE_DONE ? finished : copied, connection: destination)
        }
    }
}
