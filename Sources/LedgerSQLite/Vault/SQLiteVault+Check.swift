import GRDB
import Vault

extension SQLiteVault {
    /// What is wrong with the file: its structure, keepers without keys, keys that the master key does not open. Sentences.
    func findings() throws -> [String] {
        try inspecting { db, masterKey in
            let damage = try StructureCheck.findings(in: db) { _ in "put back its newest copy" }
            guard damage.isEmpty else { return damage.map { "The vault of disclosures: \($0)." } }
            let parted = try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM keeper WHERE key NOT IN (SELECT key FROM node))
                        + (SELECT count(DISTINCT key) FROM node WHERE key NOT IN (SELECT key FROM keeper))
                    """)
            var findings: [String] = []
            if let parted, parted > 0 {
                findings.append("The vault of disclosures lacks the keys of \(parted) keepers, or their names.")
            }
            let rows = try SQLStatement(db, "SELECT key, first, depth, wrapped FROM node")
            var closed = 0
            while try rows.next() {
                let place = VaultSchema.place(rows.integer(0), rows.unsigned(1), Int(rows.integer(2)))
                if masterKey.unwrap(rows.bytes(3), at: place) == nil { closed += 1 }
            }
            if closed > 0 { findings.append("\(closed) keys in the vault of disclosures are damaged. Put back its newest copy.") }
            return findings
        }
    }
}
