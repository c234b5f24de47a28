import Ledger
import Primitives
import Provenance

extension SQLiteReader {
    func labels(of dataset: String, asOf: TreeSize, after cursor: LabelCursor?, limit: Int) throws -> [CurrentLabel] {
        var page: [CurrentLabel] = []
        guard limit > 0 else { return page }
        try StoreError.translating {
            let prefix = ItemKey.prefix(dataset)
            try items().forEachItem(from: prefix + Array((cursor?.item ?? "").utf8), prefix: prefix) { _, item, touches in
                let histories = Dictionary(
                    grouping: touches.filter { $0.place.kind == .label && asOf.contains($0.index) }, by: \.place)
                for (place, touches) in histories.sorted(by: { $0.key < $1.key }) where page.count < limit {
                    let label = String(decoding: place.name, as: UTF8.self)
                    if let cursor, cursor.item == item, label <= cursor.label { continue }
                    if let current = try current(label, touches.map(\.index)) { page.append(current) }
                }
                return page.count < limit
            }
        }
        return page
    }

    /// Goes back through a label's history to its last version; entries may touch it that are another label's.
    private func current(_ label: String, _ indices: [EntryIndex]) throws -> CurrentLabel? {
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
