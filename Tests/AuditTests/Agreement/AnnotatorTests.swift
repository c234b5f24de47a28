import Audit
import Testing

@Suite("Annotators: accuracy and drift")
struct AnnotatorTests {
    @Test(
        "Wilson's interval, as statsmodels computes it",
        arguments: [
            (81, 263, 0.2552885198782742, 0.36620957698280004), (0, 10, 0, 0.27753279986288926),
            (10, 10, 0.7224672001371106, 1), (1, 29, 0.006113214292762667, 0.17175521879320294),
        ] as [(Int, Int, Double, Double)])
    func wilson(_ hits: Int, _ total: Int, _ lower: Double, _ upper: Double) throws {
        let proportion = try #require(Proportion(hits, of: total))
        #expect(abs(proportion.lower - lower) < 1e-12)
        #expect(abs(proportion.upper - upper) < 1e-12)
    }

    @Test("None of none, more than all and less than none are no proportions")
    func noProportion() {
        #expect(Proportion(0, of: 0) == nil)
        #expect(Proportion(3, of: 2) == nil)
        #expect(Proportion(-1, of: 2) == nil)
    }

    @Test(
        "The difference of two proportions has Newcombe's interval, as statsmodels computes it",
        arguments: [
            (56, 70, 48, 80, 0.05243147240236498, 0.33387265403690614), (9, 10, 3, 10, 0.1705227239345029, 0.809017973535488),
            (10, 10, 0, 20, 0.6790860371419145, 1),
        ] as [(Int, Int, Int, Int, Double, Double)])
    func newcombe(_ later: Int, _ of: Int, _ earlier: Int, _ before: Int, _ lower: Double, _ upper: Double) throws {
        let difference = ProportionDifference(
            earlier: try #require(Proportion(earlier, of: before)), later: try #require(Proportion(later, of: of)))
        #expect(abs(difference.lower - lower) < 1e-12)
        #expect(abs(difference.upper - upper) < 1e-12)
    }

    private func answers(coder: Int32 = 1, _ right: [Bool], every: Int64 = 1_000_000) -> [GoldAnswer] {
        right.enumerated().map {
            GoldAnswer(coder: coder, unit: Int32($0.offset), time: Int64($0.offset) * every, isRight: $0.element)
        }
    }

    @Test("A coder who was right and then wrong has fallen, in whatever order the answers come")
    func fallen() throws {
        let all = answers([Bool](repeating: true, count: 20) + [Bool](repeating: false, count: 21))
        let found = GoldAccuracy.perCoder(all.reversed())
        #expect(found == GoldAccuracy.perCoder(all))
        #expect(found.map(\.coder) == [1])
        #expect(found[0].accuracy == Proportion(20, of: 41))
        let drift = try #require(found[0].drift.figure)
        // The odd one is in the earlier half.
        #expect(drift.difference.earlier == Proportion(20, of: 21))
        #expect(drift.difference.later == Proportion(0, of: 20))
        #expect(drift.finding == .fell)
        let risen = GoldAccuracy.perCoder(
            all.map { .init(coder: 1, unit: $0.unit, time: $0.time.map { -$0 }, isRight: $0.isRight) })
        #expect(risen[0].drift.figure?.finding == .rose)
    }

    @Test("A difference that chance may make is not called a change")
    func steady() throws {
        let found = GoldAccuracy.perCoder(answers((0..<40).map { $0 % 5 != 0 || $0 < 4 }))
        let drift = try #require(found[0].drift.figure)
        #expect(drift.difference.value != 0)
        #expect(drift.finding == .noChangeFound)
    }

    @Test("Nineteen answers are too few; answers of one moment, or of unknown ones, have no order")
    func noDrift() {
        let few = GoldAccuracy.perCoder(answers([Bool](repeating: true, count: 19)))
        #expect(few[0].drift == .undefined(.tooFewAnswers(found: 19, needed: 20)))
        let imported = answers([Bool](repeating: true, count: 20) + [Bool](repeating: false, count: 20), every: 0)
        #expect(GoldAccuracy.perCoder(imported)[0].drift == .undefined(.noOrderInTime))
        // As the entries of one batch are: a microsecond apart, in the order of a file.
        let batch = answers([Bool](repeating: true, count: 20) + [Bool](repeating: false, count: 20), every: 1)
        #expect(GoldAccuracy.perCoder(batch)[0].drift == .undefined(.noOrderInTime))
        let unknown = answers([Bool](repeating: true, count: 40)).map { answer in
            GoldAnswer(coder: 1, unit: answer.unit, time: answer.unit == 7 ? nil : answer.time, isRight: answer.isRight)
        }
        #expect(GoldAccuracy.perCoder(unknown)[0].drift == .undefined(.noTimeOfWork))
        #expect(GoldAccuracy.perCoder([]) == [])
    }

    @Test("Coders come in order of their codes, each with its own answers")
    func coders() {
        let found = GoldAccuracy.perCoder(answers(coder: 9, [true, false]) + answers(coder: -4, [true]))
        #expect(found.map(\.coder) == [-4, 9])
        #expect(found.map(\.accuracy) == [Proportion(1, of: 1), Proportion(1, of: 2)].compactMap { $0 })
    }

    @Test("Answers to one item are not independent: the interval is from resampled items, in whatever order the answers come")
    func difference() throws {
        // Ten items on which all of ten coders are right, and ten on which none is.
        let all = (0..<200).map { GoldAnswer(coder: $0 / 20, unit: $0 % 20, time: nil, isRight: $0 % 2 == 0) }
        let found = GoldDifference.of(all)
        #expect(found.value == .figure(0.5))
        #expect(found.sample == SampleSize(units: 20, ratings: 200, coders: 10))
        let interval = try #require(found.interval.figure)
        // Of 20 throws of a coin 0.28 to 0.72; Wilson's, which takes all answers for independent ones, would be 0.43 to 0.57.
        #expect(interval.lower < 0.35 && interval.lower > 0.2 && interval.upper > 0.65 && interval.upper < 0.8)
        #expect(GoldDifference.of(all.reversed()) == found)
    }

    @Test("No answers have no share that differs, and nine items no interval")
    func noDifference() {
        #expect(GoldDifference.of([]).value == .undefined(.noRatings))
        let few = GoldDifference.of((0..<9).map { GoldAnswer(coder: 1, unit: $0, time: nil, isRight: $0 > 2) })
        #expect(few.value == .figure(3.0 / 9))
        #expect(few.interval == .undefined(.tooFewUnits(found: 9, needed: 10)))
    }
}
