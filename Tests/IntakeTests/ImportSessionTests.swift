import Connectors
import Foundation
import Ledger
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

@testable import Intake

@Suite("Importing into a ledger that has some of it")
struct ImportSessionTests {
    private typealias Result = (said: [String], summary: ImportSession.Summary)

    private func table(
        _ rows: String, into studio: Studio, ids: String = "{who}", reconciles: Bool = false
    ) async throws -> Result {
        let yaml = """
            dataset: clips
            origin: collected
            item: {id: "{item}", tracks: [{id: text, modality: text, mediaType: text/plain, content: "{text}"}]}
            annotator: "{who}"
            labels:
              - {name: mood, id: "\(ids)-mood", value: {kind: choice, choice: "{mood}"}}
              - name: cue
                id: "\(ids)-cue"
                skipEmpty: true
                value: {kind: span, label: "{cue}"}
                segments: [{track: text, start: "{from?}", end: "{to?}", unit: characters}]
            """
        let mapping = try TableMapping(yaml: yaml, file: "map.yaml")
        let bytes = Array(("item,text,who,mood,cue,from,to\n" + rows).utf8)
        return try await studio.importing(reconciles: reconciles) { secret in
            try TableImporter(mapping: mapping, table: ByteSource(bytes: bytes, name: "table.csv"), secret: secret)
        }
    }

    private func moods(_ studio: Studio) throws -> [String: String] {
        var moods: [String: String] = [:]
        for said in try studio.current() where said.name == "mood" { moods[said.label] = said.value?["choice"]?.string }
        return moods
    }

    // MARK: - Items that were registered otherwise

    private static let range: JSONValue = [
        "id": "v", "from_name": "gesture", "to_name": "video", "type": "timelinelabels",
        "value": ["ranges": [["start": 1, "end": 9]], "timelinelabels": ["nod"]],
    ]

    private func export(_ bytes: [UInt8], at frameRate: String, into studio: Studio) async throws -> Result {
        var options = LabelStudioOptions(dataset: Studio.dataset, origin: OriginMapping(kind: .collected))
        options.configuration = try LabelStudioConfiguration(xml: Payload.configuration, file: "labelling.xml")
        options.frameRate = frameRate
        let given = options
        return try await studio.importing { secret in
            try LabelStudioImporter(export: ByteSource(bytes: bytes, name: "export.json"), options: given, secret: secret)
        }
    }

    @Test("an export that is read at another frame rate than before leaves out what counts frames, and says why")
    func otherFrameRate() async throws {
        let studio = try await Studio()
        let first = try await export(
            Payload.export([1: [Payload.annotation(1, [Self.range, Payload.choice("sad")])]]), at: "25", into: studio)
        #expect(first.summary.problems == 0 && first.summary.refused == 0, "\(first.said)")
        let more = Payload.export([1: [Payload.annotation(2, [Self.range, Payload.choice("calm")])]])
        let other = try await export(more, at: "30", into: studio)
        #expect(other.summary.problems == 1)
        #expect(other.said.contains { $0.contains("ticks of another length (1/25 second, not 1/30 second)") }, "\(other.said)")
        #expect(try studio.current().map(\.label).sorted() == ["u1.r.mood", "u1.v.gesture", "u2.r.mood"])
        let same = try await export(more, at: "25", into: studio)
        #expect(same.summary.problems == 0, "\(same.said)")
        #expect(try studio.record("u2.v.gesture") != nil)
    }

