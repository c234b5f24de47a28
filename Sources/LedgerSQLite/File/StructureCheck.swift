import GRDB

/// What SQLite finds of its own structure, table by table where there is damage.
enum StructureCheck {
    /// Sentences; empty if the file is whole.
    ///
    /// - Parameter remedy: what helps where a table is damaged.
    static func findings(in file: some DatabaseReader, remedy: (_ table: String) -> String) throws -> [String] {
        let found = try findings(of: "100", file)
        guard found != [] else { return [] }
        let tables = try file.read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        }
        let named = try tables.flatMap { table in
            (try findings(of: "'\(table)'", file) ?? ["a page cannot be read"]).map { "\($0) (table \(table); \(remedy(table)))" }
        }
        return named.isEmpty ? found ?? ["a page outside the tables is damaged"] : named
    }

    /// `nil` where damage keeps SQLite from looking on. Then it answers nothing more in that transaction: each part has its own.
    private static func findings(of part: String, _ file: some DatabaseReader) throws -> [String]? {
        do {
            return try file.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(\(part))").filter { $0 != "ok" } }
        } catch let error as DatabaseError where error.isDamage {
            return nil
        }
    }
}

extension DatabaseError {
    /// True if pages of the file are not what SQLite wrote.
    var isDamage: Bool { [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(resultCode) }
}
