public import Primitives

/// That a newer tree begins with the whole of an older one (RFC 9162 §2.1.4).
public struct ConsistencyProof: Hashable, Sendable {
    public let from: TreeSize
    public let to: TreeSize
    public let hashes: [Digest]

    public init(from: TreeSize, to: TreeSize, hashes: [Digest]) {
        self.from = from
        self.to = to
        self.hashes = hashes
    }

    /// Whether the tree of size `to` with `newRoot` extends that of size `from` with `oldRoot` (RFC 9162 §2.1.4.2).
    ///
    /// The RFC leaves two cases to the reader: equal sizes have equal roots, and every tree extends the empty one. Both take no hash.
    public func check(oldRoot: Digest, newRoot: Digest) -> ProofCheck {
        guard from <= to else { return .failed(.sizesReversed) }
        if from == .empty || from == to { return checkWithoutHashes(oldRoot: oldRoot, newRoot: newRoot) }

        var path = hashes[...]
        // An older tree that is one perfect subtree is not repeated in the proof.
        guard let seed = from.value.nonzeroBitCount == 1 ? oldRoot : path.popFirst() else { return .failed(.tooFewHashes) }
        var position = BoundaryWalk(position: from.value - 1, last: to.value - 1)
        position.ascendWhileRightChild()
        var (old, new) = (seed, seed)
        for hash in path {
            guard !position.isAtRoot else { return .failed(.tooManyHashes) }
            if position.isRightChild {
                old = .node(hash, old)
                new = .node(hash, new)
            } else {
                new = .node(new, hash)
            }
            position.ascend()
        }
        guard position.isAtRoot else { return .failed(.tooFewHashes) }
        guard old == oldRoot else { return .failed(.oldRootMismatch) }
        return new == newRoot ? .verified : .failed(.newRootMismatch)
    }

    private func checkWithoutHashes(oldRoot: Digest, newRoot: Digest) -> ProofCheck {
        guard hashes.isEmpty else { return .failed(.tooManyHashes) }
        if from == .empty, oldRoot != .emptyTree { return .failed(.oldRootMismatch) }
        if from == to, oldRoot != newRoot { return .failed(.newRootMismatch) }
        return .verified
    }
}
