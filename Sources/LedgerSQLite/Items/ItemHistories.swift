import GRDB
import Primitives
import Provenance

/// The histories of the subjects of items, as a transaction sees them: rows and what waits in runs.
///
/// An item that much touches is decoded once for all that a transaction asks of it in a row: decoded for each of its labels, they
/// would cost the square of their number.
final class ItemHistories {
    struct Touch {
        let index: EntryIndex
        let place: ItemTouches.Place
    }

    /// From so many touches on an item is remembered.
    static let manyTouches = 1024
    /// To decode all of an item takes as long as to look up so many histories of it.
    static let manyLookups = 64

    private let db: Database
    private let fold: ItemFold
    /// The last item that was decoded of those that much touches.
    private var last: TouchedItem?
    /// The last such item of which histories were looked up alone, and how many.
    private var asked: (key: [UInt8], count: Int) = ([], 0)

    init(_ db: Database, _ fold: ItemFold) {
        self.db = db
        self.fold = fold
    }

    /// The entries that touch one subject of an item, in order; `nil` if the subject is not bound to an item.
    func indices(of subject: Subject) throws -> [EntryIndex]? {
        guard let kind = ItemTouches.Kind(subject.kind) else { return nil }
        var bytes: [UInt8] = []
        let place = ItemKey.append(subject, to: &bytes)
        let (key, name) = (bytes[place.key], bytes[place.name])
        if let item = try known(key) { return item.indices(of: ItemTouches.Place(kind: kind, name: Array(name))) }
        var indices: [EntryIndex] = []
        var touchCount = 0
        try forEachRecords(of: key) { records in
            try ItemTouches.forEach(in: records) { index, touched, its in
                touchCount += 1
                if touched == kind, its.elementsEqual(name) { indices.append(index) }
            }
        }
        if touchCount >= Self.manyTouches { asked = asked.key[...] == key ? (asked.key, asked.count + 1) : (Array(key), 1) }
        // Rows are extended as the hand passes, which is not the order of the log.
        return indices.sorted()
    }

    /// Calls `body` for items by rising key, from `start` on as long as they begin with `prefix`, until it returns false. Also where
    /// each step asks for other items, or walks itself.
    func forEachItem(from start: [UInt8], prefix: [UInt8], _ body: (TouchedItem) throws -> Bool) throws {
        let statement = try db.makeStatement(sql: "SELECT key, touches FROM item_history WHERE key >= ? ORDER BY key")
        // Nothing else keeps it: the handle alone would be of a statement that is gone.
        try withExtendedLifetime(statement) {
            let rows = SQLStatement(statement)
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
                let isRow = row == key
                let item = try last?.key == key ? last : decode(key, isRow ? rows : nil)
                if isRow { row = try rows.next() ? rows.bytes(0) : nil }
                if merge.key == key { merge.skip(key) }
                if let item { guard try body(item) else { return } }
            }
        }
    }

    /// An item that is remembered, or that was asked for so often that it is now.
    private func known(_ key: ArraySlice<UInt8>) throws -> TouchedItem? {
        if let last, last.key[...] == key { return last }
        guard asked.count >= Self.manyLookups, asked.key[...] == key else { return nil }
        var touches: [Touch] = []
        try forEachRecords(of: key) { try Self.add($0, to: &touches) }
        return try remember(asked.key, touches)
    }

    /// - Parameter row: where the item's row is, if it has one: its touches in column 1.
    private func decode(_ key: [UInt8], _ row: SQLStatement?) throws -> TouchedItem? {
        var touches: [Touch] = []
        try row?.withBytes(1) { try Self.add($0, to: &touches) }
        try key.withUnsafeBytes { key in
            try fold.forEachPending(key) { records in try records.withUnsafeBytes { try Self.add($0, to: &touches) } }
        }
        return try remember(key, touches)
    }

    private func remember(_ key: [UInt8], _ touches: [Touch]) throws -> TouchedItem? {
        guard !touches.isEmpty else { return nil }
        let item = try TouchedItem(key, touches)
        if touches.count >= Self.manyTouches { last = item }
        return item
    }

    /// Calls `body` with what an item's row holds, and with what runs hold of it and the row does not.
    private func forEachRecords(of key: ArraySlice<UInt8>, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let row = try SQLStatement(db, "SELECT touches FROM item_history WHERE key = ?")
        defer { row.reset() }
        try key.withUnsafeBufferPointer { key in
            row.bind(1, borrowing: key)
            if try row.next() { try row.withBytes(0, body) }
            try fold.forEachPending(UnsafeRawBufferPointer(key)) { try $0.withUnsafeBytes(body) }
        }
    }

    private static func add(_ records: UnsafeRawBufferPointer, to touches: inout [Touch]) throws {
        try ItemTouches.forEach(in: records) { index, kind, name in
            touches.append(Touch(index: index, place: ItemTouches.Place(kind: kind, name: Array(name))))
        }
    }
}
