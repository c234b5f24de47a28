import GRDB
import Ledger
import Primitives
import Provenance
import Signatures

/// Disclosures as a version before the vault wrote them.
struct ClearDisclosures {
    private let db: Database

    init(_ db: Database) { self.db = db }

    /// Moves them; what was erased stays erased.
    func seal(into table: DisclosureTable) throws {
        var index = try next(after: -1)
        while let found = index {
            try move(EntryIndex(UInt64(found)), into: table)
            index = try next(after: found)
        }
    }

    private func next(after index: Int64) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT min(idx) FROM clear_disclosure WHERE idx > ?", arguments: [index])
    }

    private func move(_ index: EntryIndex, into table: DisclosureTable) throws {
        let row = try SQLStatement(db, "SELECT digest, encoded FROM clear_disclosure WHERE idx = ? ORDER BY digest")
        row.bind(1, index.value)
        var erased: [String] = []
        var kept: [StoredDisclosure] = []
        while try row.next() {
            if row.isNull(1) {
                erased.append(row.text(0))
            } else {
                kept.append(StoredDisclosure(digest: row.text(0), encoded: row.text(1)))
            }
        }
        try DisclosureTable.erase(erased, of: index, in: db)
        if !kept.isEmpty { try table.keep(KeptDisclosures(kept, keeper: keeper(of: index)), of: index) }
    }

    private func keeper(of index: EntryIndex) throws -> Subject {
        let row = try SQLStatement(db, "SELECT jws FROM entry WHERE idx = ?")
        row.bind(1, index.value)
        guard try row.next() else { throw SQLFailure.damagedRow("clear_disclosure") }
        defer { row.reset() }
        do { return try Event(payload: UncheckedToken(parsing: row.bytes(0)).payload).keeper } catch {
            throw SQLFailure.damagedRow("entry")
        }
    }
}
