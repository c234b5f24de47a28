import GRDB
import Vault

extension SQLiteVault {
    /// What is wrong with the file: its structure, keepers without keys, keys that the master key does not open. Sentences.
    func findings() throws -> [String] {
        try inspecting { file, masterKey in
            let damage = try StructureCheck.findings(in: file) { _ in "put back its newest copy" }
            guard damage.isEmpty else { return damage.map { "The vault of disclosures: \($0)." } }
            let (parted, closed) = try file.read { (try Self.partedCount(in: $0), try Self.closedCount(in: $0, masterKey)) }
            return [
                (
                    parted,
                    "The vault of disclosures lacks the keys of \(parted) keepers, or their names. Put back its newest copy."
                ),
                (closed, "\(closed) keys in the vault of disclosures are damaged. Put back its newest copy."),
            ].filter { $0.0 > 0 }.map(\.1)
        }
    }

    /// Keepers without keys, and keys of no keeper.
    private static func partedCount(in db: Database) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT (SELECT count(*) FROM keeper WHERE key NOT IN (SELECT key FROM node))
                    + (SELECT count(DISTINCT key) FROM node WHERE key NOT IN (SELECT key FROM keeper))
                """) ?? 0
    }

    /// Keys that the master key does not open.
    private static func closedCount(in db: Database, _ masterKey: MasterKey) throws -> Int {
        let rows = try SQLStatement(db, "SELECT key, first, depth, wrapped FROM node")
        var closed = 0
        while try rows.next() {
            let place = VaultSchema.place(rows.integer(0), try rows.unsigned(1), Int(rows.integer(2)))
            if masterKey.unwrap(rows.bytes(3), at: place) == nil { closed += 1 }
        }
        return closed
    }
}
