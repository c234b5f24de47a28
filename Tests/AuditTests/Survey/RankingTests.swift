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

    /// What is called a, b and c, unless somebody calls it otherwise.
    private static let contents = ["a", "b", "c"]

    static func responses(_ ids: [String]) -> [JSONObject] {
        zip(ids, contents).map { ["id": .string($0), "digest": .string(Digest(hashing: $1).contentDigest)] }
    }

    /// - Parameter ids: by which the annotator's tool calls the three responses.
    mutating func rank(_ actor: Actor, _ rankings: JSONValue, calling ids: [String] = contents) async throws {
        let responses = Self.responses(ids).map { JSONValue.object($0.with(["model": "m"])) }
        try await studio.world.say(
            actor.id, actor, "preference.ranked", .label("cats", "i4", actor.id),
            [
                "dataset": "cats", "item": "i4", "label": .string(actor.id), "name": "best",
                "on": try studio.world.reference("i4").json, "responses": .array(responses), "rankings": rankings,
            ])
    }

    /// - Parameter ids: by which the gold answer itself calls the three responses; none if it does not say.
    mutating func placeGold(_ rankings: JSONValue, calling ids: [String] = []) async throws {
        var value: JSONObject = ["kind": "ranking", "rankings": rankings]
        if !ids.isEmpty { value["responses"] = .array(Self.responses(ids).map { .object($0) }) }
        try await studio.world.say(
            "gold-\(ids.joined())", Studio.root, "gold.placed", .item("cats", "i4"),
            ["dataset": "cats", "item": "i4", "name": "best", "value": .object(value)])
    }

    mutating func askForAdjudication() async throws {
        try await studio.world.say(
            "process", Studio.root, "requirement.set", .policy("cats"),
            ["dataset": "cats", "requirements": [["labels": "*", "adjudication": "expert"]]])
    }

    /// How far people agree, and what became of adjudication.
    func agreement() throws -> (raw: ReportValue?, process: [String]) {
        let tables = try studio.report().sections[13].tables
        let agreement = try #require(tables.first { $0.id == "agreement" })
        let process = try #require(tables.first { $0.id == "process" })
        let raw = agreement.rows.first { $0[0].cell.contains("best") && $0[1].cell == "raw agreement" }
        return (raw?[2], process.rows.map { $0[2].cell })
    }
}

@Suite("Rankings")
struct RankingTests {
    @Test("Those who tie the same responses agree, in whatever order they wrote them")
    func ties() async throws {
        var contest = try await Contest()
        try await contest.askForAdjudication()
        try await contest.rank(Studio.ada, [["criterion": "tone", "order": ["a", ["b", "c"]]]])
        try await contest.rank(Studio.ben, [["criterion": "tone", "order": ["a", ["c", "b"]]]])
        let (raw, process) = try contest.agreement()
        #expect(raw == .number(1, decimals: 9))
        #expect(process == ["met"])
    }

    @Test("A certificate says what the ids in a ranking stand for, and who is said to have written it")
    func certified() async throws {
        var contest = try await Contest()
        try await contest.rank(Studio.ada, [["criterion": "tone", "order": ["x", "y", "z"]]], calling: ["x", "y", "z"])
        let subject = Subject.label("cats", "i4", Studio.ada.id)
        let certificate = try contest.studio.world.store.read {
            try BirthCertificate.make(of: subject, from: $0, showsDisclosures: true)
        }
        let responses = try #require(certificate.steps.first?.responses)
        #expect(responses.map(\.id) == ["x", "y", "z"])
        #expect(responses.map(\.digest) == ["a", "b", "c"].map { Digest(hashing: $0) })
        #expect(responses.allSatisfy { $0.model == "m" })
        let said = certificate.json["steps"]?.array?.first?["responses"]?.array
        #expect(said?.first == ["id": "x", "digest": .string(Digest(hashing: "a").contentDigest), "model": "m"])
    }

    @Test("Who prefers the same content agrees, whatever it is called")
    func sameContent() async throws {
        var contest = try await Contest()
        try await contest.askForAdjudication()
        try await contest.rank(Studio.ada, [["criterion": "tone", "order": ["a", ["b", "c"]]]])
        try await contest.rank(Studio.ben, [["criterion": "tone", "order": ["b", ["c", "a"]]]], calling: ["b", "a", "c"])
        let (raw, process) = try contest.agreement()
        #expect(raw == .number(1, decimals: 9))
        #expect(process == ["met"])
    }

    @Test("Who prefers the opposite disagrees, though the ids stand in the same order")
    func oppositeContent() async throws {
        var contest = try await Contest()
        try await contest.askForAdjudication()
        try await contest.rank(Studio.ada, [["criterion": "tone", "order": ["a", "b", "c"]]])
        try await contest.rank(Studio.ben, [["criterion": "tone", "order": ["a", "b", "c"]]], calling: ["c", "b", "a"])
        let (raw, process) = try contest.agreement()
        #expect(raw == .number(0, decimals: 9))
        #expect(process == ["open"])
    }

    @Test("Gold is held against what was ranked, and against nothing where it cannot be told")
    func goldByContent() async throws {
        var contest = try await Contest()
        try await contest.placeGold([["criterion": "tone", "order": ["x", "y", "z"]]], calling: ["x", "y", "z"])
        try await contest.rank(Studio.ada, [["criterion": "tone", "order": ["a", "b", "c"]]])
        try await contest.rank(Studio.ben, [["criterion": "tone", "order": ["c", "b", "a"]]], calling: ["c", "b", "a"])
        try await contest.rank(Studio.cy, [["criterion": "tone", "order": ["a", "b", "c"]]], calling: ["c", "b", "a"])
        #expect(try contest.studio.report().value(13, "gold-right") == .share(2, of: 3))
        try await contest.placeGold([["criterion": "tone", "order": ["a", "b", "c"]]])
        let report = try contest.studio.report()
        #expect(report.value(13, "gold-answers") == .count(0))
        #expect(report.sections[12].notes.contains { $0.plain.contains("1 gold rankings do not name their responses") })
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
