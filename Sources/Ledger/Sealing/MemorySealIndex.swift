package import MerkleLog
package import Primitives
import Synchronization

/// An index in memory, over one plain tree.
package final class MemorySealIndex: SealIndex {
    fileprivate struct State {
        var extent = SealIndexExtent.empty
        var tree = PrefixTree()
    }

    private let content = Mutex(State())

    package init() {}

    package func state() -> SealIndexState { content.withLock(\.summary) }

    package func extend(to extent: SealIndexExtent, by touches: [PrefixTouch]) throws -> SealIndexState {
        try content.withLock { state in
            try state.summary.check(goesOnTo: extent.size)
            for touch in touches {
                var history = state.tree[touch.key]
                if history == nil { history = HistoryHead(first: touch.leaf) } else { history?.append(touch.leaf) }
                if let history { state.tree.update(PrefixLeaf(key: touch.key, history: history)) }
            }
            state.extent = extent
            return state.summary
        }
    }

    package func proofs(of keys: [Digest], at size: TreeSize) -> [PrefixProof]? {
        content.withLock { state in
            guard state.extent.size == size else { return nil }
            return keys.map { state.tree.proof(of: $0) }
        }
    }

    package func check() {}

    package func removeAll() { content.withLock { $0 = State() } }
}

extension MemorySealIndex.State {
    fileprivate var summary: SealIndexState {
        SealIndexState(extent: extent, summary: PrefixSummary(count: UInt64(tree.count), hash: tree.root))
    }
}
