import Audit
import Ledger
import Primitives
import Provenance
import Signatures

/// A dataset whose ids and values are as awkward as they may be: written right to left, beyond the BMP, in two lines, with HTML
/// and with what a spreadsheet would run. One label is withdrawn, one revised, one rejected; one accepts a suggestion.
struct Shelf {
    static let root = Actor(.operator, "root")
    static let ada = Actor(.annotator, "a-1")
    static let ben = Actor(.annotator, "b-2")
    static let model = Actor(.model, "guess")

    /// In the order of their subjects, which is not that of the ids: `%` comes before `-`, `.` and the slash after an id.
    static let items = ["=1,\u{301}", "a b", "ж", "a-b", "a", "ab", "talk"]
    static let markup = "<script>alert(1)</script>\r\nשלום \u{202E}\"x\",\u{301} 𝒜🎭"

    private(set) var world: World

    static func filled() async throws -> Shelf {
        var shelf = Shelf(world: try World())
        try await shelf.found()
        try await shelf.register()
        try await shelf.label()
        return shelf
    }

    private mutating func found() async throws {
        let root = world.introduction(of: Self.root)
        try await say(
            "opened", "ledger.opened", .ledger,
            [
                "vkey": .string(world.vkey), "operator": .object(root.with(["id": "root", "name": "Labels Ltd"])),
                "policy": ["enforcement": "record", "clockToleranceSeconds": 300],
            ])
        for (name, actor) in [("ada", Self.ada), ("ben", Self.ben)] {
            try await world.say(
                name, Self.root, "annotator.enrolled", actor.standingSubject,
                world.introduction(of: actor).with([
                    "kind": "annotator", "id": .string(actor.id), "custody": "holder", "languages": ["de"],
                ]), sealing: ["name": "Ada Lovelace"])
        }
        try await say(
            "model", "annotator.enrolled", Self.model.standingSubject,
            world.introduction(of: Self.model).with([
                "kind": "model", "id": "guess", "custody": "holder", "model": "guess", "version": "2.1",
                "digest": .string(Digest(hashing: "weights").contentDigest),
            ]))
        try await say(
            "defined", "dataset.defined", .dataset("d"),
            [
                "dataset": "d", "title": "Titles <b>", "purpose": "research", "licence": "CC-BY-4.0",
                "intendedUse": "teaching", "collection": ["process": "from shelves", "timeframe": "2020/2021"],
            ])
        try await say(
            "guideline", "guideline.published", .guideline("g"),
            [
                "guideline": "g", "version": "3", "digest": .string(Digest(hashing: "guideline").contentDigest),
                "datasets": ["d"], "text": "Look twice.",
            ])
    }

    private mutating func register() async throws {
        for item in Self.items {
            var data: JSONObject = [
                "dataset": "d", "item": .string(item), "origin": ["kind": "collected"],
                "tracks": [
                    [
                        "id": "audio", "modality": "audio", "mediaType": "audio/flac",
                        "digest": .string(Digest(hashing: item).contentDigest),
                        "timebase": ["numerator": 1, "denominator": 48_000], "duration": 480_000,
                    ]
                ],
            ]
            if item != "talk" { data["split"] = item == "a" ? "test" : "train" }
            try await say("item \(item)", "item.registered", .item("d", item), data)
        }
    }

    private mutating func label() async throws {
        for item in Self.items.reversed() {
            try await assert(item, "l-1", ["kind": "choice", "choice": .string("=" + item)], by: Self.ada)
        }
        try await assert("a", "l", ["kind": "text", "text": .string(Self.markup)], by: Self.ben)
        try await assert("a", "l.2", ["kind": "number", "number": 4], by: Self.ben)
        try await world.say(
            "suggested", Self.model, "label.suggested", .label("d", "talk", "s"),
            try on("talk", "s", ["value": ["kind": "choice", "choice": "sad"], "segments": []]))
        try await assert(
            "talk", "timed", ["kind": "choice", "choice": "sad"], by: Self.ada,
            with: [
                "segments": [["track": "audio", "start": 48_000, "end": 96_001]], "durationMs": 4200,
                "accepts": try world.reference("suggested").json, "guideline": try world.reference("guideline").json,
                "tool": ["name": "pen", "version": "1"],
            ])
        try await assert("ab", "gone", ["kind": "choice", "choice": "withdrawn-value"], by: Self.ben)
        try await world.say(
            "withdrawn", Self.ben, "label.withdrawn", .label("d", "ab", "gone"),
            [
                "dataset": "d", "item": "ab", "label": "gone", "name": "q", "revises": try world.reference("ab/gone").json,
                "reason": "slip",
            ])
        try await world.say(
            "revised", Self.ben, "label.revised", .label("d", "a", "l.2"),
            try on(
                "a", "l.2",
                ["revises": try world.reference("a/l.2").json, "value": ["kind": "number", "number": 5], "segments": []]),
            sealing: ["rationale": "secret reason"], claimed: "2026-03-01T08:59:59.000001Z")
        try await review("rejected")
        try await assert(
            "ж", "sealed", ["kind": "text"], by: Self.ada, sealingInValue: ["text": "nobody shall read this"])
    }

