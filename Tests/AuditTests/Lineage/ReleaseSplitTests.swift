import Ledger
import Primitives
import Provenance
import Signatures
import Testing

@testable import Audit

/// Three items: Ada labelled the one to train on, Ben the two to test with. A release of the first, and a model trained on it.
private struct Halves {
    var studio: Studio

    init() async throws {
        studio = try await Studio.opened()
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

    /// A model suggests a label of the first item and Cy accepts it; then a release of everything.
    mutating func suggest() async throws {
        let address: JSONObject = ["dataset": "d", "item": "a", "label": "s", "name": "q"]
        try await studio.world.say(
            "suggested", Studio.net, "label.suggested", .label("d", "a", "s"),
            address.with([
                "on": try studio.world.reference("a").json, "value": ["kind": "choice", "choice": "yes"], "segments": [],
            ]))
        try await studio.world.say(
            "review", Studio.cy, "review.recorded", .label("d", "a", "s"),
            address.with(["reviews": try studio.world.reference("suggested").json, "outcome": "accepted"]))
        let content = try studio.world.store.read { try ReleaseContent(of: DatasetView($0, dataset: "d")) }
        try await say("released-2", "dataset.released", .release("d", "2"), content.statement(of: "d", version: "2"))
    }

    /// A decision, by a model that learned nothing here, which names labels on these items.
    mutating func decide(naming items: [String], label: String = "l") async throws {
        try await say(
            "other", "model.trained", .training("other", "1"),
            [
                "model": "other", "version": "1", "releases": [], "method": "supervised",
                "digest": .string(Digest(hashing: "other").contentDigest),
            ])
        let influences = items.map { item -> JSONValue in
            ["dataset": "d", "item": .string(item), "label": .string(label), "weight": .number(0.9)]
        }
        try await say(
            "decided", "decision.traced", Subject(.decision, ["c1"]),
            [
                "decision": "c1", "model": ["model": "other", "version": "1"], "occurred": "2026-06-01T00:00:00Z",
                "method": "influence", "influences": .array(influences),
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

@Suite("Traces of labels that machines gave, and of decisions that name labels")
struct TracedReviewTests {
    @Test("A decision rests on whoever gave a label that it names, whatever its model learned from")
    func decision() async throws {
        var halves = try await Halves()
        try await halves.decide(naming: ["b"])
        let ben = try halves.trace(.annotator(Studio.ben))
        #expect(ben.value("decisions") == .count(1))
        #expect(ben.table("decisions")?.rows.map { [$0[0].cell, $0[3].cell] } == [["c1", "labels that it names"]])
        #expect(ben.value("models") == .count(0))
        #expect(try halves.trace(.annotator(Studio.ada)).value("decisions") == .count(0))
        let release = try halves.trace(.release(dataset: "d", version: "1"))
        #expect(release.table("decisions")?.rows.isEmpty == true, "the release is of another split")
    }

    @Test("What was said after a decision is not what it rests on; a release that holds the label is")
    func later() async throws {
        var halves = try await Halves()
        try await halves.decide(naming: ["a"])
        #expect(try halves.trace(.release(dataset: "d", version: "1")).table("decisions")?.rows.count == 1)
        try await halves.studio.world.say(
            "revised", Studio.cy, "label.revised", .label("d", "a", "l"),
            [
                "dataset": "d", "item": "a", "label": "l", "name": "q", "on": try halves.studio.world.reference("a").json,
                "revises": try halves.studio.world.reference("label-a").json, "value": ["kind": "choice", "choice": "no"],
                "segments": [],
            ])
        #expect(try halves.trace(.annotator(Studio.cy)).value("decisions") == .count(0))
        #expect(try halves.trace(.annotator(Studio.ada)).value("decisions") == .count(1))
    }

    @Test("Who accepted a model's label stands behind it, and what holds it is what was made of her work")
    func review() async throws {
        var halves = try await Halves()
        try await halves.suggest()
        try await halves.decide(naming: ["a"], label: "s")
        let release = try halves.trace(.release(dataset: "d", version: "2"))
        #expect(release.value("labels") == .count(4))
        #expect(release.value("machine-labels") == .share(0, of: 4))
        #expect(release.value("reviewers") == .count(1))
        let people = try #require(release.table("people"))
        #expect(people.rows.contains { $0[0].phrase.plain == "annotator:cy" && $0[1] == .share(0, of: 4) && $0[5] == .count(1) })
        let cy = try halves.trace(.annotator(Studio.cy))
        #expect(cy.value("values") == .count(0))
        #expect(cy.value("accepted") == .count(1))
        #expect(cy.value("accepted-standing") == .share(1, of: 1))
        #expect(cy.table("releases")?.rows.map { [$0[0].cell, $0[8].cell] } == [["d/2", "1"]])
        #expect(cy.value("decisions") == .count(1))
    }

    @Test("A stolen key stands behind no model's label, and what it accepted is traced all the same")
    func stolen() async throws {
        var halves = try await Halves()
        try await halves.suggest()
        try await halves.studio.steal(Studio.cy)
        let release = try halves.trace(.release(dataset: "d", version: "2"))
        #expect(release.value("machine-labels") == .share(1, of: 4))
        #expect(release.value("reviewers") == .count(0))
        let cy = try halves.trace(.annotator(Studio.cy))
        #expect(cy.value("accepted-adverse-now") == .share(1, of: 1))
        #expect(cy.value("releases") == .count(1))
        #expect(cy.text().contains("Something was revoked since"))
    }

    @Test("A rejection ends that somebody stands behind a model's label")
    func rejected() async throws {
        var halves = try await Halves()
        try await halves.suggest()
        try await halves.studio.world.say(
            "rejected", Studio.ben, "review.recorded", .label("d", "a", "s"),
            [
                "dataset": "d", "item": "a", "label": "s", "name": "q",
                "reviews": try halves.studio.world.reference("suggested").json, "outcome": "rejected",
            ])
        let cy = try halves.trace(.annotator(Studio.cy))
        #expect(cy.value("accepted-standing") == .share(0, of: 1))
        #expect(cy.value("releases") == .count(1), "the release was before")
    }

    @Test("Where nobody was asked for a certificate, nobody is called certified")
    func unasked() async throws {
        let halves = try await Halves()
        let release = try halves.trace(.release(dataset: "d", version: "1"))
        #expect(release.value("entitled-now") == .share(0, of: 1))
        #expect(release.value("unasked-now") == .share(1, of: 1))
    }

    @Test("A release that an operator's stolen key stated is said to count for nothing")
    func stolenOffice() async throws {
        var halves = try await Halves()
        let second = Actor(.operator, "second")
        let key = halves.studio.world.introduction(of: second)
        try await halves.say("second", "ledger.key-added", .ledger, key.with(["role": "operator", "id": "second"]))
        try await halves.studio.world.say(
            "retired", second, "ledger.key-retired", .ledger,
            [
                "kid": .string(try halves.studio.world.keyID(of: Studio.root).description), "reason": "compromised",
                "effective": "2026-01-01T00:00:00Z",
            ])
        let notes = try halves.trace(.release(dataset: "d", version: "1")).sections[0].notes.map(\.plain)
        let index = try halves.studio.world.index("released")
        #expect(
            notes.contains(
                "Does not count: entry \(index) (dataset released) by operator:root, as known now: key compromised"))
    }
}
