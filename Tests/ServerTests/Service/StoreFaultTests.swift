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

    @Test("Why a batch was not written is in the log, once, however many lines it had; of a single event too")
    func log() async throws {
        let faults = FaultStore(MemoryStore())
        let log = KeptLog()
        let place: (String) throws -> any LedgerStore = { _ in faults }
        try await RunningService.with(store: place, log: log) { (service, events, item) async throws in
            let tokens = try events.assertions(2500, on: item).map(\.token)
            faults.set(.init(onAppend: 1, .full, .beforeWriting))
            let full = try await service.post(lines: tokens, query: "?receipt=brief").lines
            #expect(full.count { $0["problem"]?["type"] == "urn:touchmark:problem:full" } == 1000, "a run of it")
            #expect(log.errors == ["ledger code=full reason=Nothing was written: This fault was asked for."])

            faults.set(.init(onAppend: 1, .corrupt, .beforeWriting))
            let others = try events.assertions(2500, on: item, from: 2500).map(\.token)
            let stopped = try await service.post(lines: others, query: "?receipt=brief").lines
            #expect(stopped.allSatisfy { $0["problem"]?["type"] == "urn:touchmark:problem:stopped" })
            let reason = "ledger code=stopped reason=The ledger takes no more events: This fault was asked for."
            #expect(log.errors.dropFirst() == [reason])
            #expect(try await service.post(others[0]).status == 503)
            #expect(log.errors.dropFirst() == [reason, reason])
        }
    }

    @Test(
        "Events that were not taken in are counted by why, one by one and in batches alike; faults of theirs are not among them")
    func turnedAway() async throws {
        let faults = FaultStore(MemoryStore())
        try await RunningService.with(faults) { (service, events, item) async throws in
            let name = "touchmark_events_turned_away_total"
            func counts() async throws -> [String] {
                try await service.get("/metrics").text.split(separator: "\n").map(String.init).filter { $0.hasPrefix(name + "{") }
            }
            let none = ["busy", "full", "not-written", "read-only", "stopped", "uncertain"]
            #expect(try await counts() == none.map { "\(name){reason=\"\($0)\"} 0" }, "what grows is there before")
            let tokens = try events.assertions(5, on: item).map(\.token)
            faults.set(.init(onAppend: 1, .full, .beforeWriting))
            #expect(try await service.post(tokens[0]).status == 503)
            faults.set(.init(onAppend: 1, .full, .beforeWriting))
            let long = Array(repeating: UInt8(ascii: "x"), count: 1_200_000)
            let lines = try await service.post(lines: Array(tokens[1..<3]) + [long, Array("x".utf8)]).lines
            #expect(lines.map { $0["status"] } == [503, 503, 413, 503])
            faults.set(.init(onAppend: 1, .io, .beforeWriting))
            #expect(try await service.post(lines: Array(tokens[3...]), query: "?atomic=true").status == 503)
            #expect(
                try await counts().filter { !$0.hasSuffix(" 0") } == [
                    "\(name){reason=\"full\"} 4", "\(name){reason=\"not-written\"} 2",
                ])
        }
    }
}
