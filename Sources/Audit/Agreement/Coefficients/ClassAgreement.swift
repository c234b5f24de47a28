/// How well one class is agreed on: if one rating of a unit says it, the probability that another rating of that unit says it too
/// (specific agreement; Spitzer and Fleiss 1974, for any number of coders).
package struct ClassAgreement: Hashable, Sendable {
    /// More classes than these are not reported one by one.
    package static let limit = 100

    package let value: Int32
    /// Units that have it at least once among two ratings or more; ratings that are it; all coders of all units that count.
    package let figure: AgreementFigure
}

extension Ratings {
    /// Of every class, in order of codes. A class that occurs only in units with one rating has no figure.
    package func classAgreement(bootstrap: Bootstrap? = Bootstrap()) -> Computed<[ClassAgreement]> {
        guard count > 0 else { return .undefined(.noRatings) }
        guard values.count <= ClassAgreement.limit else {
            return .undefined(.tooManyClasses(found: values.count, limit: ClassAgreement.limit))
        }
        let profiles = UnitProfiles(self)
        guard profiles.sample.units > 0 else { return .undefined(.noOverlap) }
        var shares = [Double?](repeating: nil, count: values.count)
        var tally = ClassTally(classes: values.count)
        tally.shares(profiles, profiles.weights, &shares)
        let sizes = zip(tally.units, tally.ratings).map {
            SampleSize(units: $0, ratings: $1, coders: profiles.sample.coders)
        }
        let intervals = bootstrap?.intervals(values.count, weights: profiles.weights, work: profiles.work) {
            tally.shares(profiles, $0, &$1)
        }
        return .figure(
            values.indices.map { index in
                guard let share = shares[index] else {
                    return ClassAgreement(
                        value: values[index], figure: AgreementFigure(sample: sizes[index], undefined: .noOverlap))
                }
                let figure = AgreementFigure(
                    sample: sizes[index], value: .figure(share), interval: intervals?[index] ?? .undefined(.notAsked))
                return ClassAgreement(value: values[index], figure: figure)
            })
    }
}

private struct ClassTally {
    private(set) var units: [Int]
    private(set) var ratings: [Int]
    private var agreeing: [Int]
    private var possible: [Int]

    init(classes: Int) {
        units = Array(repeating: 0, count: classes)
        (ratings, agreeing, possible) = (units, units, units)
    }

    /// Σ n(n-1) over Σ n(m-1), for units of m ratings of which n are of the class.
    mutating func shares(_ profiles: UnitProfiles, _ weights: [Int32], _ shares: inout [Double?]) {
        self = ClassTally(classes: units.count)
        for profile in profiles.indices where weights[profile] > 0 {
            let (weight, size) = (Int(weights[profile]), Int(profiles.sizes[profile]))
            for place in profiles.places(profile) {
                let (level, count) = (Int(profiles.levels[place]), Int(profiles.counts[place]))
                units[level] += weight
                ratings[level] += weight * count
                agreeing[level] += weight * count * (count - 1)
                possible[level] += weight * count * (size - 1)
            }
        }
        for level in shares.indices {
            shares[level] = possible[level] > 0 ? Double(agreeing[level]) / Double(possible[level]) : nil
        }
    }
}
