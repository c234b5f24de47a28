import Primitives

/// Histories in blocks of indices: a row holds the offsets within its block, two bytes each, big-endian. Which rows there are
/// follows from the indices alone, not from the batches in which they came.
enum HistoryBlock {
    static let indexBits: UInt64 = 14

    static func number(of index: EntryIndex) -> UInt64 { index.value >> indexBits }

    static func append(_ index: EntryIndex, to offsets: inout [UInt8]) {
        let offset = index.value & (1 << indexBits - 1)
        offsets.append(UInt8(truncatingIfNeeded: offset >> 8))
        offsets.append(UInt8(truncatingIfNeeded: offset))
    }

    static func indices(_ offsets: UnsafeRawBufferPointer, block: UInt64, into indices: inout [EntryIndex]) {
        indices.reserveCapacity(indices.count + offsets.count / 2)
        for place in stride(from: 0, to: offsets.count - 1, by: 2) {
            indices.append(EntryIndex(block << indexBits | UInt64(offsets[place]) << 8 | UInt64(offsets[place + 1])))
        }
    }
}
