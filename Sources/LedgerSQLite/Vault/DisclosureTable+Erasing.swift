import GRDB
import Ledger
import Primitives

extension DisclosureTable {
    /// Takes the texts away, within the transaction of the event that says so. Their keys go after the commit: `settle`.
    static func erase(_ digests: [String], of index: EntryIndex, in db: Database) throws {
        let erase = try SQLStatement(
            db,
            """
            INSERT INTO disclosure(idx, digest, key, place, sealed) VALUES(?, ?, NULL, NULL, NULL)
                ON CONFLICT DO UPDATE SET sealed = NULL
            """)
        for digest in digests {
            erase.bind(1, index.value)
            erase.bind(2, digest)
            try erase.run()
        }
    }

    /// The number of erased disclosures whose keys are not destroyed yet.
    static func unsettledCount(in db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM disclosure WHERE sealed IS NULL AND key IS NOT NULL") ?? 0
    }

    /// Destroys the keys of what was erased. Cut short, it goes on with the next call: what is done twice does no harm.
    static func settle(_ db: Database, _ vault: SQLiteVault) throws {
        let unsettled = try unsettled(db)
        let inUse = try unsettled.filter { try isInUse($0.key, db) }
        try vault.destroy(unsettled.keys.filter { inUse[$0] == nil }, andLeaves: inUse.mapValues { $0.sorted() })
        try db.execute(sql: "UPDATE disclosure SET key = NULL WHERE sealed IS NULL AND key IS NOT NULL")
    }

    private static func unsettled(_ db: Database) throws -> [Int64: [UInt64]] {
        let row = try SQLStatement(db, "SELECT idx, key, place FROM disclosure WHERE sealed IS NULL AND key IS NOT NULL")
        var leaves: [Int64: [UInt64]] = [:]
        while try row.next() {
            let erased = DisclosureRow(
                index: EntryIndex(try row.unsigned(0)), digest: "", key: row.integer(1), place: row.integer(2))
            leaves[erased.key, default: []].append(erased.leaf.number)
        }
        return leaves
    }

    private static func isInUse(_ key: Int64, _ db: Database) throws -> Bool {
        let row = try SQLStatement(db, "SELECT 1 FROM disclosure WHERE key = ? AND sealed IS NOT NULL LIMIT 1")
        row.bind(1, key)
        defer { row.reset() }
        return try row.next()
    }
}
