/// Where a key stands in its owner's tree of keys.
///
/// The tree is that of a puncturable pseudorandom function (Goldreich, Goldwasser, Micali 1986): from a node's key those of
/// its two children follow, from a child's key nothing of its parent or its sibling. Whoever holds the root can make the key
/// of every leaf. To destroy one leaf's key the root is replaced by the siblings along the way to that leaf: all the others can
/// still be made, that one never again.
package struct KeyTreeNode: Sendable {
    /// Leaves are numbered below 2^48.
    package static let depthOfLeaves = 48

    /// The lowest leaf below this node.
    package let first: UInt64
    /// 0 for the root.
    package let depth: Int
    package let key: VaultKey

    /// `nil` if there is no such place in a tree.
    package init?(first: UInt64, depth: Int, key: VaultKey) {
        guard (0...Self.depthOfLeaves).contains(depth), first >> Self.depthOfLeaves == 0,
            first & (Self.span(at: depth) - 1) == 0
        else { return nil }
        self.init(checked: first, depth, key)
    }

    private init(checked first: UInt64, _ depth: Int, _ key: VaultKey) {
        self.first = first
        self.depth = depth
        self.key = key
    }

    package static func root(_ key: VaultKey) -> KeyTreeNode { KeyTreeNode(checked: 0, 0, key) }

    /// The number of leaves below a node.
    private static func span(at depth: Int) -> UInt64 { 1 << UInt64(depthOfLeaves - depth) }

    package func covers(_ leaf: UInt64) -> Bool { leaf >= first && leaf - first < Self.span(at: depth) }

    private var children: (left: KeyTreeNode, right: KeyTreeNode) {
        (
            KeyTreeNode(checked: first, depth + 1, key.child(false)),
            KeyTreeNode(checked: first + Self.span(at: depth + 1), depth + 1, key.child(true))
        )
    }

    /// The child towards a leaf that this node covers.
    fileprivate func child(towards leaf: UInt64) -> KeyTreeNode {
        let middle = first + Self.span(at: depth + 1)
        let isRight = leaf >= middle
        return KeyTreeNode(checked: isRight ? middle : first, depth + 1, key.child(isRight))
    }

    /// What is left of this node without some of the leaves that it covers: nodes that cover all others and none of those.
    ///
    /// - Parameter leaves: rising, each covered by this node.
    package func punctured(at leaves: ArraySlice<UInt64>) -> [KeyTreeNode] {
        guard !leaves.isEmpty else { return [self] }
        guard depth < Self.depthOfLeaves else { return [] }
        let (left, right) = children
        let border = leaves.firstIndex { $0 >= right.first } ?? leaves.endIndex
        return left.punctured(at: leaves[..<border]) + right.punctured(at: leaves[border...])
    }
}

/// Ways down a tree. Leaves that lie near each other share most of the way, so the last one is kept.
package struct KeyTreeWalk: Sendable {
    private var way: [KeyTreeNode] = []

    package init() {}

    /// The key of a leaf, from the last way if that goes by it; `nil` if it does not.
    package mutating func key(of leaf: UInt64) -> VaultKey? {
        while let last = way.last, !last.covers(leaf) { way.removeLast() }
        return way.isEmpty ? nil : descend(to: leaf)
    }

    /// The key of a leaf that `node` covers.
    package mutating func key(of leaf: UInt64, from node: KeyTreeNode) -> VaultKey {
        way = [node]
        return descend(to: leaf)
    }

    private mutating func descend(to leaf: UInt64) -> VaultKey {
        var node = way[way.count - 1]
        while node.depth < KeyTreeNode.depthOfLeaves {
            node = node.child(towards: leaf)
            way.append(node)
        }
        return node.key
    }
}
