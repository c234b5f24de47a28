public import Primitives

/// A binary prefix tree from subject keys to the heads of their histories (protocol.md §5). A value; copies share their nodes.
///
/// A key's bits lead down, most significant of byte 0 first, 0 to the left. A subtree that holds one leaf is that leaf, so the
/// tree is about log₂ n deep, and its root depends on the leaves alone, not on their order.
public struct PrefixTree: Sendable {
    /// How many leaves there are: `subjects` of a seal.
    public private(set) var count: Int
    private var top: Node

    private indirect enum Node: Sendable {
        case empty
        case leaf(PrefixLeaf, hash: Digest)
        case inner(left: Node, right: Node, hash: Digest)

        var hash: Digest {
            switch self {
            case .empty: .zero
            case .leaf(_, let hash), .inner(_, _, let hash): hash
            }
        }

        static func leaf(_ leaf: PrefixLeaf) -> Node { .leaf(leaf, hash: leaf.hash) }

        static func inner(_ left: Node, _ right: Node) -> Node {
            .inner(left: left, right: right, hash: .prefixNode(left.hash, right.hash))
        }
    }

    public init() {
        count = 0
        top = .empty
    }

    /// Builds a tree at once, at about two hashes a leaf. Of several leaves with one key the last counts.
    public init(_ leaves: some Sequence<PrefixLeaf>) {
        let unique = Dictionary(leaves.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        count = unique.count
        top = Self.build(unique.values.sorted { $0.key < $1.key }[...], depth: 0)
    }

    /// 32 zero bytes if the tree is empty.
    public var root: Digest { top.hash }

    /// The history's head of a subject; `nil` if the tree does not have it.
    public subscript(key: Digest) -> HistoryHead? {
        guard let leaf = proof(of: key).leaf, leaf.key == key else { return nil }
        return leaf.history
    }

    /// Inserts a subject, or replaces its head. Costs a hash for each level down to it.
    public mutating func update(_ leaf: PrefixLeaf) {
        var added = false
        top = Self.updated(top, with: leaf, depth: 0, added: &added)
        if added { count += 1 }
    }

    /// The way to where this key stands or would stand: proves that it is there, or that it is not.
    public func proof(of key: Digest) -> PrefixProof {
        var siblings: [Digest] = []
        var node = top
        while case .inner(let left, let right, _) = node {
            let goesRight = key.bit(siblings.count)
            siblings.append(goesRight ? left.hash : right.hash)
            node = goesRight ? right : left
        }
        guard case .leaf(let leaf, _) = node else { return PrefixProof(siblings: siblings, leaf: nil) }
        return PrefixProof(siblings: siblings, leaf: leaf)
    }

    private static func build(_ leaves: ArraySlice<PrefixLeaf>, depth: Int) -> Node {
        guard let first = leaves.first else { return .empty }
        guard leaves.count > 1 else { return .leaf(first) }
        let middle = leaves.firstIndex { $0.key.bit(depth) } ?? leaves.endIndex
        return .inner(build(leaves[..<middle], depth: depth + 1), build(leaves[middle...], depth: depth + 1))
    }

    private static func updated(_ node: Node, with leaf: PrefixLeaf, depth: Int, added: inout Bool) -> Node {
        switch node {
        case .empty:
            added = true
            return .leaf(leaf)
        case .leaf(let present, _) where present.key == leaf.key:
            return .leaf(leaf)
        case .leaf(let present, _):
            added = true
            return parted(present, leaf, depth: depth)
        case .inner(let left, let right, _):
            return leaf.key.bit(depth)
                ? .inner(left, updated(right, with: leaf, depth: depth + 1, added: &added))
                : .inner(updated(left, with: leaf, depth: depth + 1, added: &added), right)
        }
    }

    /// Two leaves where one stood: inner nodes down to the first bit in which their keys differ.
    private static func parted(_ a: PrefixLeaf, _ b: PrefixLeaf, depth: Int) -> Node {
        switch (a.key.bit(depth), b.key.bit(depth)) {
        case (false, true): .inner(.leaf(a), .leaf(b))
        case (true, false): .inner(.leaf(b), .leaf(a))
        case (false, false): .inner(parted(a, b, depth: depth + 1), .empty)
        case (true, true): .inner(.empty, parted(a, b, depth: depth + 1))
        }
    }
}
