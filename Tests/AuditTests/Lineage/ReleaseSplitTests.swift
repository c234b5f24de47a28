import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

/// Three items: Ada labelled the one to train on, Ben the two to test with. A release of the first, and a model trained on it.
private struct Halves {
    var studio: Studio

    init() async throws {
        studio = Studio(world: try World())
        try await studio.open()
        try await say(
            "defined", "dataset.defined", .dataset("d"),
            ["dataset": "d", "title": "D", "purpose": "telling", "licence": "CC0-1.0"])
        try await say(
            "guideline", "guideline.published", .guideline("g"),
            [
                "guideline": "g", "version": "1", "digest": .string(Digest(hashing: "g").contentDigest), "datasets": ["d"],
            ])
        for (item, split, actor) in [("a", "train", Studio.ada), ("b", "test", Studio.ben), ("c", "test", Studio.ben)] {
            try await say(
                item, "item.registered", .item("d", item),
                [
                    "dataset": "d", "item": .string(item), "origin": ["kind": "collected"], "tracks": [],
                    "split": .string(split),
                ])
            try await studio.world.say(
                "label-\(item)", actor, "label.asserted", .label("d", item, "l"),
                [
                    "dataset": "d", "item": .string(item), "label": "l", "name": "q",
                    "on": try studio.world.reference(item).json, "value": ["kind": "choice", "choice": "yes"], "segments": [],
                    "guideline": try studio.world.reference("guideline").json,
                ])
        }
        let content = try studio.world.store.read {
            try ReleaseContent(of: DatasetView($0, dataset: "d", splits: ["train"]))
        }
        try await say("released", "dataset.released", .release("d", "1"), content.statement(of: "d", version: "1"))
        try await say(
            "trained", "model.trained", .training("m", "1"),
            [
                "model": "m", "version": "1", "releases": [["dataset": "d", "version": "1"]], "method": "supervised",
                "digest": .string(Digest(hashing: "m").contentDigest),
            ])
    }

    mutating func say(_ name: String, _ type: String, _ subject: Subject, _ data: JSONObject) async throws {
        try await studio.world.say(name, Studio.root, type, subject, data)
    }

    func trace(_ question: Trace.Question) throws -> Trace { try Trace.make(question, from: studio.world.store) }
}

@Suite("Traces of a release of some splits")
struct ReleaseSplitTests {
    @Test("A model learned from the splits of its release, and from nobody else")
    func model() async throws {
        let trace = try await Halves().trace(.model(ModelName(model: "m", version: "1")))
        #expect(trace.value("people") == .count(1))
        #expect(trace.value("labels") == .count(1))
        #expect(trace.value("depth") == .text("0"))
        #expect(trace.table("people")?.rows.map { $0[0].phrase.plain } == ["annotator:ada"])
        #expect(trace.table("releases")?.rows.map { $0[2] } == [.count(1)], "one item")
    }

    @Test("Whose labels are of another split reaches neither the release nor the model")
    func person() async throws {
        let halves = try await Halves()
        let ben = try halves.trace(.annotator(Studio.ben))
        #expect(ben.value("standing") == .share(2, of: 2))
        #expect(ben.value("releases") == .count(0))
        #expect(ben.value("models") == .count(0))
        let ada = try halves.trace(.annotator(Studio.ada))
        #expect(ada.table("releases")?.rows.map { $0[1] } == [.count(1)])
        #expect(ada.value("models") == .count(1))
    }

    @Test("A guideline that was withdrawn taints the labels that are in the release")
    func taint() async throws {
        var halves = try await Halves()
        try await halves.say(
            "withdrawn", "guideline.withdrawn", .guideline("g"),
            [
                "guideline": "g", "of": try halves.studio.world.reference("guideline").json, "datasets": ["d"],
                "reason": "misprinted", "effective": "2026-02-01T00:00:00Z",
            ])
        let trace = try halves.trace(.release(dataset: "d", version: "1"))
        #expect(trace.value("labels") == .count(1))
        #expect(trace.value("guideline-withdrawn") == .share(1, of: 1))
    }
}
