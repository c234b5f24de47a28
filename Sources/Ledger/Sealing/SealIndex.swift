package import MerkleLog
package import Primitives

/// The prefix tree that seals rest on (protocol.md §5), as it is kept: from subjects to the heads of their histories.
///
/// It follows from the entries, stands at one size of the log, and goes on from there. There is one writer, and whoever reads does
/// not wait for it.
package protocol SealIndex: Sendable {
    /// - Throws: `StoreError`.
    func state() throws -> SealIndexState

    /// Takes in the touches of all entries from the state's size to that of `extent`, in their order: all of them or nothing.
    ///
    /// - Throws: `StoreError`, `.conflict` if that is behind the state's.
    func extend(to extent: SealIndexExtent, by touches: [PrefixTouch]) throws -> SealIndexState

    /// Proofs of what the tree has of these keys, in their order; `nil` if it does not stand at `size`.
    ///
    /// - Throws: `StoreError`, `.corrupt` where what is kept does not hold together.
    func proofs(of keys: [Digest], at size: TreeSize) throws -> [PrefixProof]?

    /// Reads all that is kept.
    ///
    /// - Throws: `StoreError`, `.corrupt` where it does not hold together.
    func check() throws

    /// Begins anew, at size 0.
    func removeAll() throws
}

/// Which entries an index holds.
package struct SealIndexExtent: Hashable, Sendable {
    package let size: TreeSize
    /// The leaf hash of the last of them, by which an index of another log is known; zero for none.
    package let lastLeaf: Digest

    package static let empty = SealIndexExtent(size: .empty, lastLeaf: .zero)

    package init(size: TreeSize, lastLeaf: Digest) {
        self.size = size
        self.lastLeaf = lastLeaf
    }
}

/// How far an index has come.
package struct SealIndexState: Hashable, Sendable {
    package let extent: SealIndexExtent
    /// `indexRoot` and `subjects` of a seal of that size.
    package let summary: PrefixSummary

    package static let empty = SealIndexState(extent: .empty, summary: .empty)

    package init(extent: SealIndexExtent, summary: PrefixSummary) {
        self.extent = extent
        self.summary = summary
    }

    package var size: TreeSize { extent.size }
}

extension SealIndex {
    /// As `state`; an index that is damaged holds nothing: the next seal makes it anew.
    ///
    /// - Throws: `StoreError`.
    package func soundState() throws -> SealIndexState {
        do { return try state() } catch let error as StoreError where error.code == .corrupt { return .empty }
    }
}

extension SealIndexState {
    /// What every index asks before it goes on.
    ///
    /// - Throws: `StoreError.conflict`.
    package func check(goesOnTo next: TreeSize) throws {
        guard next < size else { return }
        throw StoreError(.conflict, "The index of seals stands at \(size) and cannot go back to \(next).")
    }
}
