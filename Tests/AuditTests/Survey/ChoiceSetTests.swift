import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("Choices of several")
struct ChoiceSetTests {
    private func say(_ actor: Actor, _ value: JSONValue, in bench: inout QuestionBench) async throws {
        try await bench.studio.world.say(
            "several-\(actor.id)", actor, "label.asserted", .label("cats", "i4", actor.id),
            [
                "dataset": "cats", "item": "i4", "label": .string(actor.id), "name": "signs",
                "on": try bench.studio.world.reference("i4").json, "value": value, "segments": [],
            ])
    }

    @Test("Those who choose the same agree, with each other and with gold, in whatever order they wrote it")
    func order() async throws {
        var bench = try await QuestionBench()
        try await bench.studio.world.say(
            "process", Studio.root, "requirement.set", .policy("cats"),
            ["dataset": "cats", "requirements": [["labels": "*", "adjudication": "expert"]]])
        try await bench.studio.world.say(
            "gold-signs", Studio.root, "gold.placed", .item("cats", "i4"),
            ["dataset": "cats", "item": "i4", "name": "signs", "value": ["kind": "choice", "choices": ["y", "x"]]])
        try await say(Studio.ada, ["kind": "choice", "choices": ["x", "y"]], in: &bench)
        try await say(Studio.ben, ["kind": "choice", "choices": ["y", "x", "y"]], in: &bench)
        let report = try bench.studio.report()
        let agreement = try #require(report.sections[13].tables.first { $0.id == "agreement" })
        let raw = agreement.rows.first { $0[0].cell.contains("signs") && $0[1].cell == "raw agreement" }
        #expect(raw?[2] == .number(1, decimals: 9))
        #expect(report.value(13, "gold-right") == .share(2, of: 2))
        let process = try #require(report.sections[13].tables.first { $0.id == "process" })
        #expect(process.rows.map { $0[2].cell } == ["met"])
    }

    @Test("Only sets of texts are sets: the rest of a value stays as it was given")
    func form() {
        func form(_ value: JSONValue) -> String { value.comparedLabelValue.canonicalText }
        #expect(form(["kind": "span", "labels": ["b", "a", "b"]]) == #"{"kind":"span","labels":["a","b"]}"#)
        #expect(form(["kind": "path", "labels": [["b"], ["a"]]]) == #"{"kind":"path","labels":[["b"],["a"]]}"#)
        #expect(form(["kind": "polygon", "points": ["b", "a"]]) == #"{"kind":"polygon","points":["b","a"]}"#)
        #expect(form(["kind": "ranking", "order": ["b", "a"]]) == #"{"kind":"ranking","order":["b","a"]}"#)
    }
}
