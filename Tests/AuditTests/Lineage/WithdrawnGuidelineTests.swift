import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("A withdrawn guideline in traces and reports")
struct WithdrawnGuidelineTests {
    /// The studio, with the guideline of Ada's label `i1/a` withdrawn at the end.
    private static func studio(effective: String? = nil) async throws -> Studio {
        var studio = try await Studio.whole()
        var data: JSONObject = [
            "guideline": "g", "of": try studio.world.reference("guideline").json, "datasets": ["cats"],
            "reason": .string(Studio.hostile),
        ]
        if let effective { data["effective"] = .string(effective) }
        try await studio.world.say("misguided", Studio.root, "guideline.withdrawn", .guideline("g"), data)
        return studio
    }

    private static let early = "2026-03-01T00:00:00Z"

    @Test("leads to the labels, releases, models and decisions that it taints", arguments: [nil, early])
    func guideline(effective: String?) async throws {
        let studio = try await Self.studio(effective: effective)
        let late = effective == nil ? 0 : 1
        let trace = try Trace.make(.guideline("g", version: "1"), from: studio.world.store)
        #expect(trace.value("withdrawn") == .share(1, of: 1))
        #expect(trace.value("guideline-withdrawn") == .share(1, of: 1))
        #expect(trace.value("guideline-late") == .share(late, of: 1))
        #expect(trace.table("datasets")?.rows.map { Array($0.suffix(2)) } == [[.count(1), .count(late)]])
        #expect(trace.table("releases")?.rows.map { Array($0[3...4]) } == [[.count(1), .count(late)]])
        #expect(trace.table("models")?.rows.count == 2)
        #expect(trace.table("systems")?.rows.count == 1)
        #expect(trace.table("decisions")?.rows.count == 1)
        let labels = try #require(trace.table("tainted-labels"))
        #expect(labels.rows.map { $0[0].phrase.plain } == ["label:cats/i1/a"])
        #expect(labels.rows[0][4].phrase.plain == (late == 1 ? "yes" : "no"))
        #expect(trace.text().contains("Guideline g/1 was withdrawn by operator:root"))
        #expect(!trace.html.contains("<script>alert"))
    }

    @Test("that is effective later than the last entry counts nowhere yet, and is told")
    func toCome() async throws {
        let studio = try await Self.studio(effective: "2026-12-01T00:00:00Z")
        let trace = try Trace.make(.guideline("g", version: "1"), from: studio.world.store)
        #expect(trace.value("what")?.cell == "labels that cite the guideline g/1")
        #expect(trace.value("withdrawn") == .share(0, of: 1) && trace.value("guideline-withdrawn") == .share(0, of: 1))
        #expect(trace.table("tainted-labels")?.rows.isEmpty == true)
        let told = trace.sections[0].notes.map(\.plain).filter { $0.contains("withdrawn") }
        #expect(told.count == 1 && told[0].hasPrefix("Still to come: Guideline g/1 was withdrawn by operator:root"))
        let release = try Trace.make(.release(dataset: "cats", version: "1"), from: studio.world.store)
        #expect(release.value("guideline-withdrawn") == .share(0, of: 8))
        let cited = try #require(try Trace.make(.decision("d1"), from: studio.world.store).table("influences")).rows[0][6]
        #expect(cited.cell == "g/1, withdrawn from 2026-12-01 on")
        let section = try studio.report().sections[8]
        func value(_ id: String) -> ReportValue? { section.facts.first { $0.id == id }?.value }
        #expect(value("guidelines-withdrawn") == .count(0) && value("cited-withdrawn") == .share(0, of: 8))
        #expect(section.tables.first { $0.id == "guideline-withdrawals" }?.rows.count == 1)
        #expect(section.notes.contains { $0.plain.hasPrefix("Of the withdrawals of guidelines, 1 are effective later") })
    }

