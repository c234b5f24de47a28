import Ledger
import MerkleLog
import Primitives
import Provenance
import Signatures

extension SQLiteReader {
    /// Where a log ends, all its parts must: entries, checkpoint, tiles, events.
    func edgeFindings() throws -> [String] {
        let size = try size()
        var findings: [String] = []
        let isBefore = try query("SELECT 1 FROM entry WHERE idx < 0") { try $0.next() }
        if isBefore { findings.append("there is an entry before the first") }
        let newest = try checkpoint()?.size ?? .empty
        if newest != size { findings.append("the newest checkpoint is of size \(newest), the entries end at \(size)") }
        let lacking = try TileCoordinate.rightmost(in: size).filter { coordinate in
            try tile(coordinate)?.width != coordinate.width(in: size)
        }
        for tile in lacking { findings.append("tile \(tile.number) of level \(tile.level) is missing or not as wide as due") }
        return findings
    }

    /// A quick look when a ledger is opened.
    ///
    /// - Throws: `StoreError.corrupt`.
    func checkEdge() throws {
        if let finding = try edgeFindings().first {
            throw StoreError(.corrupt, "The ledger is damaged: \(finding). Restore it from a backup.")
        }
    }

    func derivedDigest() throws -> Digest {
        var digest = DerivedDigest()
        try each("SELECT id, idx FROM event ORDER BY id") { row in
            guard let id = row.withBytes(0, EventID.init(bytes:)) else { throw SQLFailure.damagedRow("event") }
            digest.event(id, EntryIndex(try row.unsigned(1)))
        }
        try addHistories(to: &digest)
        try each("SELECT key, actor, idx, thumbprint FROM key ORDER BY thumbprint") { row in
            let key = try StoredKey(row)
            // The digest does not hold it, and under a wrong one the key is not found.
            guard row.bytes(3) == key.key.thumbprint.digest.bytes else { throw SQLFailure.damagedRow("key") }
            digest.key(key)
        }
        try each("SELECT dataset, title, idx FROM dataset ORDER BY dataset") { digest.dataset(try DatasetRow($0)) }
        try each("SELECT dataset, item, idx FROM item ORDER BY dataset, item") { digest.item(try ItemRow($0)) }
        try each("SELECT versions, first FROM label_versions ORDER BY first") { row in
            let versions = try row.withBytes(0) { try LabelVersionRow.versions(in: $0) { _ in true } }
            // It is found by this index.
            guard try row.unsigned(1) == versions.first?.index.value else { throw SQLFailure.damagedRow("label_versions") }
            for version in versions { digest.label(version) }
        }
        try each("SELECT kind, id, custody, idx FROM actor ORDER BY kind, id") { digest.actor(try ActorRow($0)) }
        try each("SELECT \(CredentialRow.columns) FROM credential ORDER BY idx") { digest.credential(try CredentialRow($0)) }
        return digest.finish()
    }

    private func addHistories(to digest: inout DerivedDigest) throws {
        try StoreError.translating {
            try items().forEachItem(from: [], prefix: []) { item in
                for (place, indices) in item.histories {
                    let name = place.kind.hasName ? [String(decoding: place.name, as: UTF8.self)] : []
                    digest.history(Subject(place.kind.subjectKind, [item.dataset, item.id] + name), indices)
                }
                return true
            }
        }
        let size = try size()
        try each("SELECT subject FROM history UNION SELECT subject FROM wide_history ORDER BY subject") { row in
            guard let subject = Subject(parsing: row.text(0)) else { throw SQLFailure.damagedRow("history") }
            digest.history(subject, try history(of: subject, below: size))
        }
    }

    private func each(_ sql: String, _ body: (SQLStatement) throws -> Void) throws {
        try query(sql) { row in while try row.next() { try body(row) } }
    }
}

extension EventID {
    fileprivate init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}
