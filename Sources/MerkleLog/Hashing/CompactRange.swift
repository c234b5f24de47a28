public import Primitives

/// The roots of the perfect subtrees that make up a tree, largest first: all that is needed to go on appending.
///
/// There is one for each set bit of the size, so never more than 64. A value: copy it before a batch that may fail.
public struct CompactRange: Hashable, Sendable {
    public private(set) var size: TreeSize
    public private(set) var hashes: [Digest]

    /// The greatest size that can be opened. Appending one by one from here cannot overflow in any lifetime.
    public static let maximumSize = TreeSize(1 << 63)

    /// The tree without entries.
    public init() {
        size = .empty
        hashes = []
    }

    /// A range kept earlier. `nil` unless there is one hash for each set bit of `size`, and `size` is at most `maximumSize`.
    public init?(size: TreeSize, hashes: [Digest]) {
        guard size <= Self.maximumSize, hashes.count == size.value.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// The root of the tree (RFC 9162 §2.1.1). Costs a node hash for each set bit of the size but one.
    public var root: Digest {
        guard var root = hashes.last else { return .emptyTree }
        for hash in hashes.dropLast().reversed() { root = .node(hash, root) }
        return root
    }

    public mutating func append(_ leaf: Digest) {
        append(leaf) { _, _ in }
    }

    public mutating func append(contentsOf leaves: some Sequence<Digest>) {
        for leaf in leaves { append(leaf) }
    }

    /// Appends, and hands over every perfect subtree above the leaf that this completes: its height and its root, from low to high.
    mutating func append(_ leaf: Digest, completed: (_ height: Int, _ root: Digest) -> Void) {
        var root = leaf
        for height in 0..<size.value.trailingOneBitCount {
            root = .node(hashes.removeLast(), root)
            completed(height + 1, root)
        }
        hashes.append(root)
        size = TreeSize(size.value + 1)
    }
}

extension UInt64 {
    fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}
