import MerkleLog
import Primitives

/// The definitions of RFC 9162 §2.1 written down as they stand there: slow, and plainly right.
final class ReferenceTree {
    let leaves: [Digest]
    // Only so that trees of 70,000 leaves can be asked more than once.
    private var known: [Range<Int>: Digest] = [:]

    init(_ leaves: [Digest]) { self.leaves = leaves }

    /// Leaves that differ from each other.
    convenience init(count: Int) {
        self.init((0..<count).map { Digest.leaf(Array("entry \($0)".utf8)) })
    }

    /// MTH(D[range]), §2.1.1.
    func root(_ range: Range<Int>) -> Digest {
        if let root = known[range] { return root }
        let root =
            switch range.count {
            case 0: Digest(hashing: [])
            case 1: leaves[range.lowerBound]
            default: Digest(prefix: 1, root(parts(range).0), root(parts(range).1))
            }
        known[range] = root
        return root
    }

    func root(size: Int) -> Digest { root(0..<size) }

    /// PATH(m, D[range]), §2.1.3.1.
    func path(_ index: Int, _ range: Range<Int>) -> [Digest] {
        guard range.count > 1 else { return [] }
        let (left, right) = parts(range)
        return left.contains(index) ? path(index, left) + [root(right)] : path(index, right) + [root(left)]
    }

    /// PROOF(m, D[0:n]), §2.1.4.1.
    func proof(from old: Int, to new: Int) -> [Digest] { subproof(old, 0..<new, complete: true) }

    private func subproof(_ end: Int, _ range: Range<Int>, complete: Bool) -> [Digest] {
        if end == range.upperBound { return complete ? [] : [root(range)] }
        let (left, right) = parts(range)
        return end <= left.upperBound
            ? subproof(end, left, complete: complete) + [root(right)]
            : subproof(end, right, complete: false) + [root(left)]
    }

    /// Parted at the largest power of two below the count.
    private func parts(_ range: Range<Int>) -> (Range<Int>, Range<Int>) {
        var power = 1
        while power * 2 < range.count { power *= 2 }
        let middle = range.lowerBound + power
        return (range.lowerBound..<middle, middle..<range.upperBound)
    }
}
