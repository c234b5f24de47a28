import Audit
import Ledger
import Primitives
import Provenance
import Signatures

/// A dataset from its definition to what was made of it: two certified people and one of the crowd, a model that suggests,
/// gold, training, a release, models that learn from it and from each other, a decision, a recall, a revocation.
struct Studio {
    static let root = Actor(.operator, "root")
    static let board = Actor(.authority, "board")
    static let ada = Actor(.annotator, "ada")
    static let ben = Actor(.annotator, "ben")
    static let cy = Actor(.annotator, "cy")
    static let net = Actor(.model, "net")
    static let hostile = "<script>alert(1)</script> שלום 𝒜"

    var world: World

    /// The people and what entitles them.
    static func opened() async throws -> Studio {
        var studio = Studio(world: try World())
        try await studio.open()
        return studio
    }

    /// With the dataset, its items and the gold, before anybody labelled.
    static func prepared() async throws -> Studio {
        var studio = try await opened()
        try await studio.prepare()
        return studio
    }

    /// All of it, told to the end.
    static func whole() async throws -> Studio {
        var studio = try await prepared()
        try await studio.label()
        try await studio.use()
        try await studio.afterwards()
        return studio
    }

    func report(at size: TreeSize? = nil, dataset: String = "cats") throws -> AuditReport {
        try AuditReport.make(of: dataset, at: size, from: world.store, showsDisclosures: true, readsAll: true, generator: "tests")
    }

    /// Logs that a report was issued, under the name `issued`.
    mutating func issue(_ report: AuditReport) async throws {
        try await world.say(
            "issued", Self.root, "report.issued", Subject(.report, [report.id]),
            [
                "report": .string(report.id), "dataset": .string(report.dataset), "size": .integer(Int64(report.size.value)),
                "digest": .string(report.digest.contentDigest),
            ])
    }

    /// Logs that somebody's key was stolen before anything was signed with it.
    mutating func steal(_ actor: Actor) async throws {
        try await world.say(
            "stolen-\(actor.id)", Self.root, "annotator.key-revoked", actor.standingSubject,
            [
                "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "reason": "compromised",
                "kid": .string(try world.keyID(of: actor).description), "effective": "2026-01-01T00:00:00Z",
            ])
    }

    func size(after name: String) throws -> TreeSize { TreeSize(try world.index(name).value + 1) }

    mutating func open() async throws {
        let root = world.introduction(of: Self.root)
        try await world.say(
            "opened", Self.root, "ledger.opened", .ledger,
            [
                "vkey": .string(world.vkey), "operator": .object(root.with(["id": "root", "name": "Example Labels"])),
                "policy": ["enforcement": "record", "clockToleranceSeconds": 300],
            ])
        let board = world.introduction(of: Self.board)
        try await world.say(
            "board", Self.root, "authority.recognised", .authority("board"),
            board.with(["authority": "board", "name": "Board", "competences": ["cats"]]))
        for (name, actor) in [("ada", Self.ada), ("ben", Self.ben), ("cy", Self.cy)] {
            try await world.say(
                name, Self.root, "annotator.enrolled", actor.standingSubject,
                world.introduction(of: actor).with(["kind": "annotator", "id": .string(actor.id), "custody": "holder"]),
                sealing: ["name": "Somebody Real"])
        }
        try await world.say(
            "net", Self.root, "annotator.enrolled", Self.net.standingSubject,
            world.introduction(of: Self.net).with([
                "kind": "model", "id": "net", "custody": "holder", "model": "net", "version": "1",
                "digest": .string(Digest(hashing: "net").contentDigest),
            ]))
        for (credential, actor) in [("c-ada", Self.ada), ("c-ben", Self.ben)] {
            try await world.say(
                credential, Self.board, "credential.issued", .credential("board", credential),
                [
                    "credential": .string(credential), "annotator": .string(actor.id),
                    "kid": .string(try world.keyID(of: actor).description), "competence": "cats",
                    "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2027-01-01T00:00:00Z",
                ])
        }
    }

    mutating func prepare() async throws {
        try await world.say(
            "defined", Self.root, "dataset.defined", .dataset("cats"),
            [
                "dataset": "cats", "title": "Cats", "purpose": "telling cats", "licence": "CC0-1.0", "setting": "homes in Europe",
                "collection": ["sources": "phones", "legalBasis": "consent"], "controller": "Example Labels",
            ])
        try await world.say(
            "guideline", Self.root, "guideline.published", .guideline("g"),
            [
                "guideline": "g", "version": "1", "digest": .string(Digest(hashing: "g").contentDigest), "datasets": ["cats"],
                "definitions": [["label": "cat", "definition": Self.json(Self.hostile)]],
            ])
        try await world.say(
            "required", Self.root, "requirement.set", .policy("cats"),
            ["dataset": "cats", "requirements": [["labels": ["*"], "competence": "cats", "annotationsPerItem": 2]]])
        try await world.say(
            "trained-ada", Self.root, "training.completed", Self.ada.standingSubject,
            ["annotator": "ada", "course": "cats", "version": "1", "score": 9, "passMark": 7])
        for (item, origin) in [
            ("i1", ["kind": "collected"] as JSONValue), ("i2", ["kind": "collected"]),
            ("i3", ["kind": "synthetic", "model": "painter", "version": "1"]), ("i4", ["kind": "collected"]),
        ] {
            try await world.say(
                item, Self.root, "item.registered", .item("cats", item),
                [
                    "dataset": "cats", "item": .string(item), "origin": origin,
                    "group": .string(item == "i1" ? "north" : "south"),
                    "tracks": [
                        [
                            "id": "image", "modality": "image", "mediaType": "image/png",
                            "digest": .string(Digest(hashing: item).contentDigest),
                        ]
                    ],
                ])
        }
        try await world.say(
            "gold", Self.root, "gold.placed", .item("cats", "i1"),
            ["dataset": "cats", "item": "i1", "name": "animal", "value": ["kind": "choice", "choice": "cat"]])
    }

