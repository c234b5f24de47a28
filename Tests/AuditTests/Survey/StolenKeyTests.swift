import Ledger
import Primitives
import Provenance
import Signatures
import Testing

@testable import Audit

@Suite("What a stolen key did, in reports")
struct StolenKeyTests {
    @Test("A model's value that only a stolen key accepted has no person behind it, and the report says why")
    func review() async throws {
        var bench = try await QuestionBench()
        try await bench.suggest("s", "s", "cat")
        try await bench.suggest("t", "t", "cat")
        try await bench.review("no", Studio.cy, "t", head: "t", "rejected")
        try await bench.review("r", Studio.ada, "s", head: "s", "accepted")
        #expect(try bench.label("s")?.anchor == .reviewed)
        try await bench.studio.steal(Studio.ada)
        #expect(try bench.label("s")?.anchor == HumanAnchor.none)
        let report = try bench.studio.report()
        #expect(report.value(8, "human-anchored") == .share(0, of: 2))
        #expect(report.value(14, "reviews-adverse") == .share(1, of: 2), "whoever reviews needs no credential")
        #expect(report.table("no-human")?.rows.map { $0[0].cell } == ["i3", "i4"])
        let key = "\(try bench.studio.world.keyID(of: Studio.ada)) (compromised by entry"
        #expect(report.table("workforce")?.rows.contains { $0[3].cell.contains(key) } == true)
        let acts = try #require(report.table("acts-adverse"))
        let entry = "\(try bench.studio.world.index("r"))"
        #expect(acts.rows.map { $0.map(\.cell) } == [["review.recorded", "key-compromised", "1", entry]])
        let before = try bench.studio.report(at: try bench.studio.size(after: "r"))
        #expect(before.value(8, "human-anchored") == .share(1, of: 2))
        #expect(before.table("acts-adverse")?.rows.isEmpty == true)
    }

    @Test("Who accepted it before the thief still stands behind it; who rejects it after ends that")
    func others() async throws {
        var bench = try await QuestionBench()
        try await bench.suggest("s", "s", "cat")
        try await bench.review("good", Studio.ben, "s", head: "s", "accepted")
        try await bench.review("bad", Studio.ada, "s", head: "s", "accepted")
        try await bench.studio.steal(Studio.ada)
        #expect(try bench.label("s")?.anchor == .reviewed)
        #expect(try bench.survey.reviewers.values.map(\.description) == ["annotator:ben"])
        try await bench.review("no", Studio.cy, "s", head: "s", "rejected")
        #expect(try bench.label("s")?.anchor == HumanAnchor.none)
    }

    @Test("A value that a stolen key gave is counted apart, and a suspension is told")
    func value() async throws {
        var bench = try await QuestionBench()
        try await bench.assert("a", Studio.ada, "a", "cat")
        try await bench.assert("b", Studio.ben, "b", "cat")
        #expect(try bench.studio.report().value(8, "human-anchored-adverse") == .share(0, of: 2))
        try await bench.studio.steal(Studio.ada)
        try await bench.studio.world.say(
            "suspended", Studio.root, "annotator.suspended", Studio.ben.standingSubject,
            ["kind": "annotator", "id": "ben", "reason": "asked about"])
        let report = try bench.studio.report()
        #expect(report.value(8, "human-anchored-adverse") == .share(1, of: 2))
        #expect(report.table("workforce")?.rows.map { $0[8].cell == "no" } == [true, false])
    }

    @Test("A statement by an operator's key that was stolen is counted, and no training by it trains")
    func statements() async throws {
        var bench = try await QuestionBench()
        try await bench.assert("a", Studio.ada, "a", "cat")
        #expect(try bench.studio.report().value(12, "trained") == .share(1, of: 1))
        let second = Actor(.operator, "second")
        let key = bench.studio.world.introduction(of: second)
        try await bench.studio.world.say(
            "second", Studio.root, "ledger.key-added", .ledger, key.with(["role": "operator", "id": "second"]))
        try await bench.studio.world.say(
            "retired", second, "ledger.key-retired", .ledger,
            [
                "kid": .string(try bench.studio.world.keyID(of: Studio.root).description), "reason": "compromised",
                "effective": "2026-01-01T00:00:00Z",
            ])
        let report = try bench.studio.report()
        #expect(report.value(12, "trained") == .share(0, of: 1))
        let acts = try #require(report.table("acts-adverse"))
        #expect(acts.rows.contains { $0[0].cell == "gold.placed" && $0[1].cell == "key-compromised" })
    }
}

extension AuditReport {
    fileprivate func table(_ id: String) -> ReportTable? { sections.flatMap(\.tables).first { $0.id == id } }
}
