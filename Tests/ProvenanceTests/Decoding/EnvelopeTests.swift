import Primitives
import Testing

@testable import Provenance

@Suite("The members around data")
struct EnvelopeTests {
    private static func payload() throws -> JSONValue {
        try Payload(type: "touchmark.session.recorded", source: .studio, data: session).json
    }

    private static let session: JSONValue = [
        "session": "s", "annotator": "ann", "started": "2030-01-01T08:00:00Z", "ended": "2030-01-01T09:00:00Z",
        "activeMs": 3_000_000, "tool": ["name": "studio", "version": "3"],
    ]

    @Test(
        "are all required",
        arguments: ["specversion", "id", "source", "type", "subject", "time", "ledger", "data"])
    func refusesMissing(_ name: String) throws {
        let json = try Self.payload().with(name, nil)
        let error = #expect(throws: JSONError.self) { try Event(payload: json.canonicalBytes) }
        #expect(error?.code == .missingMember)
        #expect(error?.path == [name])
    }

    @Test("are no others")
    func refusesUnknown() throws {
        let json = try Self.payload().with("datacontenttype", "application/json")
        let error = #expect(throws: JSONError.self) { try Event(payload: json.canonicalBytes) }
        #expect(error?.code == .unknownMember)
    }

    @Test(
        "have the values that the protocol gives them",
        arguments: [
            ("specversion", "1.1"), ("specversion", "1"),
            ("id", "01940000-0000-7000-8000-00000000000G"), ("id", "01940000-0000-7000-8000-00000000000A"),
            ("id", "019400000000700080000000000000aa"), ("id", "01940000-0000-7000-8000-0000000000aab"),
            ("id", "01940000-0000-7000-80000-000000000aa"),
            ("source", "connector"), ("source", "witness:studio"), ("source", "connector:"), ("source", "connector:a/b"),
            ("source", "connector:stüdio"), ("source", "connector:%73tudio"), ("source", "connector:st%c3%bcdio"),
            ("source", "connector:%C3"), ("source", "connector:."), ("source", "Connector:studio"),
            ("type", "touchmark.session.erased"), ("type", "session.recorded"),
            ("time", "2030-01-01"), ("time", "2030-01-01T00:00:60Z"), ("time", "2030-01-01t00:00:00Z"),
        ])
    func refusesValue(_ name: String, _ value: String) throws {
        let json = try Self.payload().with(name, .string(value))
        let error = #expect(throws: JSONError.self) { try Event(payload: json.canonicalBytes) }
        #expect(error?.code == .invalidValue)
        #expect(error?.path == [name])
    }

    @Test("hold a member once, however it is spelled")
    func refusesDuplicates() throws {
        let text = try Self.payload().canonicalText.replacing("\"ledger\":", with: "\"l\\u0065dger\":\"x\",\"ledger\":")
        let error = #expect(throws: JSONError.self) { try Event(payload: Array(text.utf8)) }
        #expect(error?.code == .duplicateMember)
    }

    @Test("are read whatever their order and spacing")
    func readsIndented() throws {
        let json = try Self.payload()
        #expect(try Event(payload: Array(json.indentedText.utf8)) == Event(payload: json.canonicalBytes))
    }
}

