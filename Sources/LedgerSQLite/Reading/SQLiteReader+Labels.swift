import Ledger
import Primitives
import Provenance

extension SQLiteReader {
    func forEachLabel(
        of dataset: String, asOf: TreeSize, after cursor: LabelCursor?, _ body: (CurrentLabel) throws -> Bool
    ) throws {
        let prefix = ItemKey.prefix(dataset)
        let start = prefix + Array((cursor?.item ?? "").utf8)
        try StoreError.translating {
            try items().forEachItem(from: start, prefix: prefix) { item in
                // The one that the cursor is in is the first.
                let name = item.key == start ? Array((cursor?.label ?? "").utf8) : []
                for (place, indices) in item.labels(after: name) {
                    let label = String(decoding: place.name, as: UTF8.self)
                    let current = try current(label, indices.prefix { asOf.contains($0) })
                    if let current { guard try body(current) else { return false } }
                }
                return true
            }
        }
    }

    /// Goes back through a label's history to its last version; entries may touch it that are another label's.
    private func current(_ label: String, _ indices: ArraySlice<EntryIndex>) throws -> CurrentLabel? {
        var review: LabelVersion?
        for index in indices.reversed() {
            guard let version = try version(at: index), version.label == label else { continue }
            guard version.kind.isReview else { return CurrentLabel(version: version, review: review) }
            review = review ?? version
        }
        return nil
    }

    private func version(at index: EntryIndex) throws -> LabelVersion? {
        try query("SELECT versions FROM label_versions WHERE first <= ? ORDER BY first DESC LIMIT 1") { row in
            row.bind(1, index.value)
            guard try row.next() else { return nil }
            return try row.withBytes(0) { try LabelVersionRow.versions(in: $0) { $0 == index } }.first
        }
    }

    func forEachLabelVersion(below limit: TreeSize, _ body: (LabelVersion) throws -> Bool) throws {
        try ownQuery("SELECT versions FROM label_versions WHERE first < ? ORDER BY first") { rows in
            rows.bind(1, Int64(clamping: limit.value))
            while try StoreError.translating({ try rows.next() }) {
                let versions = try StoreError.translating {
                    try rows.withBytes(0) { try LabelVersionRow.versions(in: $0) { limit.contains($0) } }
                }
                for version in versions { guard try body(version) else { return } }
            }
        }
    }

    func versions(dataset: String, item: String, label: String) throws -> [LabelVersion] {
        try history(of: .label(dataset, item, label), below: size()).compactMap { index in
            try version(at: index).flatMap { $0.label == label ? $0 : nil }
        }
    }
}
