import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("Sealed values")
struct SealedValueTests {
    private static let reason = Disclosure.make(name: "reason", value: "inquiry")
    static let decoy = Digest(hashing: "decoy").base64URL

    private static let suspension: JSONValue = ["kind": "annotator", "id": "ann"]

    private static func suspension(sealing digests: [String]) throws -> Event {
        try event("annotator.suspended", suspension.with("_sd", .array(digests.map { .string($0) })))
    }

    private static func event(_ type: String, _ data: JSONValue) throws -> Event {
        let example = try #require(VocabularyExample.all.first { $0.type == "touchmark." + type })
        return try example.payloadOfOneSubject(data).decode()
    }

    private static func assertion(_ change: JSONValue) throws -> Event {
        let example = try #require(VocabularyExample.all.first { $0.type == "touchmark.label.asserted" })
        return try example.payload(example.required.merging(change)).decode()
    }

    @Test("count as present where their member is required")
    func acceptsSealedRequired() throws {
        let event = try Self.suspension(sealing: [Self.reason.digest, Self.decoy])
        guard case .annotatorSuspended(let data) = event.body else { return #expect(Bool(false)) }
        #expect(data.reason == .withheld)
        #expect(event.sealed.map(\.path) == [[]])
        #expect(event.sealed.map(\.candidates) == [["reason"]])
    }

    @Test("do not count where nothing is sealed")
    func refusesEmptySeal() {
        let error = #expect(throws: JSONError.self) { try Self.suspension(sealing: []) }
        #expect(error?.code == .missingMember)
        #expect(error?.path.last == "reason")
    }

    @Test("are read by a matching disclosure")
    func discloses() throws {
        let event = try Self.suspension(sealing: [Self.decoy, Self.reason.digest])
        let values = try event.disclosed(by: [Self.reason]).get()
        #expect(values.map(\.name) == ["reason"])
        #expect(values.map(\.value) == ["inquiry"])
        #expect(try event.disclosed(by: []).get() == [])
    }

    @Test("are not read by a disclosure of another salt, another member, or twice")
    func refusesDisclosures() throws {
        let event = try Self.suspension(sealing: [Self.reason.digest])
        #expect(throws: DisclosureMismatch.self) {
            try event.disclosed(by: [.make(name: "reason", value: "inquiry")]).get()
        }
        #expect(throws: DisclosureMismatch.self) { try event.disclosed(by: [Self.reason, Self.reason]).get() }
        let other = Disclosure.make(name: "id", value: "bob")
        #expect(throws: DisclosureMismatch.self) {
            try Self.suspension(sealing: [other.digest]).disclosed(by: [other]).get()
        }
    }

    @Test("may not be of a member that stands in clear; decoys beside it may be")
    func refusesDisclosureOfClearMember() throws {
        let rationale = Disclosure.make(name: "rationale", value: "because")
        let event = try Self.assertion(["rationale": "seen", "_sd": [.string(rationale.digest)]])
        #expect(event.sealed.map(\.candidates) == [[]])
        #expect(throws: DisclosureMismatch.self) { try event.disclosed(by: [rationale]).get() }
    }

    @Test("of an answer are refused at the door where there are two, and read all the same where they are in a log")
    func ambiguousSeals() throws {
        let world = try World.clinic()
        let no = Disclosure.make(name: "text", value: "no tumour")
        let malignant = Disclosure.make(name: "text", value: "malignant tumour")
        let refusal = { (label: String, digests: [String], value: JSONValue, inData: [String]) in
            var data = world.statement(label).with("value", value.with("_sd", .array(digests.map { .string($0) })))
            if !inData.isEmpty { data = data.with("_sd", .array(inData.map { .string($0) })) }
            return try world.refusal("touchmark.label.asserted", by: .ann, data)
        }
        let text: JSONValue = ["kind": "text"]
        #expect(try refusal("a", [no.digest, malignant.digest], text, []) == "ambiguous-seal")
        #expect(try refusal("a", [no.digest], text, [Self.decoy, Self.reason.digest]) == nil)
        // With its text in clear, nothing behind a digest can be shown.
        #expect(try refusal("b", [no.digest, malignant.digest], text.with("text", "seen"), []) == nil)

        let data: JSONValue = ["kind": "text", "_sd": [.string(no.digest), .string(malignant.digest)]]
        let logged = try world.force("touchmark.label.asserted", by: .ann, world.statement("c").with("value", data))
        #expect(logged.event.hasAmbiguousSeal)
        // Other rules know it by now.
        #expect(try Admission.refusal(of: logged, in: world)?.rule != "ambiguous-seal")
    }

    @Test("stay inside a label's value only as its text")
    func sealsText() throws {
        let text = Disclosure.make(name: "text", value: "a shadow")
        let sealed: JSONValue = ["kind": "text", "_sd": [.string(text.digest)]]
        let event = try Self.assertion(["value": sealed])
        guard case .labelAsserted(let data) = event.body else { return #expect(Bool(false)) }
        #expect(data.value.isTextSealed)
        #expect(data.value.json == ["kind": "text"])
        #expect(event.sealed.map(\.path) == [["value"]])
        #expect(try event.disclosed(by: [text]).get().map(\.path) == [["value"]])

        let other = Disclosure.make(name: "choice", value: "x")
        let event2 = try Self.assertion(["value": ["kind": "choice", "_sd": [.string(other.digest)]]])
        #expect(throws: DisclosureMismatch.self) { try event2.disclosed(by: [other]).get() }
    }

    @Test("two of one object are told apart from two of two objects")
    func sealsInTwoObjects() throws {
        let text = Disclosure.make(name: "text", value: "a shadow")
        let rationale = Disclosure.make(name: "rationale", value: "because")
        let event = try Self.assertion([
            "value": ["kind": "text", "_sd": [.string(text.digest)]], "_sd": [.string(rationale.digest)],
        ])
        #expect(Set(event.sealed.map(\.path)) == [[], ["value"]])
        #expect(try event.disclosed(by: [rationale, text]).get().map(\.path) == [[], ["value"]])
    }

    @Test("a gold value may be sealed as a whole")
    func sealsGold() throws {
        let data: JSONValue = ["dataset": "d", "item": "i", "name": "finding", "_sd": [.string(Self.decoy)]]
        guard case .goldPlaced(let gold) = try Self.event("gold.placed", data).body else { return #expect(Bool(false)) }
        #expect(gold.value == .withheld)
        #expect(throws: JSONError.self) { try Self.event("gold.placed", data.with("_sd", nil)) }
    }

    @Test(
        "are refused wherever the vocabulary does not allow them",
        arguments: [
            ["_sd": "x"], ["_sd": [1]], ["_sd": ["short"]],
            ["_sd": [.string(SealedValueTests.decoy), .string(SealedValueTests.decoy)]],
            ["value": ["kind": "choice", "_sd": [.string(SealedValueTests.decoy)]], "_sd": [.string(SealedValueTests.decoy)]],
            ["value": ["kind": "choice", "more": ["_sd": [.string(SealedValueTests.decoy)]]]],
            ["value": ["kind": "choice", "more": [["...": .string(SealedValueTests.decoy)]]]],
            ["value": ["kind": "text", "_sd": []]],
            ["segments": [["track": "t", "_sd": [.string(SealedValueTests.decoy)]]]],
            ["segments": [["track": "t", "region": ["_sd": [.string(SealedValueTests.decoy)]]]]],
            ["on": VocabularyExample.reference.with("_sd", [.string(SealedValueTests.decoy)])],
            ["tool": ["name": "t", "_sd": [.string(SealedValueTests.decoy)]]],
        ] as [JSONValue])
    func refusesSealing(_ change: JSONValue) {
        let error = #expect(throws: JSONError.self) { try Self.assertion(change) }
        #expect(error?.path.first == "data")
    }

    @Test("are refused in data that has no sealable member", arguments: ["label.suggested", "dataset.recalled", "report.signed"])
    func refusesSealingOfNothing(_ type: String) throws {
        let example = try #require(VocabularyExample.all.first { $0.type == "touchmark." + type })
        let error = #expect(throws: JSONError.self) {
            try example.payload(example.required.with("_sd", [.string(Self.decoy)])).decode()
        }
        #expect(error?.path == ["data", "_sd"])
    }

    @Test("and _sd_alg go together, and it is sha-256")
    func algorithm() throws {
        let example = try #require(VocabularyExample.all.first { $0.type == "touchmark.label.asserted" })
        let sealed = try example.payload(example.required.with("_sd", [.string(Self.decoy)])).json
        let clear = try example.payload(example.required).json
        #expect(throws: Never.self) { try Event(payload: sealed.canonicalBytes) }
        for wrong in [sealed.with("_sd_alg", nil), sealed.with("_sd_alg", "sha-512"), clear.with("_sd_alg", "sha-256")] {
            let error = #expect(throws: JSONError.self) { try Event(payload: wrong.canonicalBytes) }
            #expect(error?.path == ["_sd_alg"])
        }
    }
}

extension VocabularyExample {
    /// A payload whose subject follows from `data` rather than from the example.
    func payloadOfOneSubject(_ data: JSONValue) throws -> Payload { try Payload(type: type, source: source, data: data) }
}
