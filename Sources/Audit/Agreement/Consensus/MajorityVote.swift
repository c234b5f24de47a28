/// What most coders said of a unit.
package struct MajorityVote: Hashable, Sendable {
    package let unit: Int32
    /// The value with most votes, be they half of all or not; of several such values the one that the rule says, if any.
    package let value: Int32?
    /// How many votes the value has, or each of the tied values.
    package let votes: Int
    package let ratings: Int
    package let isTie: Bool
}

/// What becomes of a unit on which several values have most votes.
package enum TieRule: Hashable, Sendable {
    /// It has no majority.
    case undecided
    /// The one that stands first in the list; values that are not in it come after, by code.
    case first(of: [Int32])

    package static let leastCode = TieRule.first(of: [])

    /// For a report.
    package var sentence: String {
        switch self {
        case .undecided: "a tie has no majority"
        case .first(let list): list.isEmpty ? "a tie goes to the value listed first" : "a tie goes to the value preferred by rule"
        }
    }
}

extension Ratings {
    /// Of each unit, in order of codes.
    package func majorityVotes(ties: TieRule) -> [MajorityVote] {
        let order = preference(ties)
        var votes = [Int](repeating: 0, count: values.count)
        return units.indices.map { unit in
            let range = ratings(ofUnit: unit)
            for rating in range { votes[Int(valueOf[rating])] += 1 }
            var most = 0
            var winners: Set<Int32> = []
            for rating in range {
                let value = valueOf[rating]
                if votes[Int(value)] > most { (most, winners) = (votes[Int(value)], []) }
                if votes[Int(value)] == most { winners.insert(value) }
            }
            for rating in range { votes[Int(valueOf[rating])] = 0 }
            let winner = winners.min { order[Int($0)] < order[Int($1)] }
            let isDecided = winners.count == 1 || ties != .undecided
            return MajorityVote(
                unit: units[unit], value: isDecided ? winner.map { values[Int($0)] } : nil, votes: most, ratings: range.count,
                isTie: winners.count > 1)
        }
    }

    /// Of each value, its place when a tie is broken.
    private func preference(_ ties: TieRule) -> [Int] {
        guard case .first(let list) = ties else { return Array(values.indices) }
        let places = Dictionary(zip(list, list.indices), uniquingKeysWith: min)
        return values.indices.map { places[values[$0]] ?? list.count + $0 }
    }
}
