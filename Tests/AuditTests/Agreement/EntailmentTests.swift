import Audit
import Testing

@Suite("Published figures of 8,000 judgments", .enabled(if: EntailmentTable.isThere, "../shared/data/rte.csv is not there"))
struct EntailmentTests {
    @Test("Alpha is 0.241478766 and Fleiss' kappa 0.241383939, from 800 units, 8,000 ratings and 164 coders")
    func coefficients() throws {
        let ratings = try EntailmentTable().ratings()
        let alpha = ratings.krippendorffAlpha(.nominal)
        #expect(isClose(alpha.value, 0.241478766, within: 5e-10))
        #expect(isClose(alpha.value, 0.24147876613881003))
        #expect(alpha.sample == SampleSize(units: 800, ratings: 8000, coders: 164))
        let fleiss = ratings.fleissKappa()
        #expect(isClose(fleiss.value, 0.24138393913120587))
        // 50,000 resamples drawn by numpy's generator: 0.22094 to 0.26183.
        let interval = try #require(alpha.interval.figure)
        #expect(abs(interval.lower - 0.22094) < 0.003)
        #expect(abs(interval.upper - 0.26183) < 0.003)
    }

    @Test("Raw agreement and agreement on each class are what pandas counts")
    func classes() throws {
        let ratings = try EntailmentTable().ratings()
        #expect(isClose(ratings.observedAgreement().value, 0.6286944444444446))
        let classes = try #require(ratings.classAgreement().figure)
        #expect(isClose(classes[0].figure.value, 0.5655974781450067))
        #expect(isClose(classes[1].figure.value, 0.675786460986199))
    }

    @Test("The majority is right in 0.91875, with 65 ties for the class listed first; Dawid and Skene are in 0.9275")
    func consensus() throws {
        let table = try EntailmentTable()
        let ratings = try table.ratings()
        let votes = ratings.majorityVotes(preferring: [])
        #expect(votes.count { $0.isTie } == 65)
        #expect(votes.count { $0.value == table.gold[$0.unit] } == 735)
        let estimate = try #require(ratings.dawidSkene(iterations: 100, tolerance: -1).figure)
        #expect(estimate.iterations == 100)
        let right = estimate.units.indices.count { estimate.label(ofUnit: $0) == table.gold[estimate.units[$0]] }
        #expect(right == 742)
        // crowd-kit's.
        #expect(abs(estimate.priors[0] - 0.5178008211037982) < 1e-9)
        let unit = try #require(estimate.units.firstIndex(of: 25))
        #expect(abs(try #require(estimate.posterior(ofUnit: unit).first) - 0.9999776394823422) < 1e-9)
    }

    @Test("The pairs with most units in common are those that pandas finds, with scikit-learn's kappa")
    func pairs() throws {
        let table = try EntailmentTable()
        let found = try table.ratings().coderPairs(limit: 3)
        #expect(found.overlapping == 480)
        #expect(
            found.pairs.map { [table.workers[Int($0.first)], table.workers[Int($0.second)]] } == [
                ["w007", "w010"], ["w007", "w011"], ["w010", "w011"],
            ])
        #expect(found.pairs.map(\.figure.sample.units) == [760, 700, 660])
        for (pair, expected) in zip(found.pairs, [0.05238893545683143, -0.0001346982758620996, 0.05763962065331929]) {
            #expect(isClose(pair.figure.value, expected))
        }
    }

    @Test("The busiest worker was right in 405 of 800, and 0.270875 of all answers differ from gold")
    func gold() throws {
        let table = try EntailmentTable()
        let answers = table.rows.enumerated().map { index, row in
            GoldAnswer(coder: row.coder, unit: row.unit, time: Int64(index), isRight: table.gold[row.unit] == row.value)
        }
        let found = GoldAccuracy.perCoder(answers)
        #expect(found.count == 164)
        let busiest = try #require(found.max { $0.accuracy.total < $1.accuracy.total })
        #expect(table.workers[Int(busiest.coder)] == "w007")
        #expect(busiest.accuracy == Proportion(405, of: 800))
        #expect(abs(busiest.accuracy.lower - 0.47165811141346614) < 1e-12)
        let difference = GoldDifference.of(answers)
        #expect(isClose(difference.value, 0.270875))
        // 50,000 resamples of items drawn by numpy's generator: 0.25888 to 0.28300.
        let interval = try #require(difference.interval.figure)
        #expect(abs(interval.lower - 0.25888) < 0.002)
        #expect(abs(interval.upper - 0.28300) < 0.002)
    }
}
