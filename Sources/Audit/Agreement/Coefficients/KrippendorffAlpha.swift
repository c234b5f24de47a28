/// How far two values are apart.
package enum Metric: String, Hashable, Sendable, CaseIterable {
    /// Equal or not.
    case nominal
    /// By how many ratings lie between them, in the order of their numbers.
    case ordinal
    /// By the difference of their numbers.
    case interval
}

extension Ratings {
    /// Krippendorff's α with missing values (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"): 1 less the
    /// disagreement observed within units over the disagreement expected if all pairable values were thrown together. Units
    /// with fewer than two ratings are left out. Ordinal and interval need a number for every value in the others.
    package func krippendorffAlpha(_ metric: Metric, bootstrap: Bootstrap? = Bootstrap()) -> AgreementFigure {
        guard count > 0 else { return AgreementFigure(sample: sample, undefined: .noRatings) }
        let scale: ValueScale
        switch ValueScale.of(self, metric) {
        case .figure(let found): scale = found
        case .undefined(let reason): return AgreementFigure(sample: sample, undefined: reason)
        }
        let profiles = UnitProfiles(self, level: scale.levels, levelCount: scale.positions.count)
        guard profiles.sample.units > 0 else { return AgreementFigure(sample: profiles.sample, undefined: .noOverlap) }
        var alpha = AlphaStatistic(profiles, metric, positions: scale.positions)
        return AgreementFigure(profiles, bootstrap, otherwise: .oneClass) { alpha.value(of: $0) }
    }
}

extension Ratings {
    /// Of each value, whether a unit with two ratings or more has it.
    fileprivate var valuesInOverlap: [Bool] {
        var isUsed = [Bool](repeating: false, count: values.count)
        for unit in units.indices where ratings(ofUnit: unit).count > 1 {
            for rating in ratings(ofUnit: unit) { isUsed[Int(valueOf[rating])] = true }
        }
        return isUsed
    }
}

extension AgreementFigure {
    /// - Parameters:
    ///   - reason: why the statistic is `nil` where it is.
    ///   - statistic: of a sample given by how often it holds each profile.
    init(_ profiles: UnitProfiles, _ bootstrap: Bootstrap?, otherwise reason: Undefined, of statistic: ([Int32]) -> Double?) {
        guard let value = statistic(profiles.weights), value.isFinite else {
            self.init(sample: profiles.sample, undefined: reason)
            return
        }
        let interval = bootstrap?.interval(weights: profiles.weights, work: profiles.work, of: statistic)
        self.init(sample: profiles.sample, value: .figure(value), interval: interval ?? .undefined(.notAsked))
    }
}

/// The levels that a metric tells apart.
private struct ValueScale: Hashable {
    /// Of each value; of one that no pair holds, any.
    let levels: [Int32]
    /// Of each level: its number, moved and stretched so that all lie in 0...1, which changes no α and cannot overflow.
    let positions: [Double]

    static func of(_ ratings: Ratings, _ metric: Metric) -> Computed<ValueScale> {
        guard metric != .nominal else {
            let levels = ratings.values.indices.map(Int32.init)
            return .figure(ValueScale(levels: levels, positions: Array(repeating: 0, count: levels.count)))
        }
        let used = ratings.valuesInOverlap
        let unnumbered = ratings.values.indices.count { used[$0] && ratings.numbers[$0] == nil }
        guard unnumbered == 0 else { return .undefined(.notNumbers(values: unnumbered)) }
        let numbers = ratings.values.indices.map { used[$0] ? ratings.numbers[$0] : nil }
        let distinct = Set(numbers.compactMap { $0 }).sorted()
        let level = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices.lazy.map(Int32.init)))
        // Halved first: the difference of the largest numbers is not finite.
        let least = (distinct.first ?? 0) / 2
        let width = (distinct.last ?? 0) / 2 - least
        let positions = distinct.map { width > 0 ? ($0 / 2 - least) / width : 0 }
        return .figure(ValueScale(levels: numbers.map { number in number.flatMap { level[$0] } ?? 0 }, positions: positions))
    }
}

/// α of samples of the same units. With Σ over ordered pairs, observed is Σ δ²/(m-1) within each unit of m ratings, expected is
/// Σ δ²/(n-1) over all n; the sums are taken from counts, without a matrix of all pairs of values.
private struct AlphaStatistic {
    private let profiles: UnitProfiles
    private let metric: Metric
    private var positions: [Double]
    private var marginals: [Int]
    /// What a unit of each profile adds to the observed disagreement; for ordinal it depends on the sample.
    private var disagreements: [Double] = []

    init(_ profiles: UnitProfiles, _ metric: Metric, positions: [Double]) {
        self.profiles = profiles
        self.metric = metric
        self.positions = positions
        marginals = Array(repeating: 0, count: profiles.levelCount)
        switch metric {
        case .nominal: disagreements = profiles.indices.map(nominalDisagreement)
        case .interval: disagreements = profiles.indices.map { disagreement($0) }
        case .ordinal: break
        }
    }

    /// `nil` if all values of the sample are the same.
    mutating func value(of weights: [Int32]) -> Double? {
        let total = profiles.marginals(of: weights, into: &marginals)
        if metric == .ordinal { setMiddleRanks() }
        let expected = metric == .nominal ? nominalExpected(total) : expectedSpread(total)
        guard expected > 0 else { return nil }
        var observed = 0.0
        for profile in profiles.indices where weights[profile] > 0 {
            let one = metric == .ordinal ? disagreement(profile) : disagreements[profile]
            observed += Double(weights[profile]) * one
        }
        return 1 - observed * Double(total - 1) / expected
    }

    private func nominalDisagreement(_ profile: Int) -> Double {
        let size = Int(profiles.sizes[profile])
        let same = profiles.places(profile).reduce(0) { $0 + Int(profiles.counts[$1]) * Int(profiles.counts[$1]) }
        return Double(size * size - same) / Double(size - 1)
    }

    private func nominalExpected(_ total: Int) -> Double {
        Double(total * total - marginals.reduce(0) { $0 + $1 * $1 })
    }

    /// Krippendorff's ordinal δ between two values is the difference of their middle ranks.
    private mutating func setMiddleRanks() {
        var below = 0
        for level in marginals.indices {
            positions[level] = Double(below) + Double(marginals[level]) / 2
            below += marginals[level]
        }
    }

    /// Σ δ² over ordered pairs is twice the number times the sum of squares around the mean, which loses no digits.
    private func disagreement(_ profile: Int) -> Double {
        let places = profiles.places(profile)
        guard places.count > 1 else { return 0 }
        let size = Double(profiles.sizes[profile])
        var sum = 0.0
        for place in places { sum += Double(profiles.counts[place]) * positions[Int(profiles.levels[place])] }
        let mean = sum / size
        var squares = 0.0
        for place in places {
            let difference = positions[Int(profiles.levels[place])] - mean
            squares += Double(profiles.counts[place]) * difference * difference
        }
        return 2 * size * squares / (size - 1)
    }

    private func expectedSpread(_ total: Int) -> Double {
        // A mean that is rounded would leave a spread where there is none.
        guard marginals.count(where: { $0 > 0 }) > 1 else { return 0 }
        var sum = 0.0
        for level in marginals.indices { sum += Double(marginals[level]) * positions[level] }
        let mean = sum / Double(total)
        var squares = 0.0
        for level in marginals.indices where marginals[level] > 0 {
            let difference = positions[level] - mean
            squares += Double(marginals[level]) * difference * difference
        }
        return 2 * Double(total) * squares
    }
}
