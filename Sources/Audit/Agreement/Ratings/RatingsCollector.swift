/// Takes ratings of one question in any order, 12 bytes each.
///
/// The codes decide what comes first: units are resampled and ties are broken in their order. Whoever wants the same report from
/// the same ledger gives codes by a rule that does not depend on the order of arrival, such as the order in the log.
package struct RatingsCollector: Sendable {
    package static let limit = 50_000_000

    private var ratings: [Rating] = []

    package init() {}

    package var count: Int { ratings.count }

    /// A coder's current value for a unit. The same again changes nothing; a different one contradicts it, and then neither counts.
    package mutating func add(_ rating: Rating) throws(TooManyRatings) {
        guard ratings.count < Self.limit else { throw TooManyRatings() }
        ratings.append(rating)
    }

    /// - Parameter number: the number that a value stands for, if it does.
    package consuming func collected(number: (Int32) -> Double? = { _ in nil }) -> Ratings {
        ratings.sort { ($0.unit, $0.coder, $0.value) < ($1.unit, $1.coder, $1.value) }
        var kept = 0
        var contradictions = 0
        var index = 0
        while index < ratings.count {
            let first = ratings[index]
            var end = index
            while end < ratings.count, ratings[end].unit == first.unit, ratings[end].coder == first.coder { end += 1 }
            // Sorted by value, so the ends differ if any two do.
            if ratings[end - 1].value == first.value {
                ratings[kept] = first
                kept += 1
            } else {
                contradictions += 1
            }
            index = end
        }
        ratings.removeLast(ratings.count - kept)
        return Ratings(sorted: ratings, contradictions: contradictions, number: number)
    }
}

/// More ratings were added than `RatingsCollector.limit`.
package struct TooManyRatings: Error, Hashable {}
