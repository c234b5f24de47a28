import Testing

@testable import Provenance

@Suite("What the verdicts of a bundle may look at")
struct ExaminationBudgetTests {
    @Test("is bounded for those of whom much is said, together, and never used up by others")
    func bounded() {
        let free = ExaminationBudget.perStatement
        var budget = ExaminationBudget(shared: 10)
        let asked =
            Array(repeating: [free, 0, free], count: 100) + [[free + 3, free + 3], [free + 5], [free + 4], [free + 1], [free]]
        let given = asked.map { budget.take($0) }
        #expect(given == Array(repeating: true, count: 100) + [true, false, true, false, true])
    }
}
