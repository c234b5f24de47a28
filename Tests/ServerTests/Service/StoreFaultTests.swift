import Ledger
import LedgerServer
import LedgerTesting
import Primitives
import Testing

@Suite("What a store cannot do")
struct StoreFaultTests {
    @Test(
        "A full disk and a busy database are no riddle to who asks, and end; damage is the operator's",
        arguments: [
            (StoreError.Code.full, 503, "full"), (.busy, 503, "busy"), (.corrupt, 500, "internal"), (.io, 500, "internal"),
        ])
    func faults(code: StoreError.Code, status: Int, name: String) async throws {
        let faults = FaultStore(MemoryStore())
        try await RunningService.with(faults) { (service, _, _) async throws in
            faults.failBesideAppending(code)
            let answer = try await service.get("/v1/datasets/d", token: "auditor")
            #expect(answer.status == status)
            #expect(try answer.json["type"] == .string("urn:touchmark:problem:\(name)"))
            #expect((answer.headers["retry-after"] != nil) == (status == 503))
            #expect(!answer.text.contains("This fault"))
            faults.failBesideAppending(nil)
            #expect(try await service.get("/v1/datasets/d", token: "auditor").status == 200)
        }
    }
}
