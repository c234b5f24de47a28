/// What most coders said of a unit.
package struct MajorityVote: Hashable, Sendable {
    package let unit: Int32
    /// The value with most votes, be they half of all or not; of several such values the preferred one.
    package let value: Int32
    /// How many votes the value has.
    package let votes: Int
    package let ratings: Int
    /// Whether other values have as many.
    package let isTie: Bool
}

extension Ratings {
    /// Of each unit, in order of codes.
    ///
    /// - Parameter order: of tied values, the one that stands first in it; values that are not in it come after, by code.
    package func majorityVotes(preferring order: [Int32]) -> [MajorityVote] {
        let preference = preference(order)
        var votes = [Int](repeating: 0, count: values.count)
        return units.indices.map { unit in
            let range = ratings(ofUnit: unit)
            for rating in range { votes[Int(valueOf[rating])] += 1 }
            var winner = Int(valueOf[range.lowerBound])
            for value in range.map({ Int(valueOf[$0]) })
            where (votes[winner], preference[value]) < (votes[value], preference[winner]) {
                winner = value
            }
            let most = votes[winner]
            let isTie = range.contains { Int(valueOf[$0]) != winner && votes[Int(valueOf[$0])] == most }
            for rating in range { votes[Int(valueOf[rating])] = 0 }
            return MajorityVote(unit: units[unit], value: values[winner], votes: most, ratings: range.count, isTie: isTie)
        }
    }

    /// Of each value, its place when a tie is broken.
    private func preference(_ order: [Int32]) -> [Int] {
        let places = Dictionary(zip(order, order.indices), uniquingKeysWith: min)
        return values.indices.map { places[values[$0]] ?? order.count + $0 }
    }
}
