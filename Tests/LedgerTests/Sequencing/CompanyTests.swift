import Dispatch
import Primitives
import Testing

@testable import Ledger

@Suite struct CompanyTests {
    private static func batch(_ count: Int, took: Duration = .milliseconds(1)) -> SequencedBatch {
        SequencedBatch(size: TreeSize(1000), eventCount: count, waited: .zero, took: took)
    }

    @Test("Whoever is alone waits for nobody") func alone() {
        var company = Company()
        #expect(company.expected == 1)
        company.wrote(Self.batch(1), whileWaiting: 0)
        #expect(company.expected == 1)
    }

    @Test("Those who were answered and those who wait are expected together") func together() {
        var company = Company()
        company.wrote(Self.batch(12), whileWaiting: 8)
        #expect(company.expected == 20)
    }

    @Test("Company that stays away is waited for once") func once() {
        var company = Company()
        company.wrote(Self.batch(40), whileWaiting: 20)
        company.wrote(Self.batch(1), whileWaiting: 0)
        #expect(company.expected == 1)
    }

    @Test("Large requests do not wait, and no wait is longer than five milliseconds") func bounds() {
        var company = Company()
        company.wrote(Self.batch(4000, took: .seconds(3)), whileWaiting: 4000)
        #expect(company.expected == 256)
        #expect(company.patience == .nanoseconds(5_000_000))
    }
}
