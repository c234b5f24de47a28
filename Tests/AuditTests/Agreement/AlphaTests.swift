import Audit
import Testing

@Suite("Krippendorff's alpha")
struct AlphaTests {
    private static let numbers: [Int32: Double] = [0: 1, 1: 2, 2: 4, 3: 8, 4: 16.5]

    /// The example of Krippendorff 2011, section C; figures of the paper (0.743, 0.815, 0.849) with the digits of krippendorff 0.8.
    private static let paper: [[Int32?]] = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, nil, nil, nil],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nil, 3],
        [nil, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nil],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nil],
    ]

    @Test(
        "The paper's table with missing values",
        arguments: [(.nominal, 0.743421052631579), (.ordinal, 0.8153875037548814), (.interval, 0.8491071428571428)]
            as [(Metric, Double)])
    func paper(_ metric: Metric, _ expected: Double) throws {
        let figure = try ratings(Self.paper, numbers: [1: 1, 2: 2, 3: 3, 4: 4, 5: 5]).krippendorffAlpha(metric)
        #expect(isClose(figure.value, expected))
        // The last unit has one rating.
        #expect(figure.sample == SampleSize(units: 11, ratings: 40, coders: 4))
    }

    @Test(
        "A seeded table of 413 ratings, as the Python package krippendorff computes it",
        arguments: [
            (.nominal, 0.37560249698987347), (.ordinal, 0.2865656235024099), (.interval, 0.2742658844680129),
        ] as [(Metric, Double)])
    func oracle(_ metric: Metric, _ expected: Double) throws {
        let figure = try ratings(seededTable(7), numbers: Self.numbers).krippendorffAlpha(metric)
        #expect(isClose(figure.value, expected))
    }

    @Test("Random tables give what the definition gives pair by pair", arguments: UInt64(1)...15, Metric.allCases)
    func definition(_ seed: UInt64, _ metric: Metric) throws {
        let table = seededTable(seed, units: 5 + Int(seed), coders: 2 + Int(seed) % 6, classes: 2 + Int(seed) % 4)
        let expected = try #require(SlowAgreement.alpha(table, metric, numbers: Self.numbers))
        #expect(isClose(try ratings(table, numbers: Self.numbers).krippendorffAlpha(metric, bootstrap: nil).value, expected))
    }

    @Test("Two codes for one number are one value where numbers count")
    func sameNumber() throws {
        let table: [[Int32?]] = [[1, 2, 3, 9], [1, 4, 3, 3]]
        let numbers: [Int32: Double] = [1: 1, 2: 2, 3: 3, 4: 2, 9: 3]
        let computed = try ratings(table, numbers: numbers)
        #expect(computed.krippendorffAlpha(.ordinal).value == .figure(1))
        #expect(computed.krippendorffAlpha(.interval).value == .figure(1))
        #expect(try #require(computed.krippendorffAlpha(.nominal).value.figure) < 1)
    }

    @Test("Moving and stretching all numbers changes no interval alpha, not even to the ends of what a number can be")
    func extremes() throws {
        let table = seededTable(7)
        let plain = try ratings(table, numbers: [0: 0, 1: 1, 2: 2, 3: 3, 4: 4]).krippendorffAlpha(.interval)
        let largest = Double.greatestFiniteMagnitude
        let huge: [Int32: Double] = [0: -largest, 1: -largest / 2, 2: 0, 3: largest / 2, 4: largest]
        let far = try ratings(table, numbers: huge).krippendorffAlpha(.interval)
        #expect(far.value == plain.value)
        #expect(far.interval == plain.interval)
        let offset: [Int32: Double] = [0: 1e15, 1: 1e15 + 1, 2: 1e15 + 2, 3: 1e15 + 3, 4: 1e15 + 4]
        #expect(try ratings(table, numbers: offset).krippendorffAlpha(.interval).value == plain.value)
    }

    @Test("Values that are no numbers are a reason, unless only a unit with one rating has them")
    func mixedKinds() throws {
        let mixed = try ratings([[1, 2, 3], [1, 2, 4]], numbers: [1: 1, 2: 2])
        #expect(mixed.krippendorffAlpha(.interval).value == .undefined(.notNumbers(values: 2)))
        #expect(mixed.krippendorffAlpha(.ordinal).value == .undefined(.notNumbers(values: 2)))
        #expect(mixed.krippendorffAlpha(.nominal).value.figure != nil)
        let single = try ratings([[1, 2, 3], [1, 2, nil]], numbers: [1: 1, 2: 2])
        #expect(single.krippendorffAlpha(.interval).value == .figure(1))
    }

    @Test("Where there is nothing to compare there is a reason", arguments: Metric.allCases)
    func degenerate(_ metric: Metric) throws {
        let numbers: [Int32: Double] = [1: 0.1, 2: 2]
        func reason(_ rows: [[Int32?]]) throws -> Undefined? {
            let figure = try ratings(rows, numbers: numbers).krippendorffAlpha(metric)
            #expect(figure.interval.reason == figure.value.reason)
            return figure.value.reason
        }
        #expect(try reason([]) == .noRatings)
        #expect(try reason([[nil, nil], [nil, nil]]) == .noRatings)
        #expect(try reason([[1, 2, 1]]) == .noOverlap)
        #expect(try reason([[1, nil], [nil, 2]]) == .noOverlap)
        #expect(try reason([[1, 1, 1], [1, 1, 1], [1, 1, 1]]) == .oneClass)
        // The other class occurs once, where there is nothing to pair it with.
        #expect(try reason([[1, 1, 2], [1, 1, nil]]) == .oneClass)
    }
}
