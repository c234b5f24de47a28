import Evidence
import Primitives
import Provenance
import Signatures
import Testing

/// What an operator might put into the log who does not keep to the rules, or lets somebody else do so.
struct Cheat: Sendable, CustomTestStringConvertible {
    let name: String
    /// Codes of the findings that a bundle of the whole ledger must have, and rules that `inadmissible` must name.
    let codes: [FindingCode]
    let rules: [String]
    /// Verdicts of labels after it: what was refused has no effect.
    let verdicts: [String: Verdict]
    let apply: @Sendable (inout TestLedger, _ on: EventReference, _ head: EventReference) throws -> Void

    init(
        _ name: String, codes: [FindingCode] = [.inadmissible], rules: [String] = [], verdicts: [String: Verdict] = [:],
        _ apply: @escaping @Sendable (inout TestLedger, EventReference, EventReference) throws -> Void
    ) {
        self.name = name
        self.codes = codes
        self.rules = rules
        self.verdicts = verdicts.merging(["label:d/i/a": .certified]) { own, _ in own }
        self.apply = apply
    }

    var testDescription: String { name }

    /// A clinic with the item i and ann's label a on it, and then the cheat.
    func ledger() throws -> TestLedger {
        var ledger = try TestLedger.clinic()
        let on = try ledger.register("i")
        let head = try ledger.assert("a", on: on, item: "i", by: .ann)
        try apply(&ledger, on, head)
        return ledger
    }

