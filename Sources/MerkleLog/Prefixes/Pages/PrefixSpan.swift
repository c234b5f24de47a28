package import Primitives

/// The keys that begin with the same bits: what a page of the prefix tree covers.
package struct PrefixSpan: Hashable, Sendable {
    /// The bits, left-aligned in the first 64 of a key; those past `depth` are 0.
    package let start: UInt64
    package let depth: Int

    /// Pages are not parted below this: their place in a store is the first 56 bits. Only keys made to collide come here.
    package static let maximumDepth = 56

    /// All keys.
    package static let whole = PrefixSpan(start: 0, depth: 0)

    package init(start: UInt64, depth: Int) {
        self.start = start
        self.depth = depth
    }

    package func contains(_ key: Digest) -> Bool { depth == 0 || (key.leadingBits ^ start) >> (64 - depth) == 0 }

    var left: PrefixSpan { PrefixSpan(start: start, depth: depth + 1) }
    var right: PrefixSpan { PrefixSpan(start: start | 1 << (63 - depth), depth: depth + 1) }

    func contains(_ other: PrefixSpan) -> Bool {
        other.depth >= depth && (depth == 0 || (other.start ^ start) >> (64 - depth) == 0)
    }
}

/// What the tree above a subtree has to know of it.
package struct PrefixSummary: Hashable, Sendable {
    /// How many leaves it holds.
    package let count: UInt64
    package let hash: Digest

    package static let empty = PrefixSummary(count: 0, hash: .zero)

    package init(count: UInt64, hash: Digest) {
        self.count = count
        self.hash = hash
    }

    /// More than any log has subjects, and so few that the counts of all pages of a directory add up.
    package static let greatestCount: UInt64 = 1 << 40

    /// - Returns: `nil` if something that was written here has not such a count.
    package init?(readCount count: UInt64, hash: Digest) {
        guard count <= Self.greatestCount else { return nil }
        self.init(count: count, hash: hash)
    }

    init(_ leaf: PrefixLeaf) { self.init(count: 1, hash: leaf.hash) }

    /// Of two subtrees side by side. A subtree that holds one leaf is that leaf (protocol.md §5).
    init(_ left: PrefixSummary, _ right: PrefixSummary) {
        count = left.count + right.count
        switch (left.count, right.count) {
        case (_, 0) where left.count <= 1: hash = left.hash
        case (0, 1): hash = right.hash
        default: hash = .prefixNode(left.hash, right.hash)
        }
    }
}
