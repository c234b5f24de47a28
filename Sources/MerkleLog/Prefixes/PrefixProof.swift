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
        switch claim(subjectKey: subjectKey) {
        case .failure(let failure): .failed(failure)
        case .success(let claim): claim.check(root: root)
        }
    }

    /// What this says of a subject, before the root that it is to lead to is known: far smaller than the proof.
    public func claim(subjectKey: Digest) -> Result<PrefixClaim, PrefixFailure> {
        guard siblings.count <= Self.maximumSiblings else { return .failure(.tooManySiblings) }
        guard siblings.last != .zero else { return .failure(.lastSiblingEmpty) }
        if let leaf, leaf.key != subjectKey {
            let standsOnTheWay = siblings.indices.allSatisfy { leaf.key.bit($0) == subjectKey.bit($0) }
            guard standsOnTheWay else { return .failure(.leafElsewhere) }
        }
        var node = leaf?.hash ?? .zero
        for (depth, sibling) in zip(siblings.indices, siblings).reversed() {
            node = subjectKey.bit(depth) ? .prefixNode(sibling, node) : .prefixNode(node, sibling)
        }
        return .success(PrefixClaim(root: node, history: leaf?.key == subjectKey ? leaf?.history : nil))
    }
}

/// That in the tree with a certain root a subject has a certain history, or none.
public struct PrefixClaim: Hashable, Sendable {
    let root: Digest
    let history: HistoryHead?

    /// Whether it is so in the tree with this root.
    public func check(root: Digest) -> PrefixCheck {
        guard self.root == root else { return .failed(.rootMismatch) }
        return history.map { .present($0) } ?? .absent
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
public enum PrefixFailure: String, Error, Hashable, Sendable {
    case tooManySiblings
    /// A subtree that holds one leaf is that leaf: nothing ends beside an empty subtree.
    case lastSiblingEmpty
    /// The leaf of another subject, which does not stand where this subject's way ends.
    case leafElsewhere
    case rootMismatch
}