    static let all: [Cheat] = [
        Cheat("a revision of a head that has moved", rules: ["head-moved"], verdicts: ["label:d/i/a": .certified]) {
            try $0.revise("a", on: $1, item: "i", by: .ann, of: $2)
            try $0.revise("a", on: $1, item: "i", by: .bob, of: $2)
        },
        Cheat("a label asserted a second time", rules: ["label-exists"]) { ledger, on, _ in
            try ledger.assert("a", on: on, item: "i", by: .bob)
        },
        Cheat("a withdrawal by somebody else", rules: ["not-its-author"]) { ledger, _, head in
            try ledger.say(
                "label.withdrawn", by: .bob,
                TestLedger.address("a", item: "i", name: "finding").merging(["revises": head.json, "reason": "no"]))
        },
        Cheat("a review of one's own label", rules: ["own-label"]) { ledger, _, head in
            try ledger.say(
                "review.recorded", by: .ann,
                TestLedger.address("a", item: "i", name: "finding").merging(["reviews": head.json, "outcome": "accepted"]))
        },
        Cheat("an authority that recognises itself", rules: ["signer-kind"]) { ledger, on, _ in
            try ledger.recognise(Actor(.authority, "self"), by: .board)
        },
        Cheat("a credential by an authority that nobody recognised", codes: [.unknownKey]) { ledger, on, _ in
            try ledger.issue("c9", to: .bob, by: Actor(.authority, "self"))
        },
        Cheat("a credential that was issued after the label", codes: [], verdicts: ["label:d/i/b": .uncertified]) {
            ledger, on, _ in
            try ledger.assert("b", on: on, item: "i", by: .bob)
            try ledger.issue("c9", to: .bob)
        },
        Cheat("a credential issued twice", rules: ["already-exists"]) { ledger, _, _ in try ledger.issue("c1", to: .bob) },
        Cheat("a revocation by an operator who did not issue", rules: ["not-its-own"]) { ledger, _, _ in
            try ledger.say(
                "credential.revoked", by: .op,
                ["authority": "board", "credential": "c1", "annotator": "ann", "reason": "asked"])
        },
        Cheat("an item registered twice", rules: ["already-exists"]) { ledger, _, _ in try ledger.register("i") },
        Cheat("a label on an item that is not registered", rules: ["unknown-item"]) { ledger, on, _ in
            try ledger.assert("x", on: on, item: "nowhere", by: .ann)
        },
        Cheat("a label on another registration", rules: ["other-item"]) { ledger, _, head in
            try ledger.assert("x", on: head, item: "i", by: .ann)
        },
        Cheat("a guideline that was not published", rules: ["unknown-guideline"]) { ledger, on, head in
            try ledger.assert("x", on: on, item: "i", by: .ann, adding: ["guideline": head.json])
        },
        Cheat("a guideline that was withdrawn before", rules: ["guideline-withdrawn"]) { ledger, on, _ in
            let guideline = try ledger.publish("g")
            try ledger.say(
                "guideline.withdrawn", by: .op,
                ["guideline": "g", "of": guideline.json, "datasets": ["d"], "reason": "misprinted"])
            try ledger.assert("x", on: on, item: "i", by: .ann, adding: ["guideline": guideline.json])
        },
        Cheat("an id that is taken", rules: ["id-taken"]) { ledger, on, head in
            try ledger.say(
                "label.asserted", by: .ann, TestLedger.statement("x", on: on, item: "i"), id: head.id)
        },
        Cheat("a second opening", rules: ["already-opened"]) { ledger, _, _ in try ledger.open() },
        Cheat("an event for another ledger", rules: ["another-ledger"]) { ledger, _, _ in
            var other = try TestLedger.clinic(origin: "ledger.example/other")
            other.use(ledger.key(of: .op), for: .op)
            try other.register("other")
            let entry = other.entries[other.entries.count - 1]
            ledger.put(Array(entry.drop { $0 != UInt8(ascii: " ") }.dropFirst()))
        },
        Cheat("a key in a stranger's name", codes: [.inadmissible], rules: ["unknown-signer"]) { ledger, on, _ in
            try ledger.assert("x", on: on, item: "i", by: .bob, key: ledger.key(of: .ann))
        },
        Cheat("a key that was never introduced", codes: [.unknownKey]) { ledger, on, _ in
            try ledger.assert("x", on: on, item: "i", by: .bob, key: TestLedger.key("nobody"))
        },
        Cheat("a key used before it was introduced", codes: [.unknownKey]) { ledger, on, _ in
            let eve = Actor(.annotator, "eve")
            try ledger.assert("x", on: on, item: "i", by: eve)
            try ledger.enrol(eve)
        },
        Cheat("a key introduced twice", rules: ["key-taken"]) { ledger, _, _ in
            let twin = Actor(.annotator, "twin")
            ledger.use(ledger.key(of: .ann), for: twin)
            try ledger.enrol(twin)
        },
        Cheat("a key without a proof", rules: ["key-unproven"]) { ledger, _, _ in
            let eve = Actor(.annotator, "eve")
            try ledger.say(
                "annotator.enrolled", by: .op,
                ledger.introduction(.ann).merging([
                    "jwk": ledger.key(of: eve).publicKey.jwk, "kind": "annotator", "id": "eve", "custody": "holder",
                ]))
        },
        Cheat("a label by somebody whose enrolment was refused", codes: [.inadmissible, .unknownKey], rules: ["signer-kind"]) {
            ledger, on, _ in
            let eve = Actor(.annotator, "eve")
            try ledger.say(
                "annotator.enrolled", by: .board,
                ledger.introduction(eve).merging(["kind": "annotator", "id": "eve", "custody": "holder"]))
            try ledger.assert("x", on: on, item: "i", by: eve)
        },
        Cheat("a seal beyond the log", codes: [.unknownKey]) { ledger, _, _ in
            let zero = Digest.zero.base64URL
            try ledger.say(
                "ledger.sealed", by: Actor(.service, "main"),
                ["size": 1_000_000, "root": .string(zero), "indexRoot": .string(zero), "subjects": 1])
        },
        Cheat("a clock that stands still", codes: [.recordedOrder], verdicts: ["label:d/i/x": .certified]) { ledger, on, _ in
            ledger.clock = Timestamp(microseconds: ledger.clock.microseconds - 1_000_000)
            try ledger.assert("x", on: on, item: "i", by: .ann)
        },
        Cheat("an erasure that names the wrong subjects", rules: ["erasure"]) { ledger, _, head in
            try ledger.say(
                "disclosure.erased", by: .op,
                ["event": head.json, "subjects": ["label:d/i/a"], "digests": [], "legalBasis": "Art. 17"])
        },
        Cheat("something that is no event", codes: [.eventMalformed]) { ledger, _, _ in
            ledger.put(TokenSigner.sign(payload: ["hello": "world"], with: ledger.key(of: .op)))
        },
        Cheat("something that is no token", codes: [.entryMalformed]) { ledger, _, _ in ledger.put(Array("a.b.c".utf8)) },
        Cheat("an event that is too large", codes: [.entryTooLarge]) { ledger, _, _ in
            ledger.put([UInt8](repeating: UInt8(ascii: "a"), count: 65_520))
        },
        Cheat("an event of a type from the future", codes: [.unknownType]) { ledger, _, _ in
            let payload: JSONValue = [
                "specversion": "1.0", "id": .string(ledger.nextID().description), "source": "operator:op",
                "type": "touchmark.weather.reported", "subject": "dataset:d", "time": "2030-01-01T00:00:00Z",
                "ledger": .string(ledger.origin), "data": ["dataset": "d"],
            ]
            ledger.put(TokenSigner.sign(payload: payload, with: ledger.key(of: .op)))
        },
    ]
}
