import Ledger
import MerkleLog
import Primitives

extension StoreContract {
    static let sealClauses = [
        StoreContract("The index of seals has root and proofs of all that it took in") { test in
            var random = SeededGenerator(seed: test.seed)
            let index = try test.makeStore().sealIndex
            try test.require(try index.state(), is: .empty, "the state at first")
            var tree = PrefixTree()
            var size: UInt64 = 0
            let keys = (0..<2000).map { Digest(hashing: "\(test.seed) \($0)") }
            for step in 1...6 {
                let known = keys.prefix(step * 300)
                let touches = (0..<Int.random(in: 0...3000, using: &random)).compactMap { number in
                    known.randomElement(using: &random).map { PrefixTouch(key: $0, leaf: Digest(hashing: "\(step) \(number)")) }
                }
                for touch in touches { tree.take(touch) }
                size += UInt64(touches.count) + 1
                let extent = SealIndexExtent(size: TreeSize(size), lastLeaf: Digest(hashing: "\(step)"))
                let state = try index.extend(to: extent, by: touches)
                try test.require(state, is: try index.state(), "the state after a step")
                try test.require(state.extent, is: extent, "the extent")
                try test.require(
                    state.summary, is: PrefixSummary(count: UInt64(tree.count), hash: tree.root), "root and number of subjects")
                let asked = Array(keys.shuffled(using: &random).prefix(100))
                try test.require(
                    try index.proofs(of: asked, at: extent.size), is: asked.map { tree.proof(of: $0) }, "the proofs")
                try test.require(
                    try index.proofs(of: asked, at: TreeSize(size - 1)) == nil, "proofs at a size where the index does not stand")
            }
        },
        StoreContract("The index of seals does not go back, and begins anew when told") { test in
            let index = try test.makeStore().sealIndex
            let touch = PrefixTouch(key: Digest(hashing: "a"), leaf: Digest(hashing: "b"))
            let extent = SealIndexExtent(size: TreeSize(5), lastLeaf: touch.leaf)
            let state = try index.extend(to: extent, by: [touch])
            try test.requireFailure(.conflict) {
                _ = try index.extend(to: SealIndexExtent(size: TreeSize(4), lastLeaf: touch.leaf), by: [touch])
            }
            try test.require(try index.state(), is: state, "the state after a step that was refused")
            try index.removeAll()
            try test.require(try index.state(), is: .empty, "the state after it began anew")
            try test.require(try index.extend(to: extent, by: [touch]), is: state, "the same step again")
        },
    ]
}

extension PrefixTree {
    fileprivate mutating func take(_ touch: PrefixTouch) {
        var history = self[touch.key]
        if history == nil { history = HistoryHead(first: touch.leaf) } else { history?.append(touch.leaf) }
        if let history { update(PrefixLeaf(key: touch.key, history: history)) }
    }
}
