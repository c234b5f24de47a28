public import Primitives

/// What the prefix tree holds for a subject: the siblings from the root down, and the leaf at the end of the way, or none.
public struct PrefixProof: Hashable, Sendable {
    public let siblings: [Digest]
    public let leaf: PrefixLeaf?

    /// Bits in a key.
    public static let maximumSiblings = 256

    public init(siblings: [Digest], leaf: PrefixLeaf?) {
        self.siblings = siblings
        self.leaf = leaf
    }

    /// What this proves about a subject in the tree with this root (protocol.md §5). The directions come from the key alone.
    public func check(subjectKey: Digest, root: Digest) -> PrefixCheck {
        guard siblings.count <= Self.maximumSiblings else { return .failed(.tooManySiblings) }
        guard siblings.last != .zero else { return .failed(.lastSiblingEmpty) }
        if let leaf, leaf.key != subjectKey {
            let standsOnTheWay = siblings.indices.allSatisfy { leaf.key.bit($0) == subjectKey.bit($0) }
            guard standsOnTheWay else { return .failed(.leafElsewhere) }
        }
        var node = leaf?.hash ?? .zero
        for (depth, sibling) in zip(siblings.indices, siblings).reversed() {
            node = subjectKey.bit(depth) ? .prefixNode(sibling, node) : .prefixNode(node, sibling)
        }
        guard node == root else { return .failed(.rootMismatch) }
        guard let leaf, leaf.key == subjectKey else { return .absent }
        return .present(leaf.history)
    }
}

/// What became of a prefix proof that was checked.
public enum PrefixCheck: Hashable, Sendable {
    /// The subject has this history in the tree.
    case present(HistoryHead)
    /// The tree does not have the subject.
    case absent
    case failed(PrefixFailure)
}

/// Why a prefix proof does not hold.
public enum PrefixFailure: String, Hashable, Sendable {
    case tooManySiblings
    /// A subtree that holds one leaf is that leaf: nothing ends beside an empty subtree.
    case lastSiblingEmpty
    /// The leaf of another subject, which does not stand where this subject's way ends.
    case leafElsewhere
    case rootMismatch
}