    /// Ada reviews the label that was revised.
    mutating func review(_ outcome: String) async throws {
        try await world.say(
            outcome, Self.ada, "review.recorded", .label("d", "a", "l.2"),
            [
                "dataset": "d", "item": "a", "label": "l.2", "name": "q", "reviews": try world.reference("revised").json,
                "outcome": .string(outcome),
            ])
    }

    /// Ben gives the label that he withdrew another value.
    mutating func reviveWithdrawn() async throws {
        try await world.say(
            "revived", Self.ben, "label.revised", .label("d", "ab", "gone"),
            try on(
                "ab", "gone",
                [
                    "revises": try world.reference("withdrawn").json, "value": ["kind": "choice", "choice": "back"],
                    "segments": [],
                ]))
    }

    mutating func withdrawGuideline() async throws {
        try await say(
            "misguided", "guideline.withdrawn", .guideline("g"),
            [
                "guideline": "g", "of": try world.reference("guideline").json, "datasets": ["d"], "reason": "misprinted",
                "effective": "2026-02-01T00:00:00Z",
            ])
    }

    mutating func say(_ name: String, _ type: String, _ subject: Subject, _ data: JSONObject) async throws {
        try await world.say(name, Self.root, type, subject, data)
    }

    mutating func assert(
        _ item: String, _ label: String, _ value: JSONValue, by source: Actor, with further: JSONObject = ["segments": []],
        sealingInValue: JSONObject = [:]
    ) async throws {
        try await world.say(
            "\(item)/\(label)", source, "label.asserted", .label("d", item, label),
            try on(item, label, further.with(["value": value])), sealingInValue: sealingInValue)
    }

    /// Somebody ranks responses to the item `a`.
    mutating func rank(_ label: String, _ source: Actor, _ responses: [JSONValue], _ order: JSONValue) async throws {
        try await world.say(
            "a/\(label)", source, "preference.ranked", .label("d", "a", label),
            try on(
                "a", label, ["responses": .array(responses), "rankings": [["criterion": "helpful", "order": order]]]))
    }

    private func on(_ item: String, _ label: String, _ data: JSONObject) throws -> JSONObject {
        data.with([
            "dataset": "d", "item": .string(item), "label": .string(label), "name": "q",
            "on": try world.reference("item \(item)").json,
        ])
    }

    // Exports.

    func view<Result>(at size: TreeSize? = nil, _ body: (DatasetView) throws -> Result) throws -> Result {
        try world.store.read { try body(try DatasetView($0, dataset: "d", asOf: size)) }
    }

    func text(_ export: some DatasetExport, at size: TreeSize? = nil) throws -> String {
        try exported(export, at: size).text
    }

    func exported(_ export: some DatasetExport, at size: TreeSize? = nil) throws -> (text: String, remarks: [String]) {
        let text = Gathered()
        var export = export
        try view(at: size) { try export.export($0) { text.text += $0 } }
        return (text.text, export.remarks)
    }

    func lines(at size: TreeSize? = nil) throws -> [JSONValue] {
        try text(JSONLinesExport(), at: size).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    /// The size of the log just after an event.
    func size(after name: String) throws -> TreeSize { TreeSize(try world.index(name).value + 1) }
}

/// Where the pieces of an export are put together.
final class Gathered {
    var text = ""
}
