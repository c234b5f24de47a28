import Ledger
import Primitives
import Provenance

/// Brings the item-bound histories of a batch into the order of their items.
struct ItemTouchSorter {
    private struct Touch {
        let key: Range<Int>
        let index: UInt64
        let kind: ItemTouches.Kind
        let name: Range<Int>
    }

    private var touches: [Touch] = []
    /// Keys of items and ids of labels and questions, which touches name by range.
    private var bytes: [UInt8] = []

    /// False, and nothing done, if the subject is not bound to an item.
    mutating func add(_ touch: SubjectTouch) -> Bool {
        guard let kind = ItemTouches.Kind(touch.subject.kind) else { return false }
        let (key, name) = ItemKey.append(touch.subject, to: &bytes)
        touches.append(Touch(key: key, index: touch.index.value, kind: kind, name: name))
        return true
    }

    /// Each item once, by rising key, with its records.
    mutating func sortedItems() -> ItemTouches.Sorted {
        sort()
        var items = ItemTouches.Sorted()
        var start = 0
        while start < touches.count {
            var end = start + 1
            while end < touches.count, isSame(touches[start].key, touches[end].key) { end += 1 }
            let records = records(touches[start..<end])
            items.append(bytes[touches[start].key], records)
            start = end
        }
        return items
    }

    private func records(_ touches: ArraySlice<Touch>) -> [UInt8] {
        var records: [UInt8] = []
        records.reserveCapacity(touches.count * 16)
        var entries = touches
        while let entry = entries.first {
            let group = entries.prefix { $0.index == entry.index }
            records.appendRecord(entry.index)
            records.appendRecord(UInt64(group.count))
            for touch in group {
                records.append(touch.kind.rawValue)
                if touch.kind.hasName { records.appendRecord(bytes[touch.name]) }
            }
            entries = entries[group.endIndex...]
        }
        return records
    }

    private mutating func sort() {
        bytes.withUnsafeBytes { bytes in
            touches.sort { a, b in
                let keys = Self.compare(bytes, a.key, b.key)
                guard keys == 0 else { return keys < 0 }
                guard a.index == b.index else { return a.index < b.index }
                guard a.kind == b.kind else { return a.kind.rawValue < b.kind.rawValue }
                return Self.compare(bytes, a.name, b.name) < 0
            }
        }
    }

    private func isSame(_ a: Range<Int>, _ b: Range<Int>) -> Bool { bytes.withUnsafeBytes { Self.compare($0, a, b) == 0 } }

    private static func compare(_ bytes: UnsafeRawBufferPointer, _ a: Range<Int>, _ b: Range<Int>) -> Int {
        ItemKey.compare(UnsafeRawBufferPointer(rebasing: bytes[a]), UnsafeRawBufferPointer(rebasing: bytes[b]))
    }
}

extension ItemTouches {
    /// Items and their records as a run holds them.
    struct Sorted {
        private(set) var bytes: [UInt8] = []
        private(set) var count = 0

        mutating func append(_ key: ArraySlice<UInt8>, _ records: [UInt8]) {
            bytes.appendRecord(key)
            bytes.appendRecord(records)
            count += 1
        }
    }
}
