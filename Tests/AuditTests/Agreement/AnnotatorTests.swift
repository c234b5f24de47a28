import Audit
import Testing

@Suite("Annotators: accuracy, drift, workload")
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

    private func answers(coder: Int32 = 1, _ right: [Bool], every: Int64 = 10) -> [GoldAnswer] {
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
        #expect(drift.laterSince == 210)
        #expect(drift.finding == .fell)
        let risen = GoldAccuracy.perCoder(all.map { .init(coder: 1, unit: $0.unit, time: -$0.time, isRight: $0.isRight) })
        #expect(risen[0].drift.figure?.finding == .rose)
    }

    @Test("A difference that chance may make is not called a change")
    func steady() throws {
        let found = GoldAccuracy.perCoder(answers((0..<40).map { $0 % 5 != 0 || $0 < 4 }))
        let drift = try #require(found[0].drift.figure)
        #expect(drift.difference.value != 0)
        #expect(drift.finding == .noChangeFound)
    }

    @Test("Nineteen answers are too few, and answers of one moment have no order")
    func noDrift() {
        let few = GoldAccuracy.perCoder(answers([Bool](repeating: true, count: 19)))
        #expect(few[0].drift == .undefined(.tooFewAnswers(found: 19, needed: 20)))
        let imported = answers([Bool](repeating: true, count: 20) + [Bool](repeating: false, count: 20), every: 0)
        #expect(GoldAccuracy.perCoder(imported)[0].drift == .undefined(.noOrderInTime))
        #expect(GoldAccuracy.perCoder([]) == [])
    }

    @Test("Coders come in order of their codes, each with its own answers")
    func coders() {
        let found = GoldAccuracy.perCoder(answers(coder: 9, [true, false]) + answers(coder: -4, [true]))
        #expect(found.map(\.coder) == [-4, 9])
        #expect(found.map(\.accuracy) == [Proportion(1, of: 1), Proportion(1, of: 2)].compactMap { $0 })
    }

    @Test("Workload counts by day in UTC, also before 1970, and the first of equally busy days is named")
    func workload() {
        let day: Int64 = 86_400_000_000
        var tally = WorkloadTally()
        for time in [3 * day, 3 * day - 1, 5 * day + 7, 3 * day + 1, 5 * day, -1, Int64.min, Int64.max] {
            tally.add(coder: 4, at: time)
        }
        tally.add(coder: 2, at: -day)
        let found = tally.workloads
        #expect(found.map(\.coder) == [2, 4])
        #expect(found[1].count == 8)
        #expect(found[1].first == .min)
        #expect(found[1].last == .max)
        #expect(found[1].days == 6)
        #expect(found[1].busiestDay == 3)
        #expect(found[1].onBusiestDay == 2)
        #expect(found[0].busiestDay == -1)
        #expect(WorkloadTally().workloads == [])
    }
}