    @Test("a prediction that is read at another frame rate than the item's is no suggestion")
    func otherFrameRateOfPrediction() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        var task = Payload.task(updated: "2026-01-03T00:00:00Z").object ?? [:]
        task["annotations"] = [Payload.annotation()]
        task["predictions"] = [["id": 4, "model_version": "m1", "result": [Self.range]]]
        let export = JSONValue.array([.object(task)]).canonicalBytes
        studio.settings.frameRate = "30"
        let report = try await studio.reconcile(export)
        #expect(report.problems.map(\.code) == [.conflictingItem])
        #expect(try studio.record("prediction-4.v.gesture") == nil)
        studio.settings.frameRate = nil
        #expect(try await studio.reconcile(export).problems.isEmpty)
        #expect(try studio.record("prediction-4.v.gesture") != nil)
    }

    @Test("what is said of another text than the registered one is not put on that, be it of a place in it or not")
    func otherText() async throws {
        let studio = try await Studio()
        _ = try await table("1,It rains.,ann,sad,rain,3,8\n", into: studio)
        let other = try await table("1,\"Oh, it rains.\",bob,glad,rain,7,12\n", into: studio)
        #expect(other.summary.problems == 2)
        #expect(other.said.allSatisfy { $0.contains("track \"text\" was registered with other content") }, "\(other.said)")
        #expect(try Set(studio.current().map(\.label)) == ["ann-mood", "ann-cue"])
        let reconciled = try await table("1,\"Oh, it rains.\",ann,glad,rain,7,12\n", into: studio, reconciles: true)
        #expect(reconciled.summary.problems == 2 && reconciled.said.count == 2, "given is not missing: \(reconciled.said)")
        #expect(try moods(studio) == ["ann-mood": "sad"])
        let same = try await table("1,It rains.,bob,glad,rain,3,8\n", into: studio)
        #expect(same.said == [] && same.summary.problems == 0)
    }

    /// Takes in a table of one item with a label and gold for it.
    private func takeGold(_ row: String, into studio: Studio) async throws -> Result {
        let yaml = """
            dataset: clips
            origin: collected
            item: {id: "1", tracks: [{id: text, modality: text, mediaType: text/plain, content: "{text}"}]}
            annotator: ann
            label: {name: mood, skipEmpty: true, value: {kind: choice, choice: "{mood}"}}
            gold: {name: mood, value: {kind: choice, choice: "{gold}"}}
            """
        let mapping = try TableMapping(yaml: yaml, file: "map.yaml")
        let table = ByteSource(bytes: Array("text,mood,gold\n\(row)\n".utf8), name: "table.csv")
        return try await studio.importing { secret in try TableImporter(mapping: mapping, table: table, secret: secret) }
    }

    @Test("gold for another text than the registered one is not placed")
    func goldOfOtherText() async throws {
        let studio = try await Studio()
        _ = try await takeGold("It rains.,sad,", into: studio)
        let other = try await takeGold("The sun shines.,glad,glad", into: studio)
        #expect(other.summary.problems == 2 && other.summary.appended == 0, "\(other.said)")
    }

    @Test("gold is not placed beside other gold, of which the one that stands is named")
    func goldBeside() async throws {
        let studio = try await Studio()
        #expect(try await takeGold("It rains.,sad,sad", into: studio).summary.problems == 0)
        let later = try studio.events.sign(
            EventBuilder.root, "gold.placed",
            ["dataset": .string(Studio.dataset), "item": "1", "name": "mood", "value": ["kind": "choice", "choice": "glad"]])
        try await studio.append([later.token])
        let standing = try #require(try studio.entries().last)
        let other = try await takeGold("It rains.,sad,calm", into: studio)
        #expect(other.summary.problems == 1 && other.summary.appended == 0, "\(other.said)")
        #expect(other.said.contains { $0.contains("by entry \(standing.index),") }, "\(other.said)")
    }

    @Test("an address that is another one now is noted, and what is said of it is imported")
    func otherAddress() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        var task = Payload.task(updated: "2026-01-03T00:00:00Z").object ?? [:]
        task["data"] = ["text": "It rains again.", "audio": "https://y.example/a.wav", "video": "https://x.example/v.mp4"]
        task["annotations"] = [Payload.annotation(), Payload.annotation(2)]
        let bytes = JSONValue.array([.object(task)]).canonicalBytes
        let report = try await studio.reconcile(bytes)
        #expect(report.problems.isEmpty && report.notes.contains { $0.code == .uncertainContent })
        let imported = try await export(bytes, at: "25", into: studio)
        #expect(
            imported.said.contains {
                $0.hasPrefix("note: items that were registered with another address") && $0.hasSuffix(": 1 (1)")
            },
            "\(imported.said)")
        #expect(try studio.current().map(\.label).sorted() == ["u1.r.mood", "u2.r.mood"])
    }

    @Test("a region that is read otherwise once more is known of its task stays as it is in the ledger")
    func readOtherwise() async throws {
        let studio = try await Studio()
        func noise(_ channel: Int64) -> JSONValue {
            [
                "id": "n", "from_name": "noise", "to_name": "audio", "type": "labels",
                "value": ["start": 0, "end": 1, "channel": .integer(channel), "labels": ["hum"]],
            ]
        }
        _ = try await studio.deliver(Payload.created(Payload.annotation(1, [noise(0)])))
        let both = Payload.export([1: [Payload.annotation(1, [noise(0)]), Payload.annotation(2, [noise(1)])]])
        let imported = try await export(both, at: "25", into: studio)
        #expect(imported.summary.refused == 0 && imported.summary.appended == 1, "\(imported.said)")
        let report = try await studio.reconcile(both)
        #expect(report.appended.isEmpty && report.problems.isEmpty)
        #expect(try studio.record("u1.n.noise")?.data["segments"] == [["track": "audio", "start": 0, "end": 1_000_000]])
    }

    // MARK: - Annotations that are gone

    @Test("an import takes in nothing of an annotation that Label Studio said was deleted, nor of one that an export lacked")
    func gone() async throws {
        let studio = try await Studio()
        let all: [Int64: [JSONValue]] = [
            1: [Payload.annotation(1), Payload.annotation(3, [Payload.choice("calm")])], 2: [Payload.annotation(2, task: 2)],
        ]
        _ = try await studio.deliver(Payload.deleted(1))
        _ = try await studio.deliver(Payload.created(Payload.annotation(2, task: 2), task: 2))
        _ = try await studio.reconcile(Payload.export([2: []], updated: "2026-01-05T00:00:00Z"))
        let changed = try await export(Payload.export(all), at: "25", into: studio)
        #expect(changed.summary.kept == 1 && changed.summary.refused == 0 && changed.summary.problems == 0, "\(changed.said)")
        let sentence = try #require(changed.said.first { $0.hasPrefix("left as it is: export.json: task 1, label u1.r.mood: ") })
        #expect(sentence.contains("--reconcile and --exported-at"))
        #expect(try studio.current().map(\.label) == ["u3.r.mood"])
    }

    @Test("a label that stands under a deleted annotation is withdrawn as soon as the annotation is heard of again")
    func standing() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        let register = studio.keys + "/connectors/studio/annotations.jsonl"
        let known = try String(contentsOfFile: register, encoding: .utf8)
        // As an import of an older version left it.
        let deleted = known.replacing("\"annotation\":1,", with: "\"annotation\":1,\"deleted\":\"2030-01-01T00:00:00Z\",")
        #expect(deleted != known)
        try Data(deleted.utf8).write(to: URL(fileURLWithPath: register))
        let report = try await studio.reconcile(Payload.export([1: [Payload.annotation()]]))
        #expect(report.appended.map(\.type) == ["touchmark.label.withdrawn"] && report.ignored.map(\.reason) == [.deleted])
        #expect(try studio.current().isEmpty)
    }

    // MARK: - Imports that end before their file

    @Test("what came before a record that cannot be imported is appended, where that ends the import, and counted")
    func strict() async throws {
        let studio = try await Studio()
        let yaml = """
            dataset: clips
            origin: collected
            item: {id: "{item}", tracks: [{id: text, modality: text, mediaType: text/plain, content: "It rains."}]}
            annotator: ann
            label: {name: mood, value: {kind: choice, choice: "{mood}"}}
            """
        let mapping = try TableMapping(yaml: yaml, file: "map.yaml")
        let station = try ConnectorStation("studio", keys: studio.keys)
        let table = ByteSource(bytes: Array("item,mood\n1,sad\n2,\n3,glad\n".utf8), name: "table.csv")
        var source: any ForeignImport = try TableImporter(mapping: mapping, table: table, secret: try station.secret())
        var session = try ImportSession(studio.ledger, station: station, operatorKey: studio.events.operatorKey) { _ in }
        await #expect(throws: IntakeError.self) { try await session.run(&source, isStrict: true) { _ in } }
        #expect(try studio.current().map(\.item) == ["1"])
        #expect(session.summary.problems == 1 && session.summary.appended > 0)
    }

    @Test("what came before the place where an export breaks off is appended")
    func brokenOff() async throws {
        let studio = try await Studio()
        let whole = Payload.export([1: [Payload.annotation(1)], 2: [Payload.annotation(2)]])
        await #expect(throws: ImportError.self) { try await export(Array(whole.dropLast(40)), at: "25", into: studio) }
        #expect(try studio.current().map(\.label) == ["u1.r.mood"])
    }

    // MARK: - Guidelines

    @Test("a label cites a guideline that was there when it was made, or the version that the table names")
    func guidelines() async throws {
        let studio = try await Studio()
        func publish(_ version: String, effective: String? = nil) async throws -> EventReference {
            var data: JSONObject = [
                "guideline": "g", "version": .string(version), "digest": .string(Digest.zero.contentDigest),
                "datasets": ["clips"],
            ]
            data["effective"] = effective.map(JSONValue.string)
            let signed = try studio.events.sign(EventBuilder.root, "guideline.published", data)
            try await studio.append([signed.token])
            return signed.reference
        }
        func take(_ guideline: String, _ row: String) async throws -> Result {
            let yaml = """
                dataset: clips
                origin: collected
                item: {id: "{item}", tracks: [{id: text, modality: text, mediaType: text/plain, content: "It rains."}]}
                annotator: ann
                label: {name: mood, id: l, guideline: \(guideline), value: {kind: choice, choice: sad}}
                time: "2024-05-01T00:00:00Z"
                """
            let mapping = try TableMapping(yaml: yaml, file: "map.yaml")
            let table = ByteSource(bytes: Array("item,gv\n\(row)\n".utf8), name: "table.csv")
            return try await studio.importing { secret in
                try TableImporter(mapping: mapping, table: table, secret: secret)
            }
        }
        func cited(_ item: String) throws -> JSONValue? {
            try studio.records().first { $0.place.item == item }?.data["guideline"]
        }
        let first = try await publish("1", effective: "2020-01-01T00:00:00Z")
        #expect(try await take("g", "1,").summary.problems == 0)
        #expect(try cited("1") == first.json)
        _ = try await publish("2")
        let late = try await take("g", "2,")
        #expect(late.summary.problems == 1)
        #expect(
            late.said.contains { $0.contains("began after the label's time") && $0.contains("{id, version}") }, "\(late.said)")
        #expect(try await take("{id: g, version: \"{gv}\"}", "3,1").summary.problems == 0)
        #expect(try cited("2") == nil && cited("3") == first.json)
        let unknown = try await take("{id: g, version: \"{gv}\"}", "4,9")
        #expect(unknown.summary.problems == 1)
        #expect(unknown.said.contains { $0.contains("no such version") }, "\(unknown.said)")
    }

    // MARK: - Labels that are there

    @Test("a row that changed is refused with its label, the label's head and a way out")
    func changedRow() async throws {
        let studio = try await Studio()
        _ = try await table("1,It rains.,ann,sad,,,\n", into: studio)
        let changed = try await table("1,It rains.,ann,glad,,,\n", into: studio)
        #expect(changed.summary.refused == 1)
        let head = try #require(try studio.record("ann-mood"))
        let refusal = try #require(changed.said.first { $0.hasPrefix("refused: table.csv:2: label-exists") })
        for part in ["label:clips/1/ann-mood", "\(head.head.id)", "entry \(head.index)", "--reconcile"] {
            #expect(refusal.contains(part), "\(refusal)")
        }
        #expect(try moods(studio) == ["ann-mood": "sad"])
    }

    @Test("reconciling revises what changed in its annotator's name, also back again, and nothing else")
    func reconciling() async throws {
        let studio = try await Studio()
        _ = try await table("1,It rains.,ann,sad,,,\n1,It rains.,bob,calm,,,\n", into: studio)
        for (mood, revisions) in [("sad", 0), ("glad", 1), ("glad", 1), ("sad", 2)] {
            let run = try await table(
                "1,It rains.,ann,\(mood),,,\n1,It rains.,bob,calm,,,\n2,Sun.,bob,glad,,,\n", into: studio, reconciles: true)
            #expect(run.summary.refused == 0 && run.summary.problems == 0 && run.said == [], "\(mood): \(run.said)")
            #expect(try moods(studio)["ann-mood"] == mood)
            #expect(try studio.entries().count { $0.event.type == LabelRevised.type } == revisions)
        }
        let labels = try studio.records().filter { $0.place.item == "1" }
        #expect(Set(labels.map(\.source)).count == 2, "a revision is by whoever made the label")
    }

    @Test("what the file does not give any more is said and stays, questions that it does not ask aside")
    func missing() async throws {
        let studio = try await Studio()
        _ = try await table("1,It rains.,ann,sad,,,\n1,It rains.,bob,calm,rain,3,8\n", into: studio)
        let run = try await table("1,It rains.,ann,glad,,,\n", into: studio, reconciles: true)
        #expect(
            run.said.count == 1 && run.said.first?.hasSuffix("(touchmark sign): 1 (label:clips/1/bob-mood)") == true,
            "\(run.said)"
        )
        #expect(try moods(studio) == ["ann-mood": "glad", "bob-mood": "calm"])
    }

    @Test("what somebody else decided here stays as it is")
    func decidedHere() async throws {
        let studio = try await Studio()
        _ = try await table("1,It rains.,ann,sad,,,\n", into: studio)
        let head = try #require(try studio.record("ann-mood"))
        let withdrawal: JSONObject = [
            "dataset": "clips", "item": "1", "label": "ann-mood", "name": "mood", "revises": head.head.json,
            "reason": "a mistake",
        ]
        try await studio.append([studio.events.sign(EventBuilder.root, "label.withdrawn", withdrawal).token])
        let run = try await table("1,It rains.,ann,glad,,,\n", into: studio, reconciles: true)
        #expect(run.summary.kept == 1 && run.summary.refused == 0)
        #expect(run.said.contains { $0.hasPrefix("left as it is: table.csv:2: The label was withdrawn here.") }, "\(run.said)")
        #expect(try moods(studio) == [:])
    }

    /// A table of one label with a text, held against what is there.
    private func remark(_ text: String, into studio: Studio) async throws -> Result {
        let yaml = """
            dataset: clips
            origin: collected
            item: {id: "1", tracks: [{id: text, modality: text, mediaType: text/plain, content: "It rains."}]}
            annotator: ann
            label: {name: why, id: why, value: {kind: text, text: "{why}"}}
            """
        let mapping = try TableMapping(yaml: yaml, file: "map.yaml")
        let table = ByteSource(bytes: Array("why\n\(text)\n".utf8), name: "table.csv")
        return try await studio.importing(reconciles: true) { secret in
            try TableImporter(mapping: mapping, table: table, secret: secret)
        }
    }

    @Test("a label of which something was erased is not revised from a table")
    func erased() async throws {
        let studio = try await Studio()
        func take(_ text: String) async throws -> Result { try await remark(text, into: studio) }
        _ = try await take("a name")
        let first = try #require(try studio.record("why")).head
        #expect(try await take("left out").summary.appended == 1)
        try await studio.erase(first)
        for text in ["a name", "another text"] {
            let run = try await take(text)
            #expect(run.summary.kept == 1 && run.summary.appended == 0)
            #expect(run.said.contains { $0.contains("was erased here. It is not taken in again") }, "\(run.said)")
        }
        #expect(try await take("left out").summary.kept == 0)
        #expect(try studio.record("why")?.data["value"] == ["kind": "text", "text": "left out"])
    }

    @Test("a label that is to be held against a text without its key is a problem, and is revised once the vault is back")
    func locked() async throws {
        let studio = try await Studio()
        _ = try await remark("as it was", into: studio)
        studio.store.lockDisclosures(true)
        let run = try await remark("as it is", into: studio)
        #expect(run.summary.appended == 0 && run.summary.problems == 1)
        #expect(run.said.contains { $0.contains("newest copy") }, "\(run.said)")
        studio.store.lockDisclosures(false)
        #expect(try await remark("as it is", into: studio).summary.appended == 1)
        #expect(try studio.record("why")?.data["value"] == ["kind": "text", "text": "as it is"])
    }

    @Test("a label is not revised by another annotator than the one who made it")
    func otherAnnotator() async throws {
        let studio = try await Studio()
        _ = try await table("1,It rains.,ann,sad,,,\n", into: studio, ids: "one")
        let run = try await table("1,It rains.,bob,glad,,,\n", into: studio, ids: "one", reconciles: true)
        #expect(run.summary.problems == 1 && run.summary.appended == 1, "only bob is enrolled: \(run.said)")
        #expect(run.said.contains { $0.contains("the ledger has the label's value by another annotator") }, "\(run.said)")
        #expect(try moods(studio) == ["one-mood": "sad"])
    }
}
