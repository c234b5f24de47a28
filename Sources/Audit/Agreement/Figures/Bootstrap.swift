/// 95 % percentile intervals from resampled units (Efron 1979): as many units as there are, drawn with replacement, each with all
/// its ratings. The same units and seed give the same interval on every machine.
package struct Bootstrap: Hashable, Sendable {
    package static let standardSeed: UInt64 = 2011
    /// Below this many units an interval would look narrower than it is.
    package static let fewestUnits = 10
    package static let mostReplicates = 10_000
    /// Resamples in which the figure is undefined are left out and counted; more than one in this many, and there is no interval.
    package static let toleratedUndefined = 20

    package let seed: UInt64
    /// `nil` leaves the number to `standardReplicates`.
    package let replicates: Int?

    package init(seed: UInt64 = Self.standardSeed, replicates: Int? = nil) {
        self.seed = seed
        self.replicates = replicates.map { max(1, min(Self.mostReplicates, $0)) }
    }

    /// 1,000, or fewer where the units are so many and so different that these would take long; never fewer than 200.
    ///
    /// - Parameter work: entries that the statistic looks at for one sample.
    package static func standardReplicates(work: Int) -> Int {
        max(200, min(1000, 250_000_000 / max(1, work)))
    }

    /// - Parameters:
    ///   - weights: how many units have each profile, that is, are the same to the statistic.
    ///   - work: entries that the statistic looks at for one sample.
    ///   - statistic: of a sample given by how often it holds each profile; `nil` where it is undefined.
    func interval(weights: [Int32], work: Int, of statistic: ([Int32]) -> Double?) -> Computed<BootstrapInterval> {
        intervals(1, weights: weights, work: work) { $1[0] = statistic($0) }[0]
    }

    /// Intervals for several statistics of the same resamples; the closure writes their values over those of the last resample.
    func intervals(
        _ count: Int, weights: [Int32], work: Int, of statistics: ([Int32], inout [Double?]) -> Void
    ) -> [Computed<BootstrapInterval>] {
        var resampler = Resampler(weights, seed: seed)
        guard resampler.units >= Self.fewestUnits else {
            let reason = Undefined.tooFewUnits(found: resampler.units, needed: Self.fewestUnits)
            return Array(repeating: .undefined(reason), count: count)
        }
        let replicates = self.replicates ?? Self.standardReplicates(work: work)
        var drawn = weights
        var values = [Double?](repeating: nil, count: count)
        var found = [[Double]](repeating: [], count: count)
        for _ in 0..<replicates {
            resampler.draw(into: &drawn)
            statistics(drawn, &values)
            for index in values.indices {
                if let value = values[index], value.isFinite { found[index].append(value) }
            }
        }
        return found.map { interval(of: $0, replicates: replicates) }
    }

    private func interval(of values: [Double], replicates: Int) -> Computed<BootstrapInterval> {
        let undefined = replicates - values.count
        guard undefined * Self.toleratedUndefined <= replicates, !values.isEmpty else {
            return .undefined(.unstable(undefined: undefined, replicates: replicates))
        }
        let sorted = values.sorted()
        let tail = sorted.count / 40
        return .figure(
            BootstrapInterval(
                lower: sorted[tail], upper: sorted[sorted.count - 1 - tail], replicates: replicates, undefined: undefined,
                seed: seed))
    }
}

/// A 95 % interval: of the sorted values of all resamples, one fortieth is cut off at each end.
package struct BootstrapInterval: Hashable, Sendable {
    package let lower: Double
    package let upper: Double
    package let replicates: Int
    /// How many of the replicates had no value.
    package let undefined: Int
    package let seed: UInt64
}
