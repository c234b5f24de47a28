import MerkleLog
package import Primitives
import Provenance
import Signatures

extension SealIndex {
    /// Goes on through the log's entries to `size`; where many are missing, in steps that each fit in memory. An index that is
    /// damaged, not of this log, or ahead of it, is begun anew.
    ///
    /// - Parameter progress: called with the number of entries done and of all that are to be.
    /// - Throws: `StoreError`; then the index is as far as it came.
    @discardableResult
    package func catchUp(
        with store: any LedgerStore, to size: TreeSize, progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws -> SealIndexState {
        do { return try goOn(with: store, to: size, progress) } catch let error as StoreError where error.code == .corrupt {
            // Nothing of what it says may be signed. Where it is the log that is damaged, this fails once more.
            try removeAll()
            return try goOn(with: store, to: size, progress)
        }
    }

    private func goOn(
        with store: any LedgerStore, to size: TreeSize, _ progress: (UInt64, UInt64) -> Void
    ) throws -> SealIndexState {
        var state = try state()
        if try !state.isPart(of: store) {
            try removeAll()
            state = .empty
        }
        try state.check(goesOnTo: size)
        let start = state.size.value
        var pending: [PrefixTouch] = []
        var reached = state.extent
        try EntryStream(store: store, range: EntryIndex(start)..<size.nextIndex) { try EntryTouches($0) }.forEachRun { run in
            for entry in run { pending += entry.touches }
            reached = SealIndexExtent(
                size: TreeSize(reached.size.value + UInt64(run.count)), lastLeaf: run.last?.leaf ?? reached.lastLeaf)
            if pending.count >= SealIndexStep.touchCount {
                state = try extend(to: reached, by: pending)
                pending.removeAll(keepingCapacity: true)
            }
            progress(reached.size.value - start, size.value - start)
        }
        return reached == state.extent ? state : try extend(to: reached, by: pending)
    }
}

/// How much is taken into an index at a time.
private enum SealIndexStep {
    /// 64 bytes each, and as much again while they are sorted.
    static let touchCount = 1 << 20
}

/// One touch for each subject of an entry.
private struct EntryTouches: Sendable {
    let leaf: Digest
    let touches: [PrefixTouch]

    init(_ entry: StoredEntry) throws {
        let leaf = entry.leaf
        self.leaf = leaf
        touches = try entry.logged().event.subjects.map { PrefixTouch(key: Digest(hashing: $0.description), leaf: leaf) }
    }
}

extension SealIndexState {
    /// Whether its entries are the first ones of this log.
    package func isPart(of store: any LedgerStore) throws -> Bool {
        guard size > .empty else { return true }
        return try store.read { try $0.entryIfThere(at: EntryIndex(size.value - 1))?.leaf } == extent.lastLeaf
    }
}
