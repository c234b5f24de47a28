import MerkleLog
import Primitives

/// protocol.md §5 written down as it stands there, over keys as strings of bits.
struct ReferencePrefixTree {
    let leaves: [PrefixLeaf]

    var root: Digest { root(leaves, depth: 0) }

    func siblings(of key: Digest) -> [Digest] {
        var siblings: [Digest] = []
        var here = leaves
        while here.count > 1 {
            let depth = siblings.count
            siblings.append(root(here.filter { $0.key.bit(depth) != key.bit(depth) }, depth: depth + 1))
            here = here.filter { $0.key.bit(depth) == key.bit(depth) }
        }
        return siblings
    }

    func leaf(onTheWayTo key: Digest) -> PrefixLeaf? {
        var here = leaves
        var depth = 0
        while here.count > 1 {
            here = here.filter { $0.key.bit(depth) == key.bit(depth) }
            depth += 1
        }
        return here.first
    }

    private func root(_ leaves: [PrefixLeaf], depth: Int) -> Digest {
        switch leaves.count {
        case 0: return .zero
        case 1:
            let count = leaves[0].history.count
            let bigEndian = (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
            return Digest(hashing: [0x10] + leaves[0].key.bytes + bigEndian + leaves[0].history.digest.bytes)
        default:
            let left = root(leaves.filter { !$0.key.bit(depth) }, depth: depth + 1)
            let right = root(leaves.filter { $0.key.bit(depth) }, depth: depth + 1)
            return Digest(hashing: [0x11] + left.bytes + right.bytes)
        }
    }
}
