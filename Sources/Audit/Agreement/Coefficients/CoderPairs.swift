/// Cohen's κ of the pairs of coders that have most units in common.
package struct CoderPairs: Hashable, Sendable {
    /// Pairs are sought among this many coders, those with most ratings.
    package static let coderLimit = 64

    /// By units in common, most first, then by codes; without intervals.
    package let pairs: [CohenKappa]
    /// How many coders pairs were sought among.
    package let coders: Int
    /// How many pairs of these had units in common, of which `pairs` are the first.
    package let overlapping: Int
}

extension Ratings {
    package func coderPairs(limit: Int = 100) -> CoderPairs {
        let histories = busiestCoders(limit: CoderPairs.coderLimit)
        var seen = [Int](repeating: 0, count: values.count)
        var pairs: [CohenKappa] = []
        for (index, first) in histories.enumerated() {
            for second in histories[(index + 1)...] {
                if let pair = kappa(first, second, &seen) { pairs.append(pair) }
            }
        }
        pairs.sort {
            ($1.figure.sample.units, $0.first, $0.second) < ($0.figure.sample.units, $1.first, $1.second)
        }
        return CoderPairs(pairs: Array(pairs.prefix(max(0, limit))), coders: histories.count, overlapping: pairs.count)
    }

    /// What one coder said, in order of units.
    private struct History {
        let coder: Int32
        var answers: [(unit: Int32, value: Int32)] = []
    }

    /// In order of codes.
    private func busiestCoders(limit: Int) -> [History] {
        var counts = [Int](repeating: 0, count: coders.count)
        for coder in coderOf { counts[Int(coder)] += 1 }
        let busiest = coders.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(limit).sorted()
        var place = [Int?](repeating: nil, count: coders.count)
        var histories: [History] = []
        for coder in busiest {
            place[coder] = histories.count
            histories.append(History(coder: coders[coder]))
        }
        for unit in units.indices {
            for rating in ratings(ofUnit: unit) {
                guard let history = place[Int(coderOf[rating])] else { continue }
                histories[history].answers.append((Int32(unit), valueOf[rating]))
            }
        }
        return histories
    }

    /// `nil` without units in common.
    ///
    /// - Parameter seen: a zero for each value, before and after.
    private func kappa(_ first: History, _ second: History, _ seen: inout [Int]) -> CohenKappa? {
        var common: [(first: Int32, second: Int32)] = []
        var (a, b) = (0, 0)
        while a < first.answers.count, b < second.answers.count {
            let (left, right) = (first.answers[a], second.answers[b])
            if left.unit == right.unit { common.append((left.value, right.value)) }
            if left.unit <= right.unit { a += 1 }
            if right.unit <= left.unit { b += 1 }
        }
        guard !common.isEmpty else { return nil }
        let total = common.count
        let same = common.reduce(0) { $0 + ($1.first == $1.second ? 1 : 0) }
        for pair in common { seen[Int(pair.second)] += 1 }
        let chance = common.reduce(0) { $0 + seen[Int($1.first)] }
        for pair in common { seen[Int(pair.second)] = 0 }
        let value = CohenKappa.coefficient(same: same, chance: chance, total: total)
        let figure = AgreementFigure(
            sample: SampleSize(units: total, ratings: 2 * total, coders: 2),
            value: value.map { .figure($0) } ?? .undefined(.oneClass), interval: .undefined(.notAsked))
        return CohenKappa(
            first: first.coder, second: second.coder, agreement: Double(same) / Double(total), figure: figure)
    }
}
