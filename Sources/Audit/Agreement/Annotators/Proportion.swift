/// So many of so many, with the 95 % interval of Wilson (1927), which also holds for few and for all or none.
package struct Proportion: Hashable, Sendable {
    package let hits: Int
    /// Greater than 0.
    package let total: Int

    /// `nil` unless 0 ≤ hits ≤ total and total > 0.
    package init?(_ hits: Int, of total: Int) {
        guard total > 0, (0...total).contains(hits) else { return nil }
        self.hits = hits
        self.total = total
    }

    package var value: Double { Double(hits) / Double(total) }
    package var lower: Double { hits == 0 ? 0 : max(0, middle - reach) }
    package var upper: Double { hits == total ? 1 : min(1, middle + reach) }

    /// The 97.5th percentile of the normal distribution.
    private static let z = 1.959963984540054

    private var middle: Double {
        let n = Double(total)
        return (Double(hits) + Self.z * Self.z / 2) / (n + Self.z * Self.z)
    }

    private var reach: Double {
        let n = Double(total)
        let spread = Double(hits) * Double(total - hits) / n + Self.z * Self.z / 4
        return Self.z * spread.squareRoot() / (n + Self.z * Self.z)
    }
}

/// The difference of two independent proportions, later less earlier, with the 95 % interval of Newcombe (1998, method 10).
package struct ProportionDifference: Hashable, Sendable {
    package let earlier: Proportion
    package let later: Proportion

    package init(earlier: Proportion, later: Proportion) {
        self.earlier = earlier
        self.later = later
    }

    package var value: Double { later.value - earlier.value }

    package var lower: Double {
        value - Self.length(later.value - later.lower, earlier.upper - earlier.value)
    }

    package var upper: Double {
        value + Self.length(later.upper - later.value, earlier.value - earlier.lower)
    }

    private static func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
}
