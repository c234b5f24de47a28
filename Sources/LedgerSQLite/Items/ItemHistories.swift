import GRDB
import Primitives
import Provenance

/// The histories of the subjects of items, as a transaction sees them: rows and what waits in runs.
struct ItemHistories {
    struct Touch {
        let index: EntryIndex
        let place: ItemTouches.Place
    }

    private let db: Database
    private let fold: ItemFold

    init(_ db: Database, _ fold: ItemFold) {
        self.db = db
        self.fold = fold
    }

    /// The entries that touch one subject of an item, in order; `nil` if the subject is not bound to an item.
    func indices(of subject: Subject) throws -> [EntryIndex]? {
        guard let kind = ItemTouches.Kind(subject.kind) else { return nil }
        var bytes: [UInt8] = []
        let place = ItemKey.append(subject, to: &bytes)
        var indices: [EntryIndex] = []
        let row = try SQLStatement(db, "SELECT touches FROM item_history WHERE key = ?")
        defer { row.reset() }
        try bytes.withUnsafeBufferPointer { bytes in
            let (key, name) = (UnsafeBufferPointer(rebasing: bytes[place.key]), bytes[place.name])
            func add(_ records: UnsafeRawBufferPointer) throws {
                try ItemTouches.forEach(in: records) { index, touched, its in
                    if touched == kind, its.elementsEqual(name) { indices.append(index) }
                }
            }
            row.bind(1, borrowing: key)
            if try row.next() { try row.withBytes(0, add) }
            try fold.forEachPending(UnsafeRawBufferPointer(key)) { try $0.withUnsafeBytes(add) }
        }
        // Rows are extended as the hand passes, which is not the order of the log.
        return indices.sorted()
    }

    /// Calls `body` for items by rising key, from `start` on as long as they begin with `prefix`, with all that touches them in
    /// the order of the log, until it returns false.
    func forEachItem(
        from start: [UInt8], prefix: [UInt8], _ body: (_ dataset: String, _ item: String, [Touch]) throws -> Bool
    ) throws {
        let rows = try SQLStatement(db, "SELECT key, touches FROM item_history WHERE key >= ? ORDER BY key")
        defer { rows.reset() }
        rows.bind(1, start)
        var merge = ItemMerge(
            fold.runs.map { pending in
                (pending.run, start.withUnsafeBytes { pending.run.count(before: $0) }..<pending.run.count)
            })
        var row = try rows.next() ? rows.bytes(0) : nil
        while let key = [row, merge.key].compactMap({ $0 }).min(by: { $0.lexicographicallyPrecedes($1) }),
            key.starts(with: prefix)
        {
            var touches: [Touch] = []
            if row == key {
                try rows.withBytes(1) { try Self.add($0, to: &touches) }
                row = try rows.next() ? rows.bytes(0) : nil
            }
            if merge.key == key { merge.skip(key) }
            try key.withUnsafeBytes { key in
                try fold.forEachPending(key) { records in try records.withUnsafeBytes { try Self.add($0, to: &touches) } }
            }
            guard !touches.isEmpty else { continue }
            guard let ids = ItemKey.ids(key) else { throw SQLFailure.damagedRow("item_history") }
            touches.sort { $0.index < $1.index }
            guard try body(ids.dataset, ids.item, touches) else { return }
        }
    }

    private static func add(_ records: UnsafeRawBufferPointer, to touches: inout [Touch]) throws {
        try ItemTouches.forEach(in: records) { index, kind, name in
            touches.append(Touch(index: index, place: ItemTouches.Place(kind: kind, name: Array(name))))
        }
    }
}
