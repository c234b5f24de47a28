import LedgerTesting
import Testing

@testable import Audit

@Suite("Bootstrap intervals")
struct BootstrapTests {
    @Test("The generator gives the published numbers of SplitMix64")
    func generator() {
        var generator = SplitMix64(seed: 42)
        #expect(
            [generator.next(), generator.next(), generator.next()] == [
                0xBDD7_3226_2FEB_6E95, 0x28EF_E333_B266_F103, 0x4752_6757_130F_9F52,
            ])
    }

    @Test("Units drawn one by one by another program give the same interval, to the noise of resampling")
    func independentImplementation() throws {
        // 100,000 resamples drawn by numpy's generator: 0.30076 to 0.44063.
        let figure = try ratings(seededTable(7)).krippendorffAlpha(.nominal, bootstrap: Bootstrap(replicates: 4000))
        let interval = try #require(figure.interval.figure)
        #expect(abs(interval.lower - 0.30076) < 0.006)
        #expect(abs(interval.upper - 0.44063) < 0.006)
        #expect(interval.replicates == 4000)
        #expect(interval.seed == 2011)
        #expect(interval.undefined == 0)
    }

    @Test("The same seed gives the same interval, another seed another one, and fewer replicates are reported as such")
    func seeds() throws {
        let table = try ratings(seededTable(7))
        let first = table.krippendorffAlpha(.nominal, bootstrap: Bootstrap(seed: 5)).interval
        #expect(first == table.krippendorffAlpha(.nominal, bootstrap: Bootstrap(seed: 5)).interval)
        #expect(first.figure?.seed == 5)
        #expect(first.figure?.replicates == 1000)
        #expect(first.figure?.lower != table.krippendorffAlpha(.nominal, bootstrap: Bootstrap(seed: 6)).interval.figure?.lower)
        let few = table.krippendorffAlpha(.nominal, bootstrap: Bootstrap(seed: 5, replicates: 50)).interval
        #expect(few.figure?.replicates == 50)
        #expect(Bootstrap(replicates: 0).replicates == 1)
        #expect(Bootstrap(replicates: 1_000_000).replicates == 10_000)
    }

    @Test("These bytes must not change: reports are made again from them")
    func pinned() throws {
        let interval = try #require(
            try ratings(seededTable(7), numbers: [0: 1, 1: 2, 2: 4, 3: 8, 4: 16.5]).krippendorffAlpha(.ordinal).interval.figure)
        #expect(interval.lower.bitPattern == 4_595_226_374_396_013_016)
        #expect(interval.upper.bitPattern == 4_600_925_733_592_464_166)
    }

    @Test("Counts of profiles have the mean and spread of drawing units one by one, also above the number drawn singly")
    func multinomial() {
        let weights: [Int32] = [1, 0, 3, 600, 20, 20, 56, 300]
        var resampler = Resampler(weights, seed: 9)
        let (units, runs) = (1000.0, 4000)
        var drawn = weights
        var sums = [Double](repeating: 0, count: weights.count)
        var squares = sums
        var product = 0.0
        for _ in 0..<runs {
            resampler.draw(into: &drawn)
            #expect(drawn.reduce(0, +) == 1000)
            for index in drawn.indices {
                sums[index] += Double(drawn[index])
                squares[index] += Double(drawn[index]) * Double(drawn[index])
            }
            product += Double(drawn[3]) * Double(drawn[7])
        }
        for (index, weight) in weights.enumerated() {
            let share = Double(weight) / units
            let variance = units * share * (1 - share)
            let mean = sums[index] / Double(runs)
            #expect(abs(mean - Double(weight)) <= 4 * (variance / Double(runs)).squareRoot())
            #expect(abs(squares[index] / Double(runs) - mean * mean - variance) <= 0.1 * variance)
        }
        let covariance = product / Double(runs) - sums[3] / Double(runs) * sums[7] / Double(runs)
        #expect(abs(covariance + units * 0.6 * 0.3) < 0.15 * 180)
    }

    @Test("Binomial numbers have the binomial distribution", arguments: [(1, 3), (7, 8), (1, 2), (499_999, 1_000_000)])
    func binomial(_ numerator: Int, _ denominator: Int) {
        var generator = SplitMix64(seed: 77)
        let p = Double(numerator) / Double(denominator)
        var counts = [Double](repeating: 0, count: 6)
        for _ in 0..<40_000 { counts[generator.binomial(5, numerator, of: denominator)] += 1 }
        var chiSquared = 0.0
        for (successes, ways) in [1.0, 5, 10, 10, 5, 1].enumerated() {
            var expected = 40_000 * ways
            for _ in 0..<successes { expected *= p }
            for _ in successes..<5 { expected *= 1 - p }
            chiSquared += (counts[successes] - expected) * (counts[successes] - expected) / expected
        }
        // The 99.9th percentile with 5 degrees of freedom.
        #expect(chiSquared < 20.5)
        #expect(generator.binomial(100, 0, of: 7) == 0)
        #expect(generator.binomial(100, 7, of: 7) == 100)
        #expect(generator.binomial(0, 1, of: 7) == 0)
    }

    @Test("An interval from very few units, or of a figure that most resamples lack, is not given")
    func reasons() throws {
        let few = try ratings([[1, 2, 1, 2, 1, 2, 1, 2, 1], [1, 2, 1, 2, 1, 2, 1, 2, 2]]).krippendorffAlpha(.nominal)
        #expect(few.value.figure != nil)
        #expect(few.interval == .undefined(.tooFewUnits(found: 9, needed: 10)))
        // A third of the resamples of 20 units miss the only unit with another class.
        let row = [2] + [Int32](repeating: 1, count: 19) as [Int32?]
        let rare = try ratings([row, row], numbers: [1: 0.1, 2: 0.3]).krippendorffAlpha(.interval)
        #expect(rare.value == .figure(1))
        guard case .undefined(.unstable(let undefined, 1000)) = rare.interval else {
            Issue.record("an interval in spite of resamples of one class: \(rare.interval)")
            return
        }
        #expect(undefined > 300 && undefined < 420)
    }

    @Test("Many units that are all different get fewer replicates, never fewer than 200")
    func replicates() {
        #expect(Bootstrap.standardReplicates(work: 0) == 1000)
        #expect(Bootstrap.standardReplicates(work: 250_000) == 1000)
        #expect(Bootstrap.standardReplicates(work: 500_000) == 500)
        #expect(Bootstrap.standardReplicates(work: 1_000_000_000) == 200)
    }
}
