import GRDB
import Ledger
import MerkleLog
import Primitives

extension SQLiteReader {
    /// Rows that belong to nothing, and tables that are not those that a ledger has. Sentences.
    func orphanFindings() throws -> [String] {
        let size = try size()
        let counted: [(String, String)] = [
            (
                "cosignatures of a checkpoint that is not there",
                "FROM cosignature WHERE size NOT IN (SELECT size FROM checkpoint)"
            ),
            ("time tokens of a checkpoint that is not there", "FROM time_token WHERE size NOT IN (SELECT size FROM checkpoint)"),
            ("disclosures of an entry that is not there", "FROM disclosure WHERE idx NOT IN (SELECT idx FROM entry)"),
        ]
        var findings: [String] = []
        for (what, rows) in counted {
            let count = try self.count(rows)
            if count > 0 { findings.append("\(what): \(count)") }
        }
        let tiles = TileCoordinate.rightmost(in: size).reduce(0) { $0 + $1.number + 1 }
        let kept = try count("FROM tile")
        if kept > tiles { findings.append("tiles that the tree has not: \(kept - tiles)") }
        if try CosignerTable.kept(in: db) != CosignerTable.newest(in: db) {
            findings.append("the table of cosigners is not that of the cosignatures")
        }
        return findings + (try schemaFindings())
    }

    private func count(_ rows: String) throws -> UInt64 {
        try query("SELECT count(*) \(rows)") { row in try row.next() ? row.unsigned(0) : 0 }
    }

    /// A trigger that is gone protects nothing any more.
    private func schemaFindings() throws -> [String] {
        let due = try StoreError.translating {
            let model = try DatabaseQueue()
            try Schema.migrator(nil).migrate(model)
            return try model.read(Schema.objects)
        }
        let there = try StoreError.translating { try Schema.objects(in: db) }
        return Set(due.keys).union(there.keys).sorted().compactMap { name in
            switch (due[name], there[name]) {
            case (_, nil): "\(name) is missing from the database"
            case (nil, _): "\(name) is in the database and does not belong there"
            case (let due, let there): due == there ? nil : "\(name) is not what it is in a ledger"
            }
        }
    }
}
