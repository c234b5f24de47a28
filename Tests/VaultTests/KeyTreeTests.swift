import LedgerTesting
import Primitives
import Testing
import Vault

struct KeyTreeTests {
    private let root = KeyTreeNode.root(.random())

    private func key(of leaf: UInt64, _ nodes: [KeyTreeNode]) -> [UInt8]? {
        guard let node = nodes.first(where: { $0.covers(leaf) }) else { return nil }
        var walk = KeyTreeWalk()
        return walk.key(of: leaf, from: node).exposedBytes
    }

    @Test("A tree without some leaves gives all others the keys they had, and those none")
    func punctures() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let start = UInt64.random(in: 0..<1 << 48 - 4096, using: &random)
            let gone = Set((0..<Int.random(in: 1...40, using: &random)).map { _ in start + .random(in: 0..<64, using: &random) })
            let nodes = root.punctured(at: gone.sorted()[...])
            for leaf in start..<start + 64 {
                let before = key(of: leaf, [root])
                #expect(key(of: leaf, nodes) == (gone.contains(leaf) ? nil : before), "seed \(seed), leaf \(leaf)")
            }
            for leaf in [0, (1 << 48) - 1] as [UInt64] where !gone.contains(leaf) {
                #expect(key(of: leaf, nodes) == key(of: leaf, [root]), "seed \(seed)")
            }
        }
    }

    @Test("What is left covers each leaf once, and no leaf twice")
    func covering() {
        let nodes = root.punctured(at: [5, 6, 900])
        for (a, b) in zip(nodes, nodes.dropFirst()) { #expect(a.first < b.first && !a.covers(b.first)) }
        #expect(nodes.count < 3 * KeyTreeNode.depthOfLeaves)
    }

    @Test("Punctured twice, it is as if it had been punctured once")
    func twice() {
        let once = root.punctured(at: [3, 70])
        let first = root.punctured(at: [3])
        let twice = first.flatMap { node in node.punctured(at: node.covers(70) ? [70] : []) }
        #expect(once.map(\.first) == twice.map(\.first))
        #expect(once.map(\.key.exposedBytes) == twice.map(\.key.exposedBytes))
    }

    @Test("A walk that goes on from its last way gives the keys that one from the root gives")
    func walking() {
        var walk = KeyTreeWalk()
        #expect(walk.key(of: 9) == nil)
        for leaf in [9, 10, 11, 4_000_000, 4_000_001, 9, (1 << 48) - 1] as [UInt64] {
            let key = walk.key(of: leaf) ?? walk.key(of: leaf, from: root)
            #expect(key.exposedBytes == self.key(of: leaf, [root]))
        }
    }

    @Test("There is no node at a place that a tree does not have")
    func places() {
        let key = VaultKey.random()
        #expect(KeyTreeNode(first: 1, depth: 47, key: key) == nil)
        #expect(KeyTreeNode(first: 1 << 48, depth: 48, key: key) == nil)
        #expect(KeyTreeNode(first: 0, depth: 49, key: key) == nil)
        #expect(KeyTreeNode(first: 0, depth: -1, key: key) == nil)
        #expect(KeyTreeNode(first: 2, depth: 47, key: key) != nil)
    }
}
