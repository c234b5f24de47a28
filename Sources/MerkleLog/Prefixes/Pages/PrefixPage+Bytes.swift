import Primitives

/// What a store keeps of a page does not hold together.
package struct DamagedPrefixPage: Error, CustomStringConvertible {
    package let description = "A page of the index that seals rest on is damaged. Run touchmark rebuild."

    package init() {}
}

extension PrefixBucket {
    private static let stride = 2 * Digest.byteCount + 8

    /// Of each leaf key, count (8 bytes, big-endian) and head.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(elements.count * Self.stride)
        for leaf in elements {
            leaf.key.withUnsafeBytes { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: leaf.history.count.bigEndian) { bytes.append(contentsOf: $0) }
            leaf.history.digest.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    package init(span: PrefixSpan, bytes: [UInt8]) throws(DamagedPrefixPage) {
        guard bytes.count.isMultiple(of: Self.stride) else { throw DamagedPrefixPage() }
        var leaves: [PrefixLeaf] = []
        leaves.reserveCapacity(bytes.count / Self.stride)
        for start in Swift.stride(from: 0, to: bytes.count, by: Self.stride) {
            guard let key = Digest(bytes: bytes[start..<start + 32]), let head = Digest(bytes: bytes[start + 40..<start + 72]),
                let history = HistoryHead(count: bytes[start + 32..<start + 40].bigEndian, digest: head),
                span.contains(key), leaves.last.map({ $0.key < key }) ?? true
            else { throw DamagedPrefixPage() }
            leaves.append(PrefixLeaf(key: key, history: history))
        }
        self.init(span: span, elements: leaves)
    }
}

extension PrefixDirectory {
    private static let stride = 8 + 1 + 8 + Digest.byteCount

    /// Of each page start (8 bytes, big-endian), depth (1 byte), count (8 bytes) and hash.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(elements.count * Self.stride)
        for entry in elements {
            withUnsafeBytes(of: entry.span.start.bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(UInt8(entry.span.depth))
            withUnsafeBytes(of: entry.summary.count.bigEndian) { bytes.append(contentsOf: $0) }
            entry.summary.hash.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    package init(span: PrefixSpan, bytes: [UInt8]) throws(DamagedPrefixPage) {
        guard bytes.count.isMultiple(of: Self.stride) else { throw DamagedPrefixPage() }
        var entries: [Entry] = []
        entries.reserveCapacity(bytes.count / Self.stride)
        // Where the next page is to begin: pages lie side by side, without gaps.
        var next: UInt64? = span.start
        for start in Swift.stride(from: 0, to: bytes.count, by: Self.stride) {
            let own = PrefixSpan(start: bytes[start..<start + 8].bigEndian, depth: Int(bytes[start + 8]))
            guard let hash = Digest(bytes: bytes[start + 17..<start + 49]), own.depth <= PrefixSpan.maximumDepth,
                own.start == next, own.start << UInt64(own.depth) == 0, span.contains(own),
                let summary = PrefixSummary(readCount: bytes[start + 9..<start + 17].bigEndian, hash: hash)
            else { throw DamagedPrefixPage() }
            entries.append(Entry(span: own, summary: summary))
            next = own.end
        }
        guard next == span.end, !entries.isEmpty else { throw DamagedPrefixPage() }
        self.init(span: span, elements: entries)
    }
}

extension PrefixSpan {
    /// The first 64 bits of the first key behind it; `nil` behind all keys.
    fileprivate var end: UInt64? {
        guard depth > 0 else { return nil }
        let (end, overflow) = start.addingReportingOverflow(1 << (64 - UInt64(depth)))
        return overflow ? nil : end
    }
}

extension ArraySlice<UInt8> {
    fileprivate var bigEndian: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
}
