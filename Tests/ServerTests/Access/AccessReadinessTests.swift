import Ledger
import LedgerServer
import LedgerTesting
import Primitives
import Provenance
import Testing

@Suite("Readiness")
struct AccessReadinessTests {
    /// Whether an answer says that it is not ready, and that of all checks this one alone is why.
    private func isRed(_ answer: Answer, _ red: String) throws -> Bool {
        let json = try answer.json
        let checks = try #require(json["checks"]?.object).members
        let others = checks.filter { $0.name != red }
        return answer.status == 503 && json["ready"] == false && others.count == checks.count - 1
            && others.allSatisfy { $0.value == "ok" } && checks.allSatisfy { $0.name != red || $0.value != "ok" }
    }

    @Test("A service that can do its work is ready")
    func ready() async throws {
        try await RunningService.with { service, _, _ in
            let answer = try await service.get("/readyz")
            #expect(answer.status == 200)
            #expect(try answer.json["ready"] == true)
            #expect(answer.headers["cache-control"] == "no-store")
        }
    }

    @Test("It is not when the disk is nearly full")
    func disk() async throws {
        var settings = ServerSettings()
        settings.limits.freeDiskBytes = Int(Int64.max)
        try await RunningService.with(settings: settings) { (service, _, _) async throws in
            #expect(try isRed(try await service.get("/readyz"), "disk"))
            #expect(try await service.get("/healthz").status == 200)
        }
    }

    @Test("It is not when the clock is behind the log, and is again when the clock has caught up")
    func clock() async throws {
        try await RunningService.with { (service, _, _) async throws in
            let now = service.clock.now()
            service.clock.set(Timestamp(microseconds: now.microseconds - 60_000_000), step: 0)
            #expect(try isRed(try await service.get("/readyz"), "clock"))
            service.clock.set(now, step: 0)
            #expect(try await service.get("/readyz").status == 200)
        }
    }

    @Test("It is not when the clock says what is never recorded")
    func clockFarAhead() async throws {
        try await RunningService.with { (service, _, _) async throws in
            let now = service.clock.now()
            service.clock.set(Timestamp(microseconds: 253_402_300_800_000_000), step: 0)
            #expect(try isRed(try await service.get("/readyz"), "clock"))
            service.clock.set(now, step: 0)
            #expect(try await service.get("/readyz").status == 200)
        }
    }

    @Test("It is not when the ledger has stopped, which can still be read")
    func stopped() async throws {
        let faults = FaultStore(MemoryStore())
        try await RunningService.with(faults) { (service, events, item) async throws in
            faults.set(.init(onAppend: 1, .corrupt, .beforeWriting))
            #expect(try await service.post(try events.assertions(1, on: item)[0].token).status == 503)
            #expect(try isRed(try await service.get("/readyz"), "ledger"))
            #expect(try await service.get("/v1/events", token: "auditor").status == 200)
        }
    }

    @Test("Where it is not known whether an event was written, the answer says so, and the service goes on")
    func uncertain() async throws {
        let faults = FaultStore(MemoryStore())
        try await RunningService.with(faults) { (service, events, item) async throws in
            faults.set(.init(onAppend: 1, .uncertain, .afterWriting))
            let token = try events.assertions(1, on: item)[0].token
            let answer = try await service.post(token)
            #expect(answer.status == 503 && answer.headers["retry-after"] == "5")
            #expect(try answer.json["type"] == "urn:touchmark:problem:uncertain")
            #expect(try await service.get("/readyz").status == 200)
            #expect(try await service.post(token).status == 200)
        }
    }

    @Test("Keys of erased values that are not destroyed yet are named, and tried again")
    func unsettled() async throws {
        let store = FaultStore(MemoryStore())
        try await RunningService.with(store) { (service, _, _) async throws in
            store.leaveErasures(3)
            let answer = try await service.get("/readyz")
            #expect(answer.status == 200)
            #expect(try answer.json["checks"]?["erasures"] == "The keys of erased values are not destroyed yet: 3.")
            let retries = Task { await ErasureRetries(store, interval: .milliseconds(1)).run() }
            while try store.unsettledErasures() > 0 { try await Task.sleep(for: .milliseconds(1)) }
            retries.cancel()
            await retries.value
            #expect(try await service.get("/readyz").json["checks"]?["erasures"] == nil)
        }
    }
}
