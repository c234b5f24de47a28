import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

/// People rank the responses a, b and c to the item `i4` of the studio.
private struct Contest {
    var studio: Studio

    init() async throws {
        studio = try await Studio.prepared()
    }

    mutating func rank(_ actor: Actor, _ rankings: JSONValue) async throws {
        let responses = ["a", "b", "c"].map { id -> JSONValue in
            ["id": .string(id), "digest": .string(Digest(hashing: id).contentDigest), "model": "m"]
        }
        try await studio.world.say(
            actor.id, actor, "preference.ranked", .label("cats", "i4", actor.id),
            [
                "dataset": "cats", "item": "i4", "label": .string(actor.id), "name": "best",
                "on": try studio.world.reference("i4").json, "responses": .array(responses), "rankings": rankings,
            ])
    }

    mutating func placeGold(_ rankings: JSONValue) async throws {
        try await studio.world.say(
            "gold-i4", Studio.root, "gold.placed", .item("cats", "i4"),
            ["dataset": "cats", "item": "i4", "name": "best", "value": ["kind": "ranking", "rankings": rankings]])
    }
}

@Suite("Rankings")
struct RankingTests {
    @Test("Those who tie the same responses agree, in whatever order they wrote them")
    func ties() async throws {
        var contest = try await Contest()
        try await contest.studio.world.say(
            "process", Studio.root, "requirement.set", .policy("cats"),
            ["dataset": "cats", "requirements": [["labels": "*", "adjudication": "expert"]]])
        try await contest.rank(Studio.ada, [["criterion": "tone", "order": ["a", ["b", "c"]]]])
        try await contest.rank(Studio.ben, [["criterion": "tone", "order": ["a", ["c", "b"]]]])
        let report = try contest.studio.report()
        let agreement = try #require(report.sections[13].tables.first { $0.id == "agreement" })
        let raw = agreement.rows.first { $0[0].cell.contains("best") && $0[1].cell == "raw agreement" }
        #expect(raw?[2] == .number(1, decimals: 9))
        let process = try #require(report.sections[13].tables.first { $0.id == "process" })
        #expect(process.rows.map { $0[2].cell } == ["met"])
    }

    @Test("An answer is held against gold by all criteria, in whatever order they stand")
    func criteria() async throws {
        var contest = try await Contest()
        try await contest.placeGold([
            ["criterion": "helpfulness", "order": ["a", "b"]], ["criterion": "honesty", "order": ["b", "a"]],
        ])
        try await contest.rank(
            Studio.ada, [["criterion": "honesty", "order": ["b", "a"]], ["criterion": "helpfulness", "order": ["a", "b"]]])
        #expect(try contest.studio.report().value(13, "gold-right") == .share(1, of: 1))
        try await contest.rank(
            Studio.ben, [["criterion": "helpfulness", "order": ["a", "b"]], ["criterion": "honesty", "order": ["a", "b"]]])
        #expect(try contest.studio.report().value(13, "gold-right") == .share(1, of: 2))
        try await contest.rank(Studio.cy, [["criterion": "helpfulness", "order": ["a", "b"]]])
        #expect(try contest.studio.report().value(13, "gold-right") == .share(1, of: 3), "nothing was said of honesty")
    }
}
