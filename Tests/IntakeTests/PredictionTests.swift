import Connectors
import LedgerTesting
import Primitives
import Provenance
import Testing

@testable import Intake

@Suite("Annotations that began from predictions")
struct PredictionTests {
    private static let changed = Payload.annotation(
        1, [Payload.choice("glad"), Payload.choice("calm", region: "new")], from: 701)

    @Test("an import cites what the model suggested, be it left or changed, and says which labels have nothing to cite")
    func imported() async throws {
        let studio = try await Studio()
        let left = Payload.annotation(2, [Payload.choice("sad")], from: 701)
        let export = Payload.export(prediction: 701, [Payload.choice("sad")], [Self.changed, left])
        let run = try await studio.importing(export)
        #expect(run.summary.refused == 0 && run.summary.problems == 0, "\(run.said)")
        let suggestion = try #require(try studio.record("prediction-701.r.mood"))
        for label in ["u1.r.mood", "u2.r.mood"] {
            #expect(try studio.record(label)?.data["accepts"] == suggestion.head.json, "\(label)")
        }
        #expect(try #require(try studio.record("u1.new.mood")).data["accepts"] == nil)
        let note = try #require(run.said.first { $0.hasPrefix("note: labels that were begun from a prediction") })
        #expect(note.hasSuffix(": 1 (u1.new.mood)"), "\(note)")
        #expect(try await studio.importing(export).summary.appended == 0)
    }

    @Test("a webhook cites the suggestion that an import brought, and notes a label that has none")
    func delivered() async throws {
        let studio = try await Studio()
        _ = try await studio.importing(Payload.export(prediction: 701, [Payload.choice("sad")]))
        let answer = try await studio.deliver(Payload.created(Self.changed))
        #expect(answer.status == 200)
        let suggestion = try #require(try studio.record("prediction-701.r.mood"))
        #expect(try studio.record("u1.r.mood")?.data["accepts"] == suggestion.head.json)
        #expect(try #require(try studio.record("u1.new.mood")).data["accepts"] == nil)
        #expect(answer.all("notes", "what") == ["task 1, label u1.new.mood"])
    }

    @Test("a suggestion that was withdrawn is not cited")
    func withdrawn() async throws {
        let studio = try await Studio()
        _ = try await studio.importing(Payload.export(prediction: 701, [Payload.choice("sad")]))
        let head = try #require(try studio.record("prediction-701.r.mood")).head
        let withdrawal: JSONObject = [
            "dataset": "clips", "item": "1", "label": "prediction-701.r.mood", "name": "mood", "revises": head.json,
            "reason": "a mistake",
        ]
        try await studio.append([studio.events.sign(EventBuilder.root, "label.withdrawn", withdrawal).token])
        let answer = try await studio.deliver(Payload.created(Payload.annotation(1, [Payload.choice("sad")], from: 701)))
        #expect(answer.status == 200 && answer.all("notes", "what").count == 1)
        #expect(try #require(try studio.record("u1.r.mood")).data["accepts"] == nil)
    }

    @Test("a copy of a colleague's annotation, and reviews of one, are said in the answer to a webhook")
    func notCarriedOver() async throws {
        let studio = try await Studio()
        var annotation = Payload.annotation(2).object ?? [:]
        annotation["parent_annotation"] = 1
        annotation["reviews"] = [["accepted": false], ["accepted": true]]
        let notes = try await studio.deliver(Payload.created(.object(annotation))).all("notes", "why").compactMap(\.string)
        #expect(notes.count == 2)
        #expect(notes.first?.contains("a copy of annotation 1") == true)
        #expect(notes.last?.contains("2, of which 1 reject it") == true)
    }
}
