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

    @Test("Those who were answered and those who wait are expected together") func together() {
        var company = Company()
        company.wrote(for: 12, whileWaiting: 8, took: .milliseconds(1))
        #expect(company.expected == 20)
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
