import Connectors
import LedgerTesting
import Primitives
import Provenance
import Testing

@testable import Intake

@Suite("Several connectors to one dataset")
struct SeveralConnectorsTests {
    /// As another server has it under the same number.
    private func task(_ changes: JSONObject, _ annotation: JSONValue) -> [UInt8] {
        var task = Payload.task().object ?? [:]
        var data = task["data"]?.object ?? [:]
        for change in changes.members { data[change.name] = change.value }
        task["data"] = .object(data)
        task["annotations"] = [annotation]
        return JSONValue.array([.object(task)]).canonicalBytes
    }

    @Test("a label on what another server shows under the same number is a problem, by import and by webhook")
    func otherRecording() async throws {
        let studio = try await Studio()
        let berlin = task(["audio": "https://berlin.example/interview.wav"], Payload.annotation(1))
        #expect(try await studio.importing(berlin, through: "berlin").summary.problems == 0)
        let paris = task(["audio": "https://paris.example/alarm.wav"], Payload.annotation(2))
        let run = try await studio.importing(paris, through: "paris")
        #expect(run.summary.problems == 1 && run.summary.appended == 1, "only the annotator is enrolled: \(run.said)")
        let problem = try #require(run.said.first { $0.hasPrefix("not imported: ") })
        #expect(problem.contains("connector:berlin registered") && problem.contains("a dataset of its own"), "\(problem)")
        let answer = try await studio.deliver(Payload.created(Payload.annotation(3)))
        #expect(answer.all("problems", "why").first?.string?.contains("connector:berlin registered") == true)
        #expect(try studio.current().map(\.label) == ["u1.r.mood"])
    }

    @Test("the same content through another connector is the same item, and a new address through the same one too")
    func sameContent() async throws {
        let studio = try await Studio()
        _ = try await studio.importing(task([:], Payload.annotation(1)), through: "berlin")
        #expect(try await studio.importing(task([:], Payload.annotation(2)), through: "paris").summary.problems == 0)
        let moved = task(["audio": "https://berlin.example/moved.wav"], Payload.annotation(3))
        let run = try await studio.importing(moved, through: "berlin")
        #expect(run.summary.problems == 0 && run.said.contains { $0.contains(TrackConflicts.remark) }, "\(run.said)")
        #expect(try studio.current().count == 3)
    }

    private static let first = Payload.export(prediction: 701, [Payload.choice("sad")])
    private static let second = Payload.export(
        task: 2, prediction: 702, [Payload.choice("sad")], [Payload.annotation(2, [Payload.choice("sad")], task: 2, from: 702)])

    @Test("a model that another connector enrolled gets an id with the connector's name, the same at each import")
    func sameModel() async throws {
        let studio = try await Studio()
        _ = try await studio.importing(Self.first)
        let run = try await studio.importing(Self.second, through: "ls2")
        #expect(run.summary.refused == 0, "\(run.said)")
        let suggestion = try #require(try studio.record("prediction-702.r.mood"))
        #expect(suggestion.source == Actor(.model, "m1@m1.ls2"))
        #expect(try studio.record("u2.r.mood")?.data["accepts"] == suggestion.head.json)
        let models = try studio.entries().compactMap { entry in
            if case .annotatorEnrolled(let data) = entry.event.body, data.actor.kind == .model { data.actor } else { nil }
        }
        #expect(models == [Actor(.model, "m1@m1"), Actor(.model, "m1@m1.ls2")])
        #expect(try await studio.importing(Self.second, through: "ls2").summary.appended == 0)
        #expect(try await studio.importing(Self.first).summary.appended == 0)
    }

    @Test("a connector that an older version let take another's model for its own takes another id")
    func takenBefore() async throws {
        let studio = try await Studio()
        _ = try await studio.importing(Self.first)
        var station = try ConnectorStation("ls2", keys: studio.keys)
        let model = ForeignActor(model: .init(name: "m1", version: "m1"))
        let actor = try station.mint(model)
        _ = try station.key(of: actor)
        #expect(try await studio.importing(Self.second, through: "ls2").summary.refused == 0)
        let again = try ConnectorStation("ls2", keys: studio.keys)
        #expect(again.actor(model.id) == Actor(.model, "m1@m1.ls2") && !again.keepsKey(of: Actor(.model, "m1@m1")))
    }
}