    @Test("is a warning on the release, the model and the decision that rest on it")
    func upstream() async throws {
        let studio = try await Self.studio(effective: Self.early)
        for question: Trace.Question in [
            .release(dataset: "cats", version: "1"), .model(ModelName(model: "child", version: "1")),
        ] {
            let trace = try Trace.make(question, from: studio.world.store)
            #expect(trace.value("guideline-withdrawn") == .share(1, of: 8))
            #expect(trace.value("guideline-late") == .share(1, of: 1))
            #expect(trace.text().contains("Guideline g/1 was withdrawn by operator:root"))
        }
        let decision = try Trace.make(.decision("d1"), from: studio.world.store)
        #expect(decision.sections[0].facts.first { $0.id == "guideline-withdrawn" }?.value == .share(1, of: 3))
        let cited = try #require(decision.table("influences")).rows.map { $0[6].phrase.plain }
        #expect(cited[0] == "g/1, withdrawn, and in effect then" && cited[1] == "none cited")
        for table in decision.sections.flatMap(\.tables) {
            for row in table.rows { #expect(row.count == table.columns.count, "\(table.id)") }
        }
    }

    @Test("is none before it was recorded, and for work under no guideline")
    func elsewhere() async throws {
        let studio = try await Self.studio(effective: Self.early)
        let before = try Trace.make(
            .guideline("g", version: nil), at: try studio.size(after: "recalled"), from: studio.world.store)
        #expect(before.value("withdrawn") == .share(0, of: 1) && before.value("guideline-withdrawn") == .share(0, of: 1))
        #expect(before.table("tainted-labels")?.rows.isEmpty == true)
        let ben = try Trace.make(.annotator(Studio.ben), from: studio.world.store)
        #expect(ben.value("guideline-withdrawn") == .share(0, of: 3))
        let release = try Trace.make(
            .release(dataset: "cats", version: "1"), at: try studio.size(after: "recalled"), from: studio.world.store)
        #expect(release.value("guideline-withdrawn") == .share(0, of: 8))
    }

    @Test("is in section 9 of the report with the labels that cite it, and counted among the changes", arguments: [nil, early])
    func report(effective: String?) async throws {
        var studio = try await Studio.whole()
        let size = try studio.world.store.read { try $0.size() }
        try await studio.world.say(
            "issued", Studio.root, "report.issued", Subject(.report, ["r"]),
            [
                "report": "r", "dataset": "cats", "size": .integer(Int64(size.value)),
                "digest": .string(Digest(hashing: "r").contentDigest),
            ])
        let before = try studio.report()
        var data: JSONObject = [
            "guideline": "g", "of": try studio.world.reference("guideline").json, "datasets": ["cats"], "reason": "misprinted",
        ]
        if let effective { data["effective"] = .string(effective) }
        try await studio.world.say("misguided", Studio.root, "guideline.withdrawn", .guideline("g"), data)
        let after = try studio.report()
        func value(_ id: String, _ section: Int, _ report: AuditReport) -> ReportValue? {
            report.sections[section - 1].facts.first { $0.id == id }?.value
        }
        let late = effective == nil ? 0 : 1
        #expect(value("guidelines-withdrawn", 9, before) == .count(0) && value("guidelines-withdrawn", 9, after) == .count(1))
        #expect(value("cited-withdrawn", 9, after) == .share(1, of: 8))
        #expect(value("cited-in-effect", 9, after) == .share(late, of: 1))
        #expect(value("guidelines-withdrawn", 19, before) == .count(0) && value("guidelines-withdrawn", 19, after) == .count(1))
        let rows = try #require(after.sections[8].tables.first { $0.id == "guideline-withdrawals" }).rows
        #expect(rows.count == 1 && rows[0][6] == .count(1) && rows[0][7] == .share(late, of: 1))
        let changed = try #require(ReportComparison(from: before, to: after).sections.first { $0.number == 9 })
        #expect(changed.facts.contains { $0.id == "guidelines-withdrawn" && $0.before == .count(0) && $0.after == .count(1) })
        #expect(changed.tables.contains { $0.id == "guideline-withdrawals" && $0.added.count == 1 })
    }
}
