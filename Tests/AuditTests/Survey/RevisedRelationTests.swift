import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("Relations that were revised, surveyed")
struct RevisedRelationTests {
    /// Two labels of `i4`, and a relation between them that says another after its revision.
    private func bench() async throws -> QuestionBench {
        var bench = try await QuestionBench()
        try await bench.assert("a", Studio.ada, "a", "cat")
        try await bench.assert("b", Studio.ada, "b", "cat")
        try await bench.studio.world.say(
            "related", Studio.ada, "relation.asserted", .label("cats", "i4", "r"),
            [
                "dataset": "cats", "item": "i4", "label": "r", "name": "order",
                "on": try bench.studio.world.reference("i4").json, "from": "a", "to": "b", "relation": "before",
            ])
        try await bench.studio.world.say(
            "revised", Studio.ada, "label.revised", .label("cats", "i4", "r"),
            [
                "dataset": "cats", "item": "i4", "label": "r", "name": "order",
                "on": try bench.studio.world.reference("i4").json, "revises": try bench.studio.world.reference("related").json,
                "value": ["kind": "relation", "relation": "after", "from": "a", "to": "b"], "segments": [],
            ])
        return bench
    }

    @Test("The head is what is checked, and it is no answer that could not be compared")
    func head() async throws {
        let bench = try await bench()
        let survey = try bench.survey
        #expect(survey.relations == [try bench.studio.world.index("revised").value])
        #expect(try survey.questionRatings().map(\.name) == ["animal"])
        let report = try bench.studio.report()
        let checked = ["hold", "violated", "undecidable"].count { report.value(21, "relations-\($0)") == .count(1) }
        #expect(checked == 1)
        let labels = try #require(report.sections[17].tables.first { $0.id == "labels" })
        #expect(labels.rows.first { $0[1].cell == "order" }?[2].cell == "a after b")
        #expect(!report.sections[13].notes.contains { $0.plain.contains("outlines or sealed") })
    }

    @Test("A certificate counts no relation that was withdrawn")
    func withdrawn() async throws {
        let bench = try await bench()
        #expect(try words(bench).contains("It stands in one relation to other labels."))
        var again = bench
        try await again.studio.world.say(
            "gone", Studio.ada, "label.withdrawn", .label("cats", "i4", "r"),
            [
                "dataset": "cats", "item": "i4", "label": "r", "name": "order",
                "revises": try again.studio.world.reference("revised").json, "reason": "mistaken",
            ])
        #expect(try words(again).contains("It stands in no relation to another label."))
    }

    private func words(_ bench: QuestionBench) throws -> String {
        let certificate = try bench.studio.world.store.read {
            try BirthCertificate.make(of: .label("cats", "i4", "a"), from: $0, showsDisclosures: true)
        }
        return certificate.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
