import GRDB

/// What SQLite finds of its own structure, table by table where there is damage.
enum StructureCheck {
    /// Sentences; empty if the file is whole.
    ///
    /// - Parameter remedy: what helps where a table is damaged.
    static func findings(in db: Database, remedy: (_ table: String) -> String) throws -> [String] {
        let found = try findings(of: "100", db)
        guard found != [] else { return [] }
        let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        let named = try tables.flatMap { table in
            (try findings(of: "'\(table)'", db) ?? ["a page cannot be read"]).map { "\($0) (table \(table); \(remedy(table)))" }
        }
        return named.isEmpty ? found ?? ["a page outside the tables is damaged"] : named
    }

    /// `nil` where damage keeps SQLite from looking on.
    private static func findings(of part: String, _ db: Database) throws -> [String]? {
        do {
            return try String.fetchAll(db, sql: "PRAGMA integrity_check(\(part))").filter { $0 != "ok" }
        } catch let error as DatabaseError where error.isDamage {
            return nil
        }
    }
}

extension DatabaseError {
    /// True if pages of the file are not what SQLite wrote.
    var isDamage: Bool { [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(resultCode) }
}
