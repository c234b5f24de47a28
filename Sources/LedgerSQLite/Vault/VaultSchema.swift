import GRDB
import Vault

/// The tables of a vault.
enum VaultSchema {
    /// Makes the tables of a new vault.
    static func make(in db: Database, under masterKey: MasterKey) throws {
        try db.execute(sql: tables)
        try SQLStatement(db, "INSERT INTO seat(wrapped) VALUES(?)").run(1, borrowing: masterKey.wrap(.random(), at: seat))
    }

    static func isThere(in db: Database) throws -> Bool { try db.tableExists("seat") && db.tableExists("node") }

    /// True if the vault's keys are wrapped under this master key.
    static func isKept(in db: Database, under masterKey: MasterKey) throws -> Bool {
        let row = try SQLStatement(db, "SELECT wrapped FROM seat")
        guard try row.next() else { return false }
        defer { row.reset() }
        return masterKey.unwrap(row.bytes(0), at: seat) != nil
    }

    /// What a node's wrapped key is bound to.
    static func place(_ key: Int64, _ first: UInt64, _ depth: Int) -> String { "node \(key) \(first) \(depth)" }

    private static let seat = "seat"

    private static let tables = """
        -- A key that opens nothing: it shows whether the master key is the right one.
        CREATE TABLE seat(wrapped BLOB NOT NULL) STRICT;
        CREATE TABLE keeper(
            key INTEGER PRIMARY KEY,
            subject TEXT NOT NULL UNIQUE
        ) STRICT;
        -- Of each key's tree (KeyTreeNode) what was not destroyed.
        CREATE TABLE node(
            key INTEGER NOT NULL,
            first INTEGER NOT NULL,
            depth INTEGER NOT NULL,
            wrapped BLOB NOT NULL,
            PRIMARY KEY(key, first)
        ) STRICT, WITHOUT ROWID;
        """
}
