public import Primitives

/// How far a subject's history goes: how many entries, and a hash chain over their leaf hashes (protocol.md §5).
///
/// headₖ = SHA-256(0x12 ‖ headₖ₋₁ ‖ hₖ), from 32 zero bytes. A history without entries has no head.
public struct HistoryHead: Hashable, Sendable {
    public private(set) var count: UInt64
    public private(set) var digest: Digest

    /// The greatest count that can be opened, so that appending cannot overflow.
    public static let maximumCount: UInt64 = 1 << 63

    /// The head of a history of one entry.
    public init(first leaf: Digest) {
        count = 1
        digest = Self.link(.zero, leaf)
    }

    /// The head of a history with these leaf hashes in order; `nil` if there are none.
    public init?(of leaves: some Sequence<Digest>) {
        var iterator = leaves.makeIterator()
        guard let first = iterator.next() else { return nil }
        self.init(first: first)
        while let next = iterator.next() { append(next) }
    }

    /// A head kept or received. `nil` if it counts no entry, or more than `maximumCount`.
    public init?(count: UInt64, digest: Digest) {
        guard 1...Self.maximumCount ~= count else { return nil }
        self.count = count
        self.digest = digest
    }

    public mutating func append(_ leaf: Digest) {
        count += 1
        digest = Self.link(digest, leaf)
    }

    private static func link(_ head: Digest, _ leaf: Digest) -> Digest { Digest(prefix: 0x12, head, leaf) }
}
