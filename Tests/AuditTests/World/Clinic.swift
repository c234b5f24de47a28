import Audit
import Ledger
import Primitives
import Provenance
import Signatures

/// A small clinic: two certified people, one of the crowd, a model; a talk on audio and video; a label that is suggested,
/// asserted, revised, reviewed, related and weighed; and a credential revoked back in time.
struct Clinic {
    static let root = Actor(.operator, "root")
    static let board = Actor(.authority, "clinic-board")
    static let ada = Actor(.annotator, "a-1")
    static let ben = Actor(.annotator, "b-2")
    static let crowd = Actor(.annotator, "c-3")
    static let model = Actor(.model, "affect-net")

    static let label = Subject.label("moods", "talk-1", "l-1")
    static let question = Subject.question("moods", "talk-1", "mood")
    static let item = Subject.item("moods", "talk-1")

    static let script = "<script>alert('x')</script> & \"sad\" 𝒜🎭"
    static let rightToLeft = "שלום <b>עולם</b> \u{202E}evil"

    var world: World

    /// All of it, told to the end.
    static func whole() async throws -> Clinic {
        var clinic = Clinic(world: try World())
        try await clinic.found()
        try await clinic.enrol()
        try await clinic.prepare()
        try await clinic.label()
        try await clinic.judge()
        return clinic
    }

    func certificate(
        of label: Subject = Clinic.label, at size: TreeSize? = nil, showsDisclosures: Bool = true
    ) throws -> BirthCertificate {
        try world.store.read { reader in
            try BirthCertificate.make(of: label, at: size, from: reader, showsDisclosures: showsDisclosures)
        }
    }

    private mutating func found() async throws {
        let root = world.introduction(of: Self.root)
        try await world.say(
            "opened", Self.root, "ledger.opened", .ledger,
            [
                "vkey": .string(world.vkey),
                "operator": .object(root.with(["id": "root", "name": "Example Labels Ltd"])),
                "policy": ["enforcement": "record", "clockToleranceSeconds": 300],
            ])
        let board = world.introduction(of: Self.board)
        try await world.say(
            "recognised", Self.root, "authority.recognised", .authority("clinic-board"),
            board.with(["authority": "clinic-board", "name": "Board <of> Clinics", "competences": ["medicine"]]))
    }

    private mutating func enrol() async throws {
        for (name, actor, person) in [("ada", Self.ada, "Ada <Lovelace>"), ("ben", Self.ben, "Ben"), ("crowd", Self.crowd, "Cy")]
        {
            try await world.say(
                name, Self.root, "annotator.enrolled", actor.standingSubject,
                world.introduction(of: actor).with(["kind": "annotator", "id": .string(actor.id), "custody": "holder"]),
                sealing: ["name": .string(person)])
        }
        try await world.say(
            "model", Self.root, "annotator.enrolled", Self.model.standingSubject,
            world.introduction(of: Self.model).with([
                "kind": "model", "id": "affect-net", "custody": "holder", "model": "affect-net", "version": "2.1",
                "digest": .string(Digest(hashing: "weights").contentDigest),
            ]))
        for (credential, actor) in [("c-17", Self.ada), ("c-18", Self.ben)] {
            try await world.say(
                credential, Self.board, "credential.issued", .credential("clinic-board", credential),
                [
                    "credential": .string(credential), "annotator": .string(actor.id),
                    "kid": .string(try world.keyID(of: actor).description), "competence": "medicine/psychiatry",
                    "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2027-01-01T00:00:00Z",
                ])
        }
    }

