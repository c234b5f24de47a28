import Ledger
import LedgerServer
import LedgerTesting
import Primitives
import Provenance
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

    @Test("An entry that is missing is the operator's matter, and neither the end of a page nor an index past the log's end")
    func gap() async throws {
        let faults = FaultStore(MemoryStore())
        try await RunningService.with(faults) { (service, events, item) async throws in
            _ = try await service.post(lines: try events.assertions(3, on: item).map(\.token))
            faults.loseEntry(at: EntryIndex(6))
            for path in [
                "/v1/events", "/v1/events?subject=labels:d/i", "/v1/events?subject=label:d/i/l1", "/v1/events/6",
                "/v1/receipts/6",
                "/tile/entries/000.p/8",
            ] {
                #expect(try await service.get(path, token: "auditor").status == 500, "\(path)")
            }
            for path in ["/v1/events/5", "/v1/events?from=7", "/v1/events?subject=label:d/i/l2", "/v1/receipts/7"] {
                #expect(try await service.get(path, token: "auditor").status == 200, "\(path)")
            }
            for path in ["/v1/events/8", "/v1/receipts/8", "/tile/entries/001.p/1"] {
                #expect(try await service.get(path, token: "auditor").status == 404, "\(path)")
            }
            faults.loseEntry(at: nil)
            #expect(try await service.get("/v1/events/6", token: "auditor").status == 200)
        }
    }
}
