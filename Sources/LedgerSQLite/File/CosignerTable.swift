import GRDB
import Ledger

/// Of each who ever cosigned the newest checkpoint, so that an auditor's of last night is found among a witness's of every second.
enum CosignerTable {
    private static let table = """
        CREATE TABLE cosigner(
            name TEXT PRIMARY KEY,
            size INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// Makes it of the cosignatures that are there.
    static func create(in db: Database) throws {
        try db.execute(sql: table)
        for (name, size) in try newest(in: db) {
            try db.execute(sql: "INSERT INTO cosigner(name, size) VALUES(?, ?)", arguments: [name, size])
        }
    }

    /// What it has to hold: of each name the greatest size.
    static func newest(in db: Database) throws -> [String: Int64] {
        var newest: [String: Int64] = [:]
        let lines = try Row.fetchCursor(db, sql: "SELECT size, line FROM cosignature ORDER BY size")
        while let row = try lines.next() {
            guard let name = CosignerName(line: row["line"]) else { continue }
            newest[name.text] = row["size"]
        }
        return newest
    }

    static func kept(in db: Database) throws -> [String: Int64] {
        let rows = try Row.fetchAll(db, sql: "SELECT name, size FROM cosigner")
        return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }
}
