/// By how much the second of two intervals may be moved, in microseconds, so that a relation between them is true.
struct ShiftRange: Hashable, Sendable {
    /// `nil` if there is none.
    private(set) var lower: Bound?
    private(set) var upper: Bound?

    struct Bound: Hashable, Sendable {
        let value: Rational
        /// True if the value itself belongs to the range.
        let isIncluded: Bool
    }

    /// All shifts that uncertainty allows: from −`most` to `most`, or any where nobody stated it.
    init(allowing most: Rational?) {
        // Uncertainties are not negative, and so can be negated.
        guard let most, let least = most.negated else { return }
        lower = Bound(value: least, isIncluded: true)
        upper = Bound(value: most, isIncluded: true)
    }

    /// Where `relation` is true: ends that it has at one time may be `tolerance` apart, all others are compared exactly.
    /// `nil` where 128 bits do not suffice.
    init?(of relation: AllenRelation, over distances: EndDistances, tolerance: Rational) {
        let ends = relation.ends
        for (order, distance) in [
            (ends.startToStart, distances.startToStart), (ends.startToEnd, distances.startToEnd),
            (ends.endToStart, distances.endToStart), (ends.endToEnd, distances.endToEnd),
        ] {
            // Moved by δ, the second's end lies distance + δ after the first's.
            guard let zero = distance.negated, let least = zero.minus(tolerance), let most = zero.plus(tolerance) else {
                return nil
            }
            switch order {
            case .earlier: raise(Bound(value: zero, isIncluded: false))
            case .later: reduce(Bound(value: zero, isIncluded: false))
            case .same:
                raise(Bound(value: least, isIncluded: true))
                reduce(Bound(value: most, isIncluded: true))
            }
        }
    }

    private mutating func raise(_ bound: Bound) {
        if let lower, lower.value > bound.value || (lower.value == bound.value && !lower.isIncluded) { return }
        lower = bound
    }

    private mutating func reduce(_ bound: Bound) {
        if let upper, upper.value < bound.value || (upper.value == bound.value && !upper.isIncluded) { return }
        upper = bound
    }

    /// True if no shift makes the relation true.
    var isEmpty: Bool {
        guard let lower, let upper else { return false }
        return lower.value > upper.value || (lower.value == upper.value && !(lower.isIncluded && upper.isIncluded))
    }

    /// True if every shift in `other` is in it.
    func covers(_ other: ShiftRange) -> Bool { other.isEmpty || intersection(other) == other }

    func intersection(_ other: ShiftRange) -> ShiftRange {
        var common = self
        if let lower = other.lower { common.raise(lower) }
        if let upper = other.upper { common.reduce(upper) }
        return common
    }

    /// The size of the smallest shift in it, or next to it where its bound is not included; `nil` if it is empty, or where
    /// 128 bits do not suffice.
    var nearest: Rational? {
        if isEmpty { return nil }
        if let lower, lower.value > .zero { return lower.value }
        if let upper, upper.value < .zero { return upper.value.negated }
        return .zero
    }
}
