import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

/// Differences between the groups that enrolments state, sealed as our tools seal them.
@Suite("Groups of annotators in reports")
struct AnnotatorGroupTests {
    /// Three people of the blue group say cat, three of the green one say dog, and one of the grey one says cat too.
    private static let groups: [(String, String, String)] = [
        ("n1", "blue", "cat"), ("n2", "blue", "cat"), ("n3", "blue", "cat"), ("s1", "green", "dog"), ("s2", "green", "dog"),
        ("s3", "green", "cat"), ("x1", "grey", "cat"),
    ]

    private static func studio(sealing: Bool = true) async throws -> Studio {
        var studio = try await Studio.prepared()
        for (id, group, answer) in groups {
            let actor = Actor(.annotator, id)
            let stated: JSONObject = ["group": .string(group)]
            var data = studio.world.introduction(of: actor).with(["kind": "annotator", "id": .string(id), "custody": "holder"])
            if !sealing { data = data.with(stated) }
            try await studio.world.say(
                id, Studio.root, "annotator.enrolled", actor.standingSubject, data, sealing: sealing ? stated : [:])
            for item in ["i1", "i2"] {
                try await studio.world.say(
                    "\(item)-\(id)", actor, "label.asserted", .label("cats", item, id), try studio.on(item, id, answer))
            }
        }
        return studio
    }

    private static func report(_ studio: Studio, showsDisclosures: Bool) throws -> AuditReport {
        try AuditReport.make(
            of: "cats", from: studio.world.store, showsDisclosures: showsDisclosures, readsAll: true, generator: "tests")
    }

    private static func rows(_ report: AuditReport, _ table: String) throws -> [[String]] {
        try #require(report.sections[14].tables.first { $0.id == table }).rows.map { $0.map(\.cell) }
    }

    @Test("stated groups are compared, sealed or not; one that is too small to hide anybody in is not shown")
    func stated() async throws {
        for sealing in [true, false] {
            let report = try Self.report(try await Self.studio(sealing: sealing), showsDisclosures: true)
            #expect(report.value(15, "declared-groups") == .share(7, of: 7))
            let shares = try Self.rows(report, "group-classes").filter { $0[1] == "declared" }.map { Array($0[2...]) }
            #expect(
                shares == [["“blue”", "cat", "6"], ["“blue”", "dog", "0"], ["“green”", "cat", "2"], ["“green”", "dog", "4"]])
            let differences = try Self.rows(report, "group-differences").filter { $0[1] == "declared" }
            #expect(differences.contains { $0[2] == "agreement across: “blue”, “green”" })
            #expect(differences.filter { $0[2] == "people of none of these groups, left out" }.map { $0[3] } == ["1"])
            #expect(!report.html.contains("grey"))
        }
    }

    @Test("a group of which one person answered a question is not shown there, however many it has")
    func fewOfQuestion() async throws {
        var studio = try await Self.studio()
        for (id, answer) in [("n1", "yes"), ("s1", "no"), ("s2", "no"), ("s3", "yes")] {
            var data = try studio.on("i1", "shy-\(id)", answer)
            data["name"] = "shy"
            try await studio.world.say(
                "shy-\(id)", Actor(.annotator, id), "label.asserted", .label("cats", "i1", "shy-\(id)"), data)
        }
        let report = try Self.report(studio, showsDisclosures: true)
        let shares = try Self.rows(report, "group-classes").filter { $0[1] == "declared" }
        #expect(Set(shares.map { $0[0] }) == ["animal"])
        let differences = try #require(report.sections[14].tables.first { $0.id == "group-differences" }).rows
        let shy = differences.filter { $0[0].cell == "shy" && $0[1].cell == "declared" }
        #expect(shy.map { $0[3] } == [.missing("fewer than two groups of 3 people or more answered it")])
    }

    @Test("machines that state a group are no people of it: they hide nobody")
    func machines() async throws {
        var studio = try await Self.studio(sealing: false)
        for id in ["m1", "m2"] {
            let model = Actor(.model, id)
            try await studio.world.say(
                id, Studio.root, "annotator.enrolled", model.standingSubject,
                studio.world.introduction(of: model).with([
                    "kind": "model", "id": .string(id), "custody": "holder", "model": .string(id), "version": "1",
                    "digest": .string(Digest(hashing: id).contentDigest), "group": "grey",
                ]))
            try await studio.world.say(
                "i1-\(id)", model, "label.suggested", .label("cats", "i1", id), try studio.on("i1", id, "cat"))
        }
        let report = try Self.report(studio, showsDisclosures: true)
        #expect(report.value(15, "declared-groups") == .share(7, of: 7))
        #expect(!report.html.contains("grey"))
    }

    @Test("what is sealed and not to be opened is in no group, and in no byte of the report")
    func withheld() async throws {
        let report = try Self.report(try await Self.studio(), showsDisclosures: false)
        #expect(report.value(15, "declared-groups") == .share(0, of: 7))
        #expect(try Self.rows(report, "group-classes").allSatisfy { $0[1] != "declared" })
        #expect(!report.html.contains("blue") && !report.json.canonicalText.contains("blue"))
    }
}
