import Ledger
import Primitives
import Provenance

extension SQLiteReader {
    func history(of subject: Subject, below limit: TreeSize) throws -> [EntryIndex] {
        if let indices = try StoreError.translating({ try items().indices(of: subject) }) {
            return Array(indices.prefix { limit.contains($0) })
        }
        var indices: [EntryIndex] = []
        try forEachBlock(of: subject, below: limit, isRising: true) { block, offsets in
            HistoryBlock.indices(offsets, block: block, into: &indices)
            return true
        }
        while let last = indices.last, !limit.contains(last) { indices.removeLast() }
        return indices
    }

    func lastIndex(of subject: Subject, below limit: TreeSize) throws -> EntryIndex? {
        if let indices = try StoreError.translating({ try items().indices(of: subject) }) {
            return indices.last { limit.contains($0) }
        }
        var found: EntryIndex?
        try forEachBlock(of: subject, below: limit, isRising: false) { block, offsets in
            var indices: [EntryIndex] = []
            HistoryBlock.indices(offsets, block: block, into: &indices)
            found = indices.last { limit.contains($0) }
            return found == nil
        }
        return found
    }

    /// Calls `body` with the blocks of a subject's history that begin below `limit`, each with its number, until it returns false.
    private func forEachBlock(
        of subject: Subject, below limit: TreeSize, isRising: Bool, _ body: (UInt64, UnsafeRawBufferPointer) -> Bool
    ) throws {
        guard limit > .empty else { return }
        let last = HistoryBlock.number(of: EntryIndex(min(limit.value, UInt64(Int64.max)) - 1))
        if subject.kind.isWide {
            // Block by block: the rows of a subject are apart.
            let last = try min(last, size().value >> HistoryBlock.indexBits)
            try query("SELECT offsets FROM wide_history WHERE block = ? AND subject = ?") { row in
                row.bind(2, subject.description)
                for number in 0...last {
                    let block = isRising ? number : last - number
                    row.bind(1, block)
                    if try row.next(), !row.withBytes(0, { body(block, $0) }) { return }
                    row.reset()
                }
            }
        } else {
            let order = isRising ? "ASC" : "DESC"
            try query("SELECT block, offsets FROM history WHERE subject = ? AND block <= ? ORDER BY block \(order)") { row in
                row.bind(1, subject.description)
                row.bind(2, last)
                while try row.next() {
                    let block = try row.unsigned(0)
                    guard row.withBytes(1, { body(block, $0) }) else { return }
                }
            }
        }
    }
}
