/// How groups of coders differ: in which classes they give, and in whether they agree within and across groups.
///
/// Groups that rated different units may differ because the units do; `unitsOfAll` says how many units all groups rated.
package struct GroupComparison: Hashable, Sendable {
    package static let groupLimit = 20
    package static let classLimit = 100

    package struct Group: Hashable, Sendable {
        package let code: Int32
        package let sample: SampleSize
        /// Ratings of each class, in the order of `classes`.
        package let counts: [Int]
        package let agreement: AgreementFigure
        package let alpha: AgreementFigure
    }

    package struct Crossing: Hashable, Sendable {
        package let first: Int32
        package let second: Int32
        /// That both groups rated.
        package let units: Int
        /// Of one rating by the one group and one of the same unit by the other, how often they are equal: a mean over units.
        package let agreement: Computed<Double>
    }

    /// Codes, ascending.
    package let classes: [Int32]
    package let groups: [Group]
    package let crossings: [Crossing]
    package let association: Computed<Association>
    package let unitsOfAll: Int
    /// Coders of no group; their ratings are left out.
    package let ungrouped: Int
}

/// Pearson's χ² of a table of groups by classes, and Cramér's V (1946), which is 0 if all groups give each class equally often
/// and 1 if the group says all about the class. Ratings of the same unit or by the same coder are not independent, so χ² describes
/// and is not turned into a probability.
package struct Association: Hashable, Sendable {
    package let chiSquared: Double
    package let degreesOfFreedom: Int
    package let cramersV: Double
    /// The least count that would be expected without a difference; below 5, χ² is rough.
    package let leastExpected: Double

    /// Rows of counts of equal length.
    package static func of(_ table: [[Int]]) -> Computed<Association> {
        let rows = table.map { $0.reduce(0, +) }
        let width = table.first?.count ?? 0
        let columns = (0..<width).map { column in table.reduce(0) { $0 + $1[column] } }
        let total = rows.reduce(0, +)
        guard total > 0 else { return .undefined(.noRatings) }
        let (usedRows, usedColumns) = (rows.count { $0 > 0 }, columns.count { $0 > 0 })
        guard usedRows > 1 else { return .undefined(.tooFewGroups) }
        guard usedColumns > 1 else { return .undefined(.oneClass) }
        var chiSquared = 0.0
        var least = Double.infinity
        for (row, counts) in table.enumerated() where rows[row] > 0 {
            for (column, count) in counts.enumerated() where columns[column] > 0 {
                let expected = Double(rows[row]) * Double(columns[column]) / Double(total)
                least = min(least, expected)
                chiSquared += (Double(count) - expected) * (Double(count) - expected) / expected
            }
        }
        let most = Double(total) * Double(min(usedRows, usedColumns) - 1)
        return .figure(
            Association(
                chiSquared: chiSquared, degreesOfFreedom: (usedRows - 1) * (usedColumns - 1),
                cramersV: min(1, (chiSquared / most).squareRoot()), leastExpected: least))
    }
}
