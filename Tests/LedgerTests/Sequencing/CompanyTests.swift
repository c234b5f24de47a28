import Dispatch
import Testing

@testable import Ledger

@Suite struct CompanyTests {
    @Test("Whoever is alone waits for nobody") func alone() {
        var company = Company()
        #expect(company.expected == 1)
        company.wrote(for: 1, whileWaiting: 0, took: .milliseconds(1))
        #expect(company.expected == 1)
    }

    @Test(
        "Seven of ten of those who were answered and those who wait are expected together",
        arguments: [(1, 1, 2), (2, 1, 3), (2, 2, 3), (12, 8, 15), (64, 0, 45)])
    func together(callers: Int, waiting: Int, expected: Int) {
        var company = Company()
        company.wrote(for: callers, whileWaiting: waiting, took: .milliseconds(1))
        #expect(company.expected == expected)
    }

    @Test("Company that stays away is waited for once") func once() {
        var company = Company()
        company.wrote(for: 40, whileWaiting: 20, took: .milliseconds(1))
        company.wrote(for: 1, whileWaiting: 0, took: .milliseconds(1))
        #expect(company.expected == 1)
    }

    @Test("No wait is longer than two commits, nor than five milliseconds") func bounds() {
        var company = Company()
        company.wrote(for: 2, whileWaiting: 2, took: .seconds(3))
        #expect(company.patience == .nanoseconds(5_000_000))
        company.wrote(for: 2, whileWaiting: 2, took: .milliseconds(1))
        #expect(company.patience == .nanoseconds(2_000_000))
    }
}
