/// How often single answers differ from gold.
///
/// Answers to one unit are not independent: what is hard for one coder is hard for the others, and one wrong gold answer makes all of
/// them wrong. So the interval is from resampled units, each with all its answers, and not that of a proportion.
package enum GoldDifference {
    package static func of(_ answers: [GoldAnswer], bootstrap: Bootstrap? = Bootstrap()) -> AgreementFigure {
        var units: [Int32: Tally] = [:]
        for answer in answers { units[answer.unit, default: Tally()].add(answer) }
        let sample = SampleSize(units: units.count, ratings: answers.count, coders: Set(answers.map(\.coder)).count)
        // Units of which as many answers of as many differ are alike. In one order, so that the same answers give the same resamples.
        let profiles = Dictionary(grouping: units.values) { $0 }.sorted { $0.key < $1.key }
        func share(_ weights: [Int32]) -> Double? {
            var sum = Tally()
            for (profile, weight) in zip(profiles, weights) { sum.add(profile.key, times: Int(weight)) }
            return sum.share
        }
        let weights = profiles.map { Int32($0.value.count) }
        guard let value = share(weights) else { return AgreementFigure(sample: sample, undefined: .noRatings) }
        let interval = bootstrap?.interval(weights: weights, work: profiles.count, of: share)
        return AgreementFigure(sample: sample, value: .figure(value), interval: interval ?? .undefined(.notAsked))
    }
}

private struct Tally: Hashable, Comparable {
    private var wrong = 0
    private var total = 0

    var share: Double? { total > 0 ? Double(wrong) / Double(total) : nil }

    mutating func add(_ answer: GoldAnswer) {
        wrong += answer.isRight ? 0 : 1
        total += 1
    }

    mutating func add(_ other: Tally, times count: Int) {
        wrong += count * other.wrong
        total += count * other.total
    }

    static func < (a: Tally, b: Tally) -> Bool { (a.total, a.wrong) < (b.total, b.wrong) }
}