    private mutating func prepare() async throws {
        try await world.say(
            "defined", Self.root, "dataset.defined", .dataset("moods"),
            ["dataset": "moods", "title": "Moods", "purpose": "research", "licence": "CC-BY-4.0"])
        try await world.say(
            "guideline", Self.root, "guideline.published", .guideline("reading-moods"),
            [
                "guideline": "reading-moods", "version": "3", "digest": .string(Digest(hashing: "guideline").contentDigest),
                "datasets": ["moods"],
            ])
        try await world.say(
            "required", Self.root, "requirement.set", .policy("moods"),
            [
                "dataset": "moods",
                "requirements": [
                    [
                        "labels": ["mood"], "competence": "medicine/psychiatry", "annotationsPerItem": 2, "reviews": 1,
                        "reviewerCompetence": "medicine/psychiatry", "adjudication": "expert",
                    ]
                ],
            ])
        try await world.say(
            "item", Self.root, "item.registered", Self.item,
            [
                "dataset": "moods", "item": "talk-1", "origin": ["kind": "synthetic", "model": "talker", "version": "7"],
                "tracks": [
                    [
                        "id": "audio", "modality": "audio", "mediaType": "audio/flac",
                        "digest": .string(Digest(hashing: "audio").contentDigest),
                        "timebase": ["numerator": 1, "denominator": 48_000], "duration": 480_000, "offset": 0,
                        "uncertainty": 50,
                    ],
                    [
                        "id": "video", "modality": "video", "mediaType": "video/mp4",
                        "digest": .string(Digest(hashing: "video").contentDigest),
                        "timebase": ["numerator": 1001, "denominator": 30_000], "duration": 300, "offset": 500_000,
                    ],
                ],
            ])
    }

    private mutating func label() async throws {
        try await world.say(
            "suggested", Self.model, "label.suggested", .label("moods", "talk-1", "s-1"),
            try onItem(
                "s-1",
                [
                    "value": ["kind": "choice", "label": "sad"], "segments": Self.segments, "confidence": .number(0.75),
                ]))
        try await world.say(
            "asserted", Self.ada, "label.asserted", Self.label,
            try onItem(
                "l-1",
                [
                    "value": ["kind": "choice", "label": "sad"], "accepts": try world.reference("suggested").json,
                    "guideline": try world.reference("guideline").json, "durationMs": 4200, "session": "s-9",
                    "tool": ["name": "<img src=x onerror=alert(1)>", "version": "1.0"], "segments": Self.segments,
                ]),
            sealing: ["rationale": .string(Self.rightToLeft)], claimed: "2026-02-27T08:00:00Z")
        try await world.say(
            "other", Self.crowd, "label.asserted", .label("moods", "talk-1", "l-2"),
            try onItem("l-2", ["value": ["kind": "choice", "label": "angry"], "segments": []]))
        try await world.say(
            "revised", Self.ada, "label.revised", Self.label,
            try onItem(
                "l-1",
                [
                    "revises": try world.reference("asserted").json, "value": ["kind": "text", "note": .string(Self.script)],
                    "segments": Self.segments,
                ]),
            sealing: ["rationale": "second thoughts"], sealingInValue: ["text": "very sad"], discloses: true)
    }

    static let segments: JSONValue = [
        ["track": "audio", "start": 48_000, "end": 96_001], ["track": "video", "start": 1, "end": 30],
        ["track": "video", "start": 299, "end": 301], ["track": "audio", "start": 0, "end": 1],
    ]

    private mutating func judge() async throws {
        let label: JSONObject = ["dataset": "moods", "item": "talk-1", "label": "l-1", "name": "mood"]
        try await world.say(
            "review", Self.ben, "review.recorded", Self.label,
            label.with(["reviews": try world.reference("revised").json, "outcome": "accepted"]),
            sealing: ["comment": "I agree"], discloses: false)
        try await world.say(
            "relation", Self.ada, "relation.asserted", .label("moods", "talk-1", "r-1"),
            try onItem(
                "r-1", ["from": "l-1", "to": "l-2", "relation": "contradicts", "rationale": "both heard"], name: "relation"))
        try await world.say(
            "adjudicated", Self.ben, "adjudication.decided", .label("moods", "talk-1", "l-3"),
            [
                "dataset": "moods", "item": "talk-1", "label": "l-3", "name": "mood", "rule": "expert",
                "among": [
                    ["label": "l-1", "event": try world.reference("revised").json],
                    ["label": "l-2", "event": try world.reference("other").json],
                ], "value": ["kind": "choice", "label": "sad"],
            ])
        try await world.say(
            "revoked", Self.board, "credential.revoked", .credential("clinic-board", "c-17"),
            [
                "authority": "clinic-board", "credential": "c-17", "annotator": "a-1", "reason": "obtained by fraud",
                "effective": "2026-02-01T00:00:00Z",
            ])
    }

    func onItem(_ label: String, _ data: JSONObject, name: String = "mood") throws -> JSONObject {
        data.with([
            "dataset": "moods", "item": "talk-1", "label": .string(label), "name": .string(name),
            "on": try world.reference("item").json,
        ])
    }
}
