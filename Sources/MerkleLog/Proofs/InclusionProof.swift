public import Primitives

/// That one entry stands at one index of a tree: the siblings on the way up, the leaf's first (RFC 9162 §2.1.3).
public struct InclusionProof: Hashable, Sendable {
    public let index: EntryIndex
    public let size: TreeSize
    public let hashes: [Digest]

    public init(index: EntryIndex, size: TreeSize, hashes: [Digest]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Whether the tree with this root has this leaf hash at `index` (RFC 9162 §2.1.3.2).
    public func check(leaf: Digest, root: Digest) -> ProofCheck {
        switch impliedRoot(leaf: leaf) {
        case .success(root): .verified
        case .success: .failed(.rootMismatch)
        case .failure(let failure): .failed(failure)
        }
    }

    /// The root that this proof gives to a tree with this leaf hash at `index`.
    public func impliedRoot(leaf: Digest) -> Result<Digest, ProofFailure> {
        guard size.contains(index) else { return .failure(.indexBeyondSize) }
        var position = BoundaryWalk(position: index.value, last: size.value - 1)
        var root = leaf
        for hash in hashes {
            guard !position.isAtRoot else { return .failure(.tooManyHashes) }
            root = position.isRightChild ? .node(hash, root) : .node(root, hash)
            position.ascend()
        }
        return position.isAtRoot ? .success(root) : .failure(.tooFewHashes)
    }
}
