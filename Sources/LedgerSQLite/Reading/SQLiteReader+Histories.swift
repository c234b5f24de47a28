import Ledger
import Primitives
import Provenance

extension SQLiteReader {
    func history(of subject: Subject, below limit: TreeSize) throws -> [EntryIndex] {
        if let indices = try StoreError.translating({ try items().indices(of: subject) }) {
            return Array(indices.prefix { limit.contains($0) })
        }
        guard limit > .empty else { return [] }
        let blocks = HistoryBlock.number(of: EntryIndex(min(limit.value, UInt64(Int64.max)) - 1))
        var indices: [EntryIndex] = []
        if subject.kind.isWide {
            // Block by block: the rows of a subject are apart.
            let last = try min(blocks, size().value >> HistoryBlock.indexBits)
            try query("SELECT block, offsets FROM wide_history WHERE block = ? AND subject = ?") { row in
                row.bind(2, subject.description)
                for block in 0...last {
                    row.bind(1, block)
                    if try row.next() { row.withBytes(1) { HistoryBlock.indices($0, block: block, into: &indices) } }
                    row.reset()
                }
            }
        } else {
            try query("SELECT block, offsets FROM history WHERE subject = ? AND block <= ? ORDER BY block") { row in
                row.bind(1, subject.description)
                row.bind(2, blocks)
                while try row.next() {
                    let block = try row.unsigned(0)
                    row.withBytes(1) { HistoryBlock.indices($0, block: block, into: &indices) }
                }
            }
        }
        while let last = indices.last, !limit.contains(last) { indices.removeLast() }
        return indices
    }
}
