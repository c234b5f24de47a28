import Connectors
import LedgerTesting
import Primitives
import Provenance
import Testing

@testable import Intake

@Suite("Labels that say the same and were made otherwise")
struct MadeOtherwiseTests {
    private func take(_ row: String, into studio: Studio, reconciles: Bool = false) async throws
        -> (said: [String], summary: ImportSession.Summary)
    {
        let yaml = """
            dataset: clips
            origin: collected
            item: {id: "1", tracks: [{id: text, modality: text, mediaType: text/plain, content: "It rains."}]}
            annotator: ann
            label: {name: mood, id: l, value: {kind: choice, choice: "{mood}"}, durationMs: "{ms?}"}
            time: "{when}"
            """
        let mapping = try TableMapping(yaml: yaml, file: "map.yaml")
        let table = ByteSource(bytes: Array("mood,ms,when\n\(row)\n".utf8), name: "table.csv")
        return try await studio.importing(reconciles: reconciles) { secret in
            try TableImporter(mapping: mapping, table: table, secret: secret)
        }
    }

    @Test("reconciling does not pass over another time or duration in silence, and is not offered where it changes nothing")
    func otherTime() async throws {
        let studio = try await Studio()
        _ = try await take("sad,5,2024-05-01T10:00:00Z", into: studio)
        let sentence = "another time, durationMs. Only value, segments and rationale are revised."
        let refused = try await take("sad,6,2024-05-02T10:00:00Z", into: studio)
        #expect(refused.summary.refused == 1)
        #expect(refused.said.contains { $0.hasSuffix(sentence) && !$0.contains("--reconcile") }, "\(refused.said)")
        let reconciled = try await take("sad,6,2024-05-02T10:00:00Z", into: studio, reconciles: true)
        #expect(reconciled.summary.kept == 1 && reconciled.summary.present == 1 && reconciled.summary.appended == 0)
        #expect(reconciled.said.contains { $0.hasPrefix("left as it is: ") && $0.hasSuffix(sentence) }, "\(reconciled.said)")
        let same = try await take("sad,,2024-05-01T10:00:00Z", into: studio, reconciles: true)
        #expect(same.said == [] && same.summary.kept == 0, "what is not given is not denied: \(same.said)")
    }

    @Test("with another value the label is revised, and has the other time from then on")
    func otherValueToo() async throws {
        let studio = try await Studio()
        _ = try await take("sad,5,2024-05-01T10:00:00Z", into: studio)
        for appended in [1, 0] {
            let run = try await take("glad,6,2024-05-02T10:00:00Z", into: studio, reconciles: true)
            #expect(run.said == [] && run.summary.appended == appended)
        }
        #expect(try studio.record("l")?.data["durationMs"] == 6)
    }
}
