import Audit
import LedgerTesting
import Testing

@Suite("Ratings of one question")
struct RatingsTests {
    private func collect(_ rows: [(Int32, Int32, Int32)]) throws -> Ratings {
        var collector = RatingsCollector()
        for row in rows { try collector.add(Rating(unit: row.0, coder: row.1, value: row.2)) }
        return collector.collected { $0 == 5 ? .infinity : Double($0) / 2 }
    }

    @Test("Any codes will do, and come out ascending")
    func codes() throws {
        let ratings = try collect([(Int32.max, 7, 5), (Int32.min, -3, 8), (4, 7, 8)])
        #expect(ratings.units == [Int32.min, 4, Int32.max])
        #expect(ratings.coders == [-3, 7])
        #expect(ratings.values == [5, 8])
        #expect(ratings.numbers == [nil, 4])
        #expect(ratings.sample == SampleSize(units: 3, ratings: 3, coders: 2))
    }

    @Test("The same rating twice counts once, two different ones of one unit by one coder count not at all")
    func duplicates() throws {
        let ratings = try collect([(1, 1, 8), (1, 2, 6), (1, 1, 8), (2, 1, 8), (2, 2, 6), (2, 1, 6), (2, 1, 8)])
        #expect(ratings.count == 3)
        #expect(ratings.contradictions == 1)
        #expect(ratings == (try collect([(2, 1, 6), (2, 1, 8), (1, 1, 8), (2, 2, 6), (1, 2, 6)])))
    }

    @Test("Another order of arrival gives the same ratings, coefficients, intervals, votes and posteriors, to the last bit")
    func orderOfArrival() throws {
        let table = seededTable(3, units: 120)
        var rows: [Rating] = []
        for (coder, row) in table.enumerated() {
            for (unit, value) in row.enumerated() {
                if let value { rows.append(Rating(unit: Int32(unit), coder: Int32(coder), value: value)) }
            }
        }
        let first = try ratings(table, numbers: [0: 1, 1: 2, 2: 4, 3: 8, 4: 16])
        for seed in UInt64(1)...3 {
            var generator = SeededGenerator(seed: seed)
            var collector = RatingsCollector()
            for row in rows.shuffled(using: &generator) { try collector.add(row) }
            let other = collector.collected { Double(1 << $0) }
            #expect(other == first)
            for metric in Metric.allCases { #expect(other.krippendorffAlpha(metric) == first.krippendorffAlpha(metric)) }
            #expect(other.classAgreement() == first.classAgreement())
            #expect(other.majorityVotes(preferring: []) == first.majorityVotes(preferring: []))
            #expect(other.dawidSkene(iterations: 20) == first.dawidSkene(iterations: 20))
            #expect(other.compareGroups { $0 % 2 } == first.compareGroups { $0 % 2 })
        }
    }

    @Test("The ratings by some coders are those that only they would have given")
    func someCoders() throws {
        let table = seededTable(4)
        let all = try ratings(table, numbers: [0: 1, 1: 2, 2: 4, 3: 8, 4: 16])
        let odd = try ratings(
            table.enumerated().map { $0.offset % 2 == 1 ? $0.element : $0.element.map { _ in nil } },
            numbers: [0: 1, 1: 2, 2: 4, 3: 8, 4: 16])
        #expect(all.by { $0 % 2 == 1 } == odd)
        #expect(all.by { _ in false }.count == 0)
    }
}
