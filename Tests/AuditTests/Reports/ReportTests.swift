import Foundation
import Ledger
import Primitives
import Provenance
import Signatures
import Testing

@testable import Audit

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Audit reports")
struct ReportTests {
    @Test("There are 24 sections in their order, each with a status")
    func sections() async throws {
        let report = try await Studio.whole().report()
        #expect(report.sections.map(\.number) == Array(1...24))
        let missing = report.sections.filter { $0.status == .missing }.map(\.number)
        // Nobody assessed bias with findings, no gaps are missing to the count; what nobody stated is said to be missing.
        #expect(!missing.contains(3))
        #expect(report.sections[3].status == .partly, "the intended use is not stated")
        #expect(report.sections[11].status == .evidenced)
        #expect(report.sections[18].status == .notApplicable)
    }

    @Test("Every row of every table has a cell for every column")
    func shape() async throws {
        for table in try await Studio.whole().report().sections.flatMap(\.tables) {
            for row in table.rows { #expect(row.count == table.columns.count, "\(table.id)") }
        }
        for question: Trace.Question in [
            .model(ModelName(model: "child", version: "1")), .model(ModelName(model: "orphan", version: "1")), .decision("d1"),
            .annotator(Studio.ben), .release(dataset: "cats", version: "1"),
        ] {
            for table in try Trace.make(question, from: try await Studio.whole().world.store).sections.flatMap(\.tables) {
                for row in table.rows { #expect(row.count == table.columns.count, "\(table.id)") }
            }
        }
    }

    @Test("A dataset of which nothing is known has a report that says so")
    func empty() async throws {
        var studio = try await Studio.opened()
        try await studio.world.say(
            "bare", Studio.root, "dataset.defined", .dataset("bare"),
            ["dataset": "bare", "title": "Bare", "purpose": "none", "licence": "none"])
        let report = try studio.report(dataset: "bare")
        let missing = report.sections.filter { $0.status == .missing }.map(\.number)
        #expect(missing == [5, 6, 9, 10, 14, 15, 16, 17, 18, 20, 22, 23])
        #expect(report.sections[3].status == .partly, "the purpose is stated")
        #expect(report.html.contains("Missing"))
        #expect(report.text().contains("missing: the dataset's definition does not state setting"))
    }

    @Test("The checkpoint stands as its log signed it, line by line, whoever cosigned it since")
    func note() async throws {
        let studio = try await Studio.whole()
        let report = try studio.report()
        guard case .verbatim(let note)? = report.value(2, "note") else {
            Issue.record("the checkpoint is no note")
            return
        }
        let key = try VerifierKey(parsing: studio.world.vkey)
        guard case .valid(let verified) = try UncheckedCheckpoint(parsing: note).check(with: key) else {
            Issue.record("the note is not signed")
            return
        }
        #expect(note == verified.noteByLog)
        let facts = report.sections[1].json["facts"]?.array ?? []
        #expect(facts.first { $0["id"] == "note" }?["value"]?.string == note)
        #expect(note.split(separator: "\n").allSatisfy { report.text().contains($0) && report.html.contains($0) })
        let signer = CosignatureSigner(name: "witness.example/w", key: World.key(201))
        try studio.world.store.keep(
            cosignatures: [signer.line(over: verified, at: try "2026-03-02T00:00:00Z".moment)], at: verified.checkpoint.size)
        #expect(try studio.report(at: report.size).json == report.json)
    }

    @Test("A report says what of it may be personal, and whose word its times are")
    func personal() async throws {
        let studio = try await Studio.whole()
        #expect(try studio.report().value(24, "marking")?.phrase.plain.contains("quoted, and may be personal") == true)
        #expect(try studio.report().value(24, "marking")?.phrase.plain.contains("but for what sections 13 to 15 count") == true)
        let withheld = try AuditReport.make(
            of: "cats", from: studio.world.store, showsDisclosures: false, readsAll: true, generator: "tests")
        #expect(withheld.value(24, "marking")?.phrase.plain.contains("but for") == false)
        #expect(try studio.report().sections[20].notes.contains { $0.plain.contains("stay the operator's word") })
    }

    @Test("For how long evidence is kept is declared if somebody stated it, and else missing")
    func retention() async throws {
        var studio = Studio(world: try World())
        try await studio.open()
        for (dataset, more) in [("silent", [:]), ("kept", ["retentionYears": 12]), ("none", ["retentionYears": 0])]
            as [(String, JSONObject)]
        {
            let stated: JSONObject = [
                "dataset": .string(dataset), "title": "Kept", "purpose": "none", "licence": "none",
            ]
            try await studio.world.say(dataset, Studio.root, "dataset.defined", .dataset(dataset), stated.with(more))
        }
        func section(_ dataset: String) throws -> ReportSection { try studio.report(dataset: dataset).sections[21] }
        #expect(try section("silent").status == .missing)
        #expect(try section("silent").facts.first?.value == .missing("not stated; the vocabulary takes 10"))
        #expect(try section("silent").facts.first?.entries.count == 0, "no entry says it")
        #expect(try section("kept").status == .declared)
        #expect(try section("kept").facts.first?.value.json == 12)
        #expect(try section("none").status == .declared, "that nothing is kept is a statement too")
    }

    @Test("Who does not read the whole ledger learns nothing of other datasets' models, and no score of a person")
    func narrowed() async throws {
        let studio = try await Studio.whole()
        func tables(readsAll: Bool) throws -> [String: String] {
            let report = try AuditReport.make(
                of: "cats", from: studio.world.store, showsDisclosures: false, readsAll: readsAll, generator: "tests")
            return Dictionary(uniqueKeysWithValues: report.tables.map { ($0.name, $0.text) })
        }
        let (whole, narrowed) = (try tables(readsAll: true), try tables(readsAll: false))
        for hidden in ["child/1", "opening for cats"] {
            #expect(whole.values.contains { $0.contains(hidden) })
            #expect(!narrowed.values.contains { $0.contains(hidden) }, "\(hidden)")
        }
        // Trained on a release of the dataset, and a decision that names labels of it.
        #expect(narrowed["models.csv"]?.contains("net/2") == true)
        #expect(narrowed["decisions.csv"]?.contains("d1,net/2") == true)
        #expect(whole["training.csv"] != nil && narrowed["training.csv"] == nil)
        let report = try AuditReport.make(
            of: "cats", from: studio.world.store, showsDisclosures: false, readsAll: false, generator: "tests")
        #expect(report.value(12, "passed") == .share(1, of: 3), "shares stay")
        #expect(report.sections[19].notes.contains { $0.plain.contains("are left out") })
    }

    @Test("The same size gives the same bytes, whatever came later")
    func reproducible() async throws {
        var studio = try await Studio.prepared()
        try await studio.label()
        let early = try studio.report()
        try await studio.use()
        try await studio.afterwards()
        let again = try studio.report(at: early.size)
        #expect(again.json.canonicalText == early.json.canonicalText)
        #expect(again.html == early.html)
        #expect(again.digest == early.digest)
        #expect(try studio.report().digest != early.digest)
    }

    @Test("Figures are those of the labels")
    func figures() async throws {
        let report = try await Studio.whole().report()
        #expect(report.value(3, "labels") == .count(8))
        #expect(report.value(3, "release")?.phrase.plain.hasSuffix("entries, recalled") == true)
        #expect(report.value(8, "items-synthetic") == .share(1, of: 4))
        #expect(report.value(8, "anchor-accepted") == .share(1, of: 8))
        #expect(report.value(8, "anchor-corrected") == .share(1, of: 8))
        #expect(report.value(8, "anchor-asserted") == .share(3, of: 8))
        #expect(report.value(8, "anchor-none") == .share(3, of: 8))
        // The painter's training is not recorded, so nobody can say how deep it goes.
        #expect(report.value(8, "generation-depth") == .text("unknown"))
        #expect(report.value(10, "custody-connector") == .share(0, of: 3), "the model is no person")
        #expect(report.value(11, "certified-then") == .share(4, of: 8))
        #expect(report.value(11, "certified-now") == .share(2, of: 8))
        #expect(report.value(11, "adverse-now") == .share(3, of: 8))
        #expect(report.value(12, "trained") == .share(1, of: 3))
        #expect(report.value(12, "passed") == .share(1, of: 3))
        #expect(report.value(12, "passed-before") == .share(1, of: 1))
        #expect(report.value(13, "gold-right") == .share(2, of: 3))
        #expect(report.value(14, "overrides") == .share(1, of: 2))
        #expect(report.value(17, "items-unlabelled") == .share(1, of: 4))
        #expect(report.value(21, "revoked") == .share(2, of: 8))
    }

    @Test("The verdicts in a report are those of the certificates")
    func sameVerdicts() async throws {
        let studio = try await Studio.whole()
        let survey = try DatasetSurvey.make(of: "cats", from: studio.world.store, showsDisclosures: true)
        var compared = 0
        for label in survey.currentLabels {
            let subject = Subject.label("cats", survey.items.ids[label.item], survey.labels.id(of: label))
            let certificate = try studio.world.store.read {
                try BirthCertificate.make(of: subject, from: $0, showsDisclosures: true)
            }
            #expect(certificate.verdict?.then.verdict == label.then)
            #expect(certificate.verdict?.now.verdict == label.now)
            compared += 1
        }
        #expect(compared == 8)
    }

    @Test("No value becomes markup, and the page is well-formed")
    func escaping() async throws {
        let html = try await Studio.whole().report().html
        #expect(!html.contains("<script"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(html.contains("<svg role=\"img\""))
        let body = html.replacing("<!DOCTYPE html>", with: "").replacing(
            try Regex("<meta [^>]*>"), with: "")
        #expect(XMLParser(data: Data(body.utf8)).parse())
    }

    @Test("A spreadsheet gets no formula, and JSON keeps what was written")
    func formulas() async throws {
        var studio = try await Studio.prepared()
        try await studio.world.say(
            "formula", Studio.ada, "label.asserted", .label("cats", "i4", "f"), try studio.on("i4", "f", "=HYPERLINK(\"x\")"))
        let report = try studio.report()
        let table = try #require(report.tables.first { $0.name == "classes.csv" }?.text)
        #expect(table.contains("\"'=HYPERLINK(\"\"x\"\")\""))
        #expect(report.json.canonicalText.contains("=HYPERLINK(\\\"x\\\")"))
    }

    @Test("Two reports differ where something happened, and nowhere else")
    func comparison() async throws {
        var studio = try await Studio.prepared()
        let before = try studio.report()
        #expect(ReportComparison(from: before, to: before).sections.isEmpty)
        try await studio.label()
        let comparison = ReportComparison(from: before, to: try studio.report())
        let numbers = comparison.sections.map(\.number)
        #expect(numbers.contains(14))
        #expect(!numbers.contains(22), "nothing was erased between them")
        #expect(!numbers.contains(4))
        #expect(!numbers.contains(5))
        #expect(comparison.html.contains("Section 14"))
    }

    @Test("A report that was issued is the next one's beginning, proved by consistency")
    func issued() async throws {
        var studio = try await Studio.prepared()
        let first = try studio.report()
        try await studio.issue(first)
        try await studio.label()
        let second = try studio.report()
        #expect(second.value(2, "consistency") == .text("the log then is the beginning of the log now"))
        #expect(second.sections[18].status == .evidenced)
        #expect(second.value(19, "labels-changed") == .count(8))
    }

    @Test("What is not there is an error with a sentence")
    func missing() async throws {
        let studio = try await Studio.whole()
        #expect(throws: LedgerError.self) { try studio.report(dataset: "dogs") }
        #expect(throws: LedgerError.self) { try studio.report(at: TreeSize(100_000)) }
        #expect(throws: LedgerError.self, "before it was defined") { try studio.report(at: TreeSize(3)) }
    }
}

extension AuditReport {
    func value(_ section: Int, _ id: String) -> ReportValue? {
        sections.first { $0.number == section }?.facts.first { $0.id == id }?.value
    }
}
