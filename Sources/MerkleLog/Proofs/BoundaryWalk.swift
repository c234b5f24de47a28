/// The pair (fn, sn) of RFC 9162 §2.1.3.2 and §2.1.4.2: a node on its way up, beside the last node of its level.
struct BoundaryWalk {
    private var position: UInt64
    private var last: UInt64

    init(position: UInt64, last: UInt64) {
        self.position = position
        self.last = last
    }

    var isAtRoot: Bool { last == 0 }

    /// The sibling that comes next stands on the left.
    var isRightChild: Bool { position & 1 == 1 || position == last }

    /// Past the sibling just hashed. A last node without a sibling moves up unchanged until it is a right child.
    mutating func ascend() {
        if position & 1 == 0, position == last { up(by: position.trailingZeroBitCount) }
        up(by: 1)
    }

    /// To the largest perfect subtree that ends with this node.
    mutating func ascendWhileRightChild() {
        up(by: (~position).trailingZeroBitCount)
    }

    private mutating func up(by levels: Int) {
        // `>>` gives 0 where the shift is as wide as the number, as for position 0.
        position >>= levels
        last >>= levels
    }
}
