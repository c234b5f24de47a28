import GRDBSQLite

/// A ledger's database as somebody has it who goes around Touchmark.
struct RawDatabase {
    /// Runs SQL with the triggers that protect the log out of the way. They are put back: their loss would be noticed first.
    static func tamper(with path: String, _ sql: String) throws {
        try execute(path) { connection in
            let triggers = try texts(connection, "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            let definitions = try texts(connection, "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            for trigger in triggers { try run(connection, "DROP TRIGGER \(trigger)") }
            try run(connection, sql)
            for definition in definitions { try run(connection, definition) }
        }
    }

    /// Takes a trigger away and does not put it back.
    static func dropTrigger(_ name: String, in path: String) throws {
        try execute(path) { try run($0, "DROP TRIGGER \(name)") }
    }

    /// Where a table begins: a page's number, from 1.
    static func rootPage(of table: String, in path: String) throws -> Int {
        var page: String?
        try execute(path) { page = try texts($0, "SELECT rootpage FROM sqlite_master WHERE name = '\(table)'").first }
        guard let page, let number = Int(page) else { throw TestLedger.Failure(description: "there is no table \(table)") }
        return number
    }

    private static func execute(_ path: String, _ body: (OpaquePointer) throws -> Void) throws {
        var connection: OpaquePointer?
        defer { sqlite3_close(connection) }
        guard sqlite3_open(path, &connection) == SQLITE_OK, let connection else {
            throw TestLedger.Failure(description: "\(path) cannot be opened")
        }
        try body(connection)
    }

    private static func run(_ connection: OpaquePointer, _ sql: String) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw TestLedger.Failure(description: "\(String(cString: sqlite3_errmsg(connection))): \(sql)")
        }
        // An attack that changes nothing proves nothing.
        guard !sql.hasPrefix("UPDATE") && !sql.hasPrefix("DELETE") || sqlite3_changes(connection) > 0 else {
            throw TestLedger.Failure(description: "nothing was changed by \(sql)")
        }
    }

    private static func texts(_ connection: OpaquePointer, _ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
            throw TestLedger.Failure(description: String(cString: sqlite3_errmsg(connection)))
        }
        var texts: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            if let text = sqlite3_column_text(statement, 0) { texts.append(String(cString: text)) }
        }
        return texts
    }
}