@Suite("Rules inside data")
struct DataRuleTests {
    /// Changes to the full example of a type that the vocabulary does not allow.
    static let refused: [(String, JSONValue)] = [
        ("ledger.opened", ["policy": ["enforcement": "ignore", "clockToleranceSeconds": 1]]),
        ("ledger.opened", ["policy": ["enforcement": "record", "clockToleranceSeconds": -1]]),
        ("ledger.opened", ["continues": ["origin": "o", "size": 1, "root": .string(Digest.zero.base64URL)]]),
        ("ledger.key-added", ["role": "log"]),
        ("ledger.key-added", ["role": "annotator"]),
        ("ledger.key-retired", ["vkey": .string(World.vkey)]),
        ("ledger.key-retired", ["reason": "retired"]),
        ("ledger.sealed", ["root": .string(Digest.zero.contentDigest)]),
        ("ledger.sealed", ["size": -1]),
        ("authority.recognised", ["competences": ["medicine//radiology"]]),
        ("authority.recognised", ["competences": [""]]),
        ("authority.key-revoked", ["reason": "rotated"]),
        ("annotator.enrolled", ["kind": "operator"]),
        ("annotator.enrolled", ["kind": "connector", "model": "m"]),
        ("annotator.enrolled", ["custody": "nobody"]),
        ("credential.issued", ["validUntil": "2030-01-01T00:00:00Z"]),
        ("credential.issued", ["competence": "/medicine"]),
        ("credential.issued", ["evidence": [:]]),
        ("credential.issued", ["authority": "board"]),
        ("credential.presented", ["format": "pdf"]),
        ("dataset.defined", ["collection": ["weather": "fine"]]),
        ("dataset.defined", ["retentionYears": .number(1.5)]),
        ("requirement.set", ["requirements": [["labels": "a"], ["labels": ["b", "a"]]]]),
        ("requirement.set", ["requirements": [["labels": ["*"]], ["labels": "*"]]]),
        // Names of questions are in form NFC: another spelling would be the same name to one reader and not to the next.
        ("requirement.set", ["requirements": [["labels": "cafe\u{301}"]]]),
        ("requirement.set", ["requirements": [["labels": ["caf\u{E9}", "cafe\u{301}"]]]]),
        ("requirement.set", ["requirements": [["labels": [""]]]]),
        ("guideline.published", ["datasets": ["d", "d"]]),
        (
            "item.registered",
            ["tracks": [["id": "t", "modality": "smell", "digest": VocabularyExample.digest, "mediaType": "x"]]]
        ),
        (
            "item.registered",
            [
                "tracks": [
                    ["id": "t", "modality": "text", "digest": VocabularyExample.digest, "mediaType": "x"],
                    ["id": "t", "modality": "text", "digest": VocabularyExample.digest, "mediaType": "x"],
                ]
            ]
        ),
        (
            "item.registered",
            [
                "tracks": [
                    ["id": "t", "modality": "text", "digest": VocabularyExample.digest, "mediaType": "x", "duration": 3]
                ]
            ]
        ),
        (
            "item.registered",
            [
                "tracks": [
                    [
                        "id": "t", "modality": "text", "digest": VocabularyExample.digest, "mediaType": "x",
                        "timebase": ["numerator": 1, "denominator": 0],
                    ]
                ]
            ]
        ),
        ("item.registered", ["origin": ["kind": "found"]]),
        ("item.synchronised", ["tracks": [["track": "t", "offset": 0, "driftPPM": 0, "uncertainty": -1]]]),
        ("label.asserted", ["segments": [["track": "t", "start": 2, "end": 1]]]),
        ("label.asserted", ["segments": [["track": "t", "start": -1, "end": 1]]]),
        ("label.asserted", ["segments": [["track": "t", "start": 1]]]),
        ("label.asserted", ["value": ["kind": ""]]),
        ("label.asserted", ["value": ["kind": "text"]]),
        ("label.asserted", ["value": ["kind": "text", "text": 3]]),
        ("label.asserted", ["revises": VocabularyExample.reference]),
        ("label.asserted", ["on": ["id": .string(Payload.id.description)]]),
        ("label.asserted", ["on": ["id": .string(Payload.id.description), "digest": .string(Digest.zero.hex)]]),
        ("label.suggested", ["rationale": "machines give none"]),
        ("relation.asserted", ["relation": "between"]),
        ("preference.ranked", ["rankings": [["criterion": "tone", "order": ["x", "x"]]]]),
        ("preference.ranked", ["rankings": [["criterion": "tone", "order": ["unknown"]]]]),
        ("review.recorded", ["outcome": "fine"]),
        ("adjudication.decided", ["rule": "coin"]),
        ("session.recorded", ["ended": "2029-01-01T00:00:00Z"]),
        ("session.recorded", ["counts": ["sighs": 3]]),
        ("model.trained", ["releases": [["dataset": "d", "version": "1"], ["dataset": "d", "version": "1"]]]),
        ("model.trained", ["method": "magic"]),
        ("disclosure.erased", ["subjects": []]),
        ("disclosure.erased", ["subjects": ["item:d/i", "dataset:d", "item:d/i"]]),
        ("disclosure.erased", ["subjects": ["item:d/i", "work:annotator/ann"]]),
        ("disclosure.erased", ["subjects": ["item:d/i/x"]]),
        ("disclosure.erased", ["digests": ["short"]]),
    ]

    @Test("are enforced", arguments: refused)
    func refuses(_ type: String, _ change: JSONValue) throws {
        let example = try #require(VocabularyExample.all.first { $0.type == "touchmark." + type })
        let error = #expect(throws: JSONError.self) { try example.payload(example.full.merging(change)).decode() }
        #expect(error?.path.first == "data" || error?.path.first == "subject", "\(error?.description ?? "")")
    }

    @Test(
        "leave alone what the vocabulary allows",
        arguments: [
            ("label.asserted", ["segments": []]), ("label.asserted", ["confidence": 1]),
            ("label.asserted", ["value": ["kind": "text", "text": ""]]),
            ("requirement.set", ["requirements": []]),
            ("requirement.set", ["requirements": [["labels": ["a"]], ["labels": "*"], ["labels": ["b", "c"]]]]),
            ("dataset.defined", ["collection": [:]]),
            ("disclosure.erased", ["subjects": ["item:d/i"]]),
            ("relation.asserted", ["relation": "refers-to"]),
        ] as [(String, JSONValue)])
    func allows(_ type: String, _ change: JSONValue) throws {
        let example = try #require(VocabularyExample.all.first { $0.type == "touchmark." + type })
        #expect(throws: Never.self) { try example.payload(example.full.merging(change)).decode() }
    }

    @Test("let no event touch a subject twice, also among very many")
    func manySubjects() throws {
        let example = try #require(VocabularyExample.all.first { $0.type == "touchmark.guideline.published" })
        let names = (0..<8000).map { JSONValue.string(String($0)) }
        let event = try example.payload(example.full.with("datasets", .array(names))).decode()
        #expect(event.subjects.count == 16_002)
        #expect(throws: JSONError.self) {
            try example.payload(example.full.with("datasets", .array(names + ["7"]))).decode()
        }
    }
}
