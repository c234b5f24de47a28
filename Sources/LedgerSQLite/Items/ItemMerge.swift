/// Goes through parts of several runs at once, by rising key: a binary heap of where each run stands.
struct ItemMerge {
    private struct Cursor {
        let run: ItemRun
        var number: Int
        let end: Int

        func isAt(_ key: [UInt8]) -> Bool {
            key.withUnsafeBytes { key in run.withKey(number) { ItemKey.compare($0, key) == 0 } }
        }
    }

    private var heap: [Cursor] = []

    init(_ parts: [(run: ItemRun, range: Range<Int>)]) {
        heap = parts.filter { !$0.range.isEmpty }.map {
            Cursor(run: $0.run, number: $0.range.lowerBound, end: $0.range.upperBound)
        }
        for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(place) }
    }

    var isAtEnd: Bool { heap.isEmpty }

    /// The next key, its records from all runs in `records`, and `count` lowered by how many runs had some. `nil` at the end.
    mutating func next(_ records: inout [UInt8], folding count: inout Int) -> [UInt8]? {
        guard let key else { return nil }
        records.removeAll(keepingCapacity: true)
        while let cursor = heap.first, cursor.isAt(key) {
            records.append(contentsOf: cursor.run.records(cursor.number))
            count -= 1
            advance()
        }
        return key
    }

    /// The next key, if there is one.
    var key: [UInt8]? { heap.first.map { cursor in cursor.run.withKey(cursor.number) { Array($0) } } }

    /// Passes over this key in all runs.
    mutating func skip(_ key: [UInt8]) {
        while let cursor = heap.first, cursor.isAt(key) { advance() }
    }

    private mutating func advance() {
        heap[0].number += 1
        if heap[0].number == heap[0].end {
            let last = heap.removeLast()
            guard !heap.isEmpty else { return }
            heap[0] = last
        }
        sink(0)
    }

    private mutating func sink(_ place: Int) {
        var parent = place
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) { least = child }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        heap[a].run.withKey(heap[a].number) { key in
            heap[b].run.withKey(heap[b].number) { ItemKey.compare(key, $0) < 0 }
        }
    }
}
