import GRDB
import GRDBSQLite

/// SQLite's online backup (sqlite.org/backup.html).
enum DatabaseCopy {
    /// Copies, page by page, the state that `source` sees in its transaction into a new file.
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
