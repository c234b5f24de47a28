import Ledger
import Primitives
import Provenance
import Signatures
import Testing

@testable import Audit

/// What takes a credential out of force, in section 11 and in traces.
@Suite("Credentials that are not in force, in reports and traces")
struct CredentialCoverageTests {
    private static let action: JSONObject = ["authority": "board", "credential": "c-ada", "annotator": "ada", "reason": "asked"]

    /// Ada's credential, spoilt before she labels, and a release of what she said then.
    private static func studio(_ spoil: (inout Studio) async throws -> Void) async throws -> Studio {
        var studio = try await Studio.prepared()
        try await spoil(&studio)
        try await studio.label()
        try await studio.use()
        return studio
    }

    private static func told(_ studio: Studio) throws -> (report: String, trace: String, figure: String) {
        let report = try studio.report()
        let row = try #require(report.table("credentials")?.rows.first { $0[0].cell == "annotator:ada" })
        let trace = try Trace.make(.release(dataset: "cats", version: "1"), from: studio.world.store)
        let person = try #require(trace.table("people")?.rows.first { $0[0].cell == "annotator:ada" })
        let figure = try #require(report.sections[10].figures.first { $0.caption.hasPrefix("When credentials were in force") })
        let lane = try #require(figure.description.map(\.plain).first { $0.hasPrefix("annotator:ada:") })
        return (row[8].cell, person[6].cell, lane)
    }

    @Test("one that nothing is against is in force, and nothing is told")
    func good() async throws {
        let told = try Self.told(try await Self.studio { _ in })
        #expect(told.report == "no" && told.trace == "credential:board/c-ada for cats")
        #expect(told.figure.hasPrefix("annotator:ada: 2026-01-01 to 2027-01-01, recorded 2026-03-01T"))
        #expect(!told.figure.contains(" from "))
    }

    @Test("a suspension before the first label shows")
    func suspended() async throws {
        let told = try Self.told(
            try await Self.studio { studio in
                try await studio.world.say(
                    "off", Studio.board, "credential.suspended", .credential("board", "c-ada"), Self.action)
            })
        #expect(told.report.hasPrefix("suspended 2026-03-01T"))
        #expect(told.trace.contains("for cats (suspended 2026-03-01T"))
        #expect(told.figure.contains(", suspended from 2026-03-01T"))
    }

    @Test("an authority that was withdrawn takes what it issued with it")
    func withdrawn() async throws {
        let studio = try await Self.studio { studio in
            try await studio.world.say(
                "gone", Studio.root, "authority.withdrawn", .authority("board"),
                ["authority": "board", "reason": "closed", "effective": "2026-01-02T00:00:00Z"])
        }
        let told = try Self.told(studio)
        let words = "its authority was withdrawn by entry \(try studio.world.index("gone")), effective 2026-01-02"
        #expect(told.report == words && told.trace.contains(words))
        #expect(told.figure.contains(", authority unrecognised from 2026-03-01T"))
    }

    @Test("what a stolen key of the authority issued is void")
    func stolen() async throws {
        let studio = try await Self.studio { studio in
            try await studio.world.say(
                "thief", Studio.root, "authority.key-revoked", .authority("board"),
                [
                    "authority": "board", "kid": .string(try studio.world.keyID(of: Studio.board).description),
                    "reason": "compromised", "effective": "2026-01-01T00:00:00Z",
                ])
        }
        let told = try Self.told(studio)
        let words = "issued with a stolen key of its authority (known by entry \(try studio.world.index("thief")))"
        #expect(told.report == words && told.trace.contains(words))
        #expect(told.figure.contains(", authority unrecognised from 2026-03-01T"))
    }

    @Test("a revocation whose time is still to come revokes nothing yet")
    func toCome() async throws {
        let studio = try await Self.studio { studio in
            try await studio.world.say(
                "later", Studio.board, "credential.revoked", .credential("board", "c-ada"),
                Self.action.with(["effective": "2026-12-01T00:00:00Z"]))
        }
        let told = try Self.told(studio)
        let words = "still to come: revoked by entry \(try studio.world.index("later")), effective 2026-12-01"
        #expect(told.report == words && told.trace.contains(words))
        #expect(!told.figure.contains("revoked"))
    }

    @Test("who has a credential, and who has a certified value, are counted apart and compared apart")
    func groups() async throws {
        let report = try await Studio.whole().report()
        #expect(report.value(10, "count-expert") == .count(2), "Ben's was revoked, with effect before his labels")
        #expect(report.value(10, "count-certified") == .share(1, of: 3))
        let names = report.sections[9].facts.first { $0.id == "count-expert" }?.name
        #expect(names == "People with a credential, in force or not")
        #expect(report.value(15, "groupings") == .count(2))
        let shares = try #require(report.table("group-classes")).rows.map { $0.map(\.cell) }
        #expect(Set(shares.map { $0[1] }) == ["credential", "certified"])
        let before = try await Self.studio { _ in }.report()
        #expect(before.value(15, "groupings") == .count(1), "those with a credential are those with a certified value")
    }

    @Test("a competence that is asked of reviewers alone is asked for")
    func reviewers() async throws {
        var studio = try await Studio.prepared()
        try await studio.world.say(
            "reviewed", Studio.root, "requirement.set", .policy("cats"),
            ["dataset": "cats", "requirements": [["labels": ["*"], "reviews": 1, "reviewerCompetence": "cats"]]])
        #expect(try studio.report().value(10, "competences")?.cell == "cats of reviewers")
    }
}

extension AuditReport {
    fileprivate func table(_ id: String) -> ReportTable? { sections.flatMap(\.tables).first { $0.id == id } }
}
