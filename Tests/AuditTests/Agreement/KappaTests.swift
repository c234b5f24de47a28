import Audit
import Testing

@Suite("Kappa of Cohen and of Fleiss, raw and specific agreement")
struct KappaTests {
    /// 20 and 15 units on which both agree, 5 and 10 on which they do not.
    private static let grants: [[Int32?]] = [
        Array(repeating: 1, count: 25) + Array(repeating: 0, count: 25),
        Array(repeating: 1, count: 20) + Array(repeating: 0, count: 5) + Array(repeating: 1, count: 10)
            + Array(repeating: 0, count: 15),
    ]

    /// 14 coders, 10 units, 5 classes; 0.210 in the textbooks, digits of statsmodels.
    private static let fleiss: [[Int]] = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]

    private func rows(_ counts: [[Int]]) -> [[Int32?]] {
        let units = counts.map { unit in unit.enumerated().flatMap { Array(repeating: Int32($0.offset), count: $0.element) } }
        return (0..<14).map { coder in units.map { $0[coder] } }
    }

    @Test("Two coders: 70 % agreement, 50 % by chance, kappa 0.4")
    func cohen() throws {
        let kappa = try #require(try ratings(Self.grants).coderPairs().pairs.first)
        #expect(kappa.agreement == 0.7)
        #expect(isClose(kappa.figure.value, 0.4))
        #expect(kappa.figure.sample == SampleSize(units: 50, ratings: 100, coders: 2))
        #expect(kappa.figure.interval == .undefined(.notAsked))
    }

    @Test(
        "Pairs of a table with missing values, as scikit-learn computes them",
        arguments: [(0, 1, 39, 0.2586776859504133), (2, 5, 41, 0.45414201183431957), (7, 8, 37, 0.42661804922515956)]
            as [(Int32, Int32, Int, Double)])
    func pairs(_ first: Int32, _ second: Int32, _ units: Int, _ expected: Double) throws {
        let pairs = try ratings(seededTable(7)).coderPairs().pairs
        let kappa = try #require(pairs.first { $0.first == first && $0.second == second })
        #expect(kappa.figure.sample.units == units)
        #expect(isClose(kappa.figure.value, expected))
    }

    @Test("All pairs have the kappa of their definition, those with most units in common first")
    func allPairs() throws {
        let table = seededTable(11)
        let computed = try ratings(table)
        let found = computed.coderPairs(limit: 20)
        #expect(found.pairs.count == 20)
        #expect(found.coders == 9)
        #expect(found.overlapping == 36)
        let everything = computed.coderPairs(limit: 1000).pairs
        #expect(everything.count == 36)
        #expect(Array(everything.prefix(20)) == found.pairs)
        for (pair, next) in zip(everything, everything.dropFirst()) {
            #expect(pair.figure.sample.units >= next.figure.sample.units)
        }
        for pair in everything {
            let expected = try #require(SlowAgreement.cohen(table[Int(pair.first)], table[Int(pair.second)]))
            #expect(isClose(pair.figure.value, expected))
        }
    }

    @Test("Pairs are sought among the 64 busiest coders")
    func pairLimit() throws {
        let rows = (0..<70).map { coder in (0..<80).map { unit in unit < 80 - coder ? Int32(unit % 2) : nil } as [Int32?] }
        let found = try ratings(rows).coderPairs(limit: 5000)
        #expect(found.coders == 64)
        #expect(found.overlapping == 64 * 63 / 2)
        #expect(found.pairs.allSatisfy { $0.first < 64 && $0.second < 64 })
    }

    @Test("Two coders without a kappa have a reason, and are no pair if they have no unit in common")
    func cohenReasons() throws {
        let found = try ratings([[1, 1, nil], [1, 1, nil], [nil, nil, 2]]).coderPairs()
        #expect(found.pairs.map(\.figure.value) == [.undefined(.oneClass)])
        #expect(found.pairs.map(\.agreement) == [1])
        #expect(found.overlapping == 1)
        // Each always says the same, but not the same as the other: as much agreement as by chance.
        #expect(try ratings([[1, 1], [2, 2]]).coderPairs().pairs.map(\.figure.value) == [.figure(0)])
    }

    @Test("Fleiss' table")
    func fleiss() throws {
        let figure = try ratings(rows(Self.fleiss)).fleissKappa()
        #expect(isClose(figure.value, 0.20993070442195522))
        #expect(figure.sample == SampleSize(units: 10, ratings: 140, coders: 14))
        #expect(figure.interval.figure != nil)
    }

    @Test("Fleiss' kappa wants the same number of ratings of each unit, and says how many it found")
    func fleissReasons() throws {
        #expect(
            try ratings([[1, 2], [1, 2], [1, nil]]).fleissKappa().value == .undefined(.unequalRatings(fewest: 2, most: 3)))
        #expect(
            try ratings([[1, 2], [1, nil]]).fleissKappa().value == .undefined(.unequalRatings(fewest: 1, most: 2)))
        #expect(try ratings([[1, 2]]).fleissKappa().value == .undefined(.noOverlap))
        #expect(try ratings([[1, 2]]).fleissKappa().sample == ratings([[1, 2]]).observedAgreement().sample)
        #expect(try ratings([]).fleissKappa().value == .undefined(.noRatings))
        #expect(try ratings([[1, 1], [1, 1]]).fleissKappa().value == .undefined(.oneClass))
        // Different coders, but as many.
        #expect(isClose(try ratings([[1, 2, nil], [1, nil, 2], [nil, 2, 2]]).fleissKappa().value, 1))
    }

    @Test("Raw agreement is a mean over units, class agreement a share of pairs")
    func byHand() throws {
        let table = try ratings([[1, 1, 2], [1, 2, 2], [2, nil, nil]])
        #expect(isClose(table.observedAgreement().value, (1.0 / 3 + 0 + 1) / 3))
        let classes = try #require(table.classAgreement().figure)
        #expect(classes.map(\.value) == [1, 2])
        #expect(isClose(classes[0].figure.value, 2.0 / 5))
        #expect(isClose(classes[1].figure.value, 2.0 / 5))
        #expect(classes[0].figure.sample == SampleSize(units: 2, ratings: 3, coders: 3))
        #expect(classes[1].figure.sample == SampleSize(units: 3, ratings: 4, coders: 3))
    }

    @Test("For two coders class agreement is 2a / (2a + b + c)")
    func specific() throws {
        let classes = try #require(try ratings(Self.grants).classAgreement().figure)
        #expect(isClose(classes[0].figure.value, 30.0 / 45))
        #expect(isClose(classes[1].figure.value, 40.0 / 55))
        for item in classes { #expect(try #require(item.figure.interval.figure).lower < item.figure.value.figure ?? 0) }
    }

    @Test("Raw and class agreement of random tables are what counting pairs gives", arguments: UInt64(1)...20)
    func definition(_ seed: UInt64) throws {
        let table = seededTable(seed, units: 5 + Int(seed) * 2, coders: 2 + Int(seed) % 6, classes: 2 + Int(seed) % 4)
        let computed = try ratings(table)
        #expect(isClose(computed.observedAgreement(bootstrap: nil).value, SlowAgreement.observed(table)))
        for item in try #require(computed.classAgreement(bootstrap: nil).figure) {
            let expected = SlowAgreement.agreement(on: item.value, table)
            #expect(expected.map { isClose(item.figure.value, $0) } ?? (item.figure.value == .undefined(.noOverlap)))
        }
    }

    @Test("Raw and class agreement without overlap, or with too many classes, have a reason")
    func reasons() throws {
        #expect(try ratings([[1, 2]]).observedAgreement().value == .undefined(.noOverlap))
        #expect(try ratings([]).observedAgreement().value == .undefined(.noRatings))
        #expect(try ratings([]).classAgreement() == .undefined(.noRatings))
        #expect(try ratings([[1, 2]]).classAgreement() == .undefined(.noOverlap))
        let many = (0..<101).map { Int32($0) } as [Int32?]
        #expect(try ratings([many, many]).classAgreement() == .undefined(.tooManyClasses(found: 101, limit: 100)))
        let lonely = try #require(try ratings([[1, 1, 2], [1, 1, nil]]).classAgreement().figure)
        #expect(lonely[1].figure.value == .undefined(.noOverlap))
    }
}
