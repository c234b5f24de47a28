import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("Workload")
struct WorkloadTests {
    @Test("The time that labels of one annotation bear is counted once, and shared among them")
    func time() async throws {
        var bench = try await QuestionBench()
        func work() throws -> (milliseconds: UInt128, events: Int) {
            let record = try bench.survey.people[Studio.ada]
            return (record?.durationMs ?? 0, record?.timedEvents ?? 0)
        }
        let before = try work()
        let claims: [JSONObject] = [
            ["durationMs": 60_000, "session": "one"], ["durationMs": 60_000, "session": "one"],
            ["durationMs": 60_000, "session": "one"], ["durationMs": 60_000, "session": "two"], ["durationMs": 5000],
            ["durationMs": 5000],
        ]
        for (place, claim) in claims.enumerated() {
            let data = try bench.studio.on("i4", "t\(place)", "cat", claim)
            try await bench.studio.world.say("t\(place)", Studio.ada, "label.asserted", .label("cats", "i4", "t\(place)"), data)
        }
        let after = try work()
        #expect(after.milliseconds - before.milliseconds == 130_000)
        #expect(after.events - before.events == 6)
    }
}
