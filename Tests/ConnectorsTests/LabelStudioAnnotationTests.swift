import Primitives
import Provenance
import Testing

@testable import Connectors

@Suite("What Label Studio says beside its results")
struct LabelStudioAnnotationTests {
    private static let choice = LabelStudioTests.result("choices", #"{"choices": ["a"]}"#)

    /// One task with these predictions, and one annotation with these members.
    private func imported(predictions: String = "", _ members: String = "", _ results: String = choice) throws -> Imported {
        let file = source(
            """
            [{"id": 7, "data": {"text": "t"}, "predictions": [\(predictions)], "annotations": [
              {"id": 1, "unique_id": "u", "completed_by": 1, \(members) "result": [\(results)]}]}]
            """, "export.json")
        return try LabelStudioTests.imported(file, try LabelStudioTests.options { $0.configuration = nil })
    }

    @Test("a copy of a colleague's annotation is noted, and one that is none is not")
    func copies() throws {
        let copied = try imported(#""parent_annotation": 4,"#)
        #expect(copied.notes.map(\.code) == [.copiedAnnotation] && copied.labels.count == 1)
        #expect(copied.notes.first?.description.contains("annotation 1: begun as a copy of annotation 4") == true)
        #expect(try imported(#""parent_annotation": null,"#).notes == [])
    }

    @Test("reviews are noted once an annotation, with how many reject it")
    func reviews() throws {
        let reviewed = try imported(#""reviews": [{"accepted": false}, {"accepted": true}, {}],"#)
        #expect(reviewed.notes.map(\.code) == [.reviewsLeftOut])
        #expect(reviewed.notes.first?.sentence.contains("3, of which 1 reject it") == true)
        #expect(try imported(#""reviews": [],"#).notes == [])
    }

    @Test("a region's note is a text or a list of texts", arguments: [#""why""#, #"["why"]"#])
    func regionNotes(text: String) throws {
        let result = Self.choice.replacing("\"value\"", with: "\"meta\": {\"text\": \(text)}, \"value\"")
        let imported = try imported("", result)
        #expect(imported.labels.map { $0.data["_seal"] } == [["rationale": "why"]])
        let empty = result.replacing(text, with: "\"\"")
        #expect(try self.imported("", empty).labels.map { $0.data["_seal"] } == [nil])
    }

    @Test("a note on a prediction's region is left out, and that is noted once")
    func notesOnPredictions() throws {
        let result = Self.choice.replacing("\"value\"", with: "\"meta\": {\"text\": \"why\"}, \"value\"")
        let imported = try imported(predictions: "{\"id\": 5, \"model_version\": \"m\", \"result\": [\(result)]}")
        #expect(imported.notes.map(\.code) == [.noteLeftOut] && imported.problems == [])
        #expect(imported.labels.map(\.type) == ["touchmark.label.suggested", "touchmark.label.asserted"])
    }

    @Test("a prediction without an id is a problem; one that is only named is noted")
    func predictionsWithoutID() throws {
        let held = try imported(predictions: "{\"model_version\": \"m\", \"result\": [\(Self.choice)]}")
        #expect(held.problems.map(\.code) == [.malformedRecord] && held.notes == [])
        for named in ["5", #"{"id": 5}"#] {
            let imported = try imported(predictions: named)
            #expect(imported.problems == [] && imported.notes.map(\.code) == [.predictionWithoutBody])
            #expect(imported.notes.first?.place.record == "task 7, prediction 5")
        }
    }

    @Test("a label names the suggestion that its annotation began from, whether or not the export holds it")
    func beginnings() throws {
        #expect(try imported(#""parent_prediction": 5,"#).labels.map(\.begunFrom) == [.label("mustard", "7", "prediction-5.r.q")])
        #expect(try imported().labels.map(\.begunFrom) == [nil])
    }
}