    private static func json(_ text: String) -> JSONValue { .string(text) }

    func on(_ item: String, _ label: String, _ choice: String, _ more: JSONObject = [:]) throws -> JSONObject {
        JSONObject(
            [
                .init(name: "dataset", value: "cats"), .init(name: "item", value: .string(item)),
                .init(name: "label", value: .string(label)), .init(name: "name", value: "animal"),
                .init(name: "on", value: try world.reference(item).json),
                .init(name: "value", value: ["kind": "choice", "choice": .string(choice)]), .init(name: "segments", value: []),
            ] + more.members)
    }

    mutating func label() async throws {
        func subject(_ item: String, _ label: String) -> Subject { .label("cats", item, label) }
        try await world.say("s1", Self.net, "label.suggested", subject("i1", "s"), try on("i1", "s", "cat"))
        try await world.say("s2", Self.net, "label.suggested", subject("i2", "s"), try on("i2", "s", "cat"))
        try await world.say("s3", Self.net, "label.suggested", subject("i3", "s"), try on("i3", "s", "dog"))
        try await world.say(
            "a1", Self.ada, "label.asserted", subject("i1", "a"),
            try on(
                "i1", "a", "cat", ["accepts": try world.reference("s1").json, "guideline": try world.reference("guideline").json])
        )
        try await world.say(
            "a2", Self.ada, "label.asserted", subject("i2", "a"),
            try on("i2", "a", "dog", ["accepts": try world.reference("s2").json, "durationMs": 1500]))
        try await world.say("b1", Self.ben, "label.asserted", subject("i1", "b"), try on("i1", "b", "cat"))
        try await world.say("b2", Self.ben, "label.asserted", subject("i2", "b"), try on("i2", "b", "cat"))
        try await world.say("c1", Self.cy, "label.asserted", subject("i1", "c"), try on("i1", "c", Self.hostile))
        try await world.say(
            "b2-again", Self.ben, "label.revised", subject("i2", "b"),
            try on("i2", "b", "dog", ["revises": try world.reference("b2").json]))
        try await world.say(
            "review", Self.ben, "review.recorded", subject("i2", "a"),
            [
                "dataset": "cats", "item": "i2", "label": "a", "name": "animal", "reviews": try world.reference("a2").json,
                "outcome": "accepted",
            ])
    }

    mutating func use() async throws {
        let size = try world.store.read { try $0.size() }
        try await world.say(
            "released", Self.root, "dataset.released", .release("cats", "1"),
            [
                "dataset": "cats", "version": "1", "size": .integer(Int64(size.value)), "items": 4, "labels": 8,
                "digest": .string(Digest(hashing: "release").contentDigest), "splits": [:],
            ])
        for (model, releases, base) in [
            ("net", [["dataset": "cats", "version": "1"]] as JSONValue, nil as JSONValue?),
            ("child", [], ["model": "net", "version": "1"]), ("orphan", [], ["model": "nobody", "version": "1"]),
        ] {
            var data: JSONObject = [
                "model": .string(model), "version": model == "net" ? "2" : "1", "releases": releases, "method": "supervised",
                "digest": .string(Digest(hashing: model).contentDigest),
            ]
            if let base { data["base"] = model == "child" ? ["model": "net", "version": "2"] : base }
            try await world.say(
                "train-\(model)", Self.root, "model.trained", .training(model, model == "net" ? "2" : "1"), data)
        }
        try await world.say(
            "placed", Self.root, "system.placed", .training("child", "1"),
            [
                "system": "door", "version": "1", "model": ["model": "child", "version": "1"], "date": "2026-05-01",
                "purpose": "opening for cats",
            ])
        try await world.say(
            "decision", Self.root, "decision.traced", Subject(.decision, ["d1"]),
            [
                "decision": "d1", "model": ["model": "net", "version": "2"], "occurred": "2026-06-01T00:00:00Z",
                "method": "influence",
                "influences": [
                    ["dataset": "cats", "item": "i1", "label": "a", "weight": 3],
                    ["dataset": "cats", "item": "i2", "label": "b", "weight": 1],
                    ["dataset": "cats", "item": "i9", "label": "z", "weight": .number(0.5)],
                ],
            ])
    }

    mutating func afterwards() async throws {
        try await world.say(
            "revoked", Self.board, "credential.revoked", .credential("board", "c-ben"),
            [
                "authority": "board", "credential": "c-ben", "annotator": "ben", "reason": "obtained by fraud",
                "effective": "2026-01-02T00:00:00Z",
            ])
        try await world.say(
            "recalled", Self.root, "dataset.recalled", .release("cats", "1"),
            ["dataset": "cats", "version": "1", "reason": "labels of doubt"])
    }
}
