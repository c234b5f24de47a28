import Evidence
import Primitives
import Provenance
import Signatures

/// What an operator might put into the log who does not keep to the rules. A bundle of the whole ledger shows it.
struct Cheat: Sendable {
    let name: String
    let outcome: BundleVector.Outcome
    let codes: [FindingCode]
    let rules: [String]
    let apply: @Sendable (inout VectorLedger, _ on: EventReference, _ head: EventReference) throws -> Void

    init(
        _ name: String, _ outcome: BundleVector.Outcome = .failed, _ codes: [FindingCode] = [.inadmissible],
        rules: [String] = [], _ apply: @escaping @Sendable (inout VectorLedger, EventReference, EventReference) throws -> Void
    ) {
        (self.name, self.outcome, self.codes, self.rules, self.apply) = (name, outcome, codes, rules, apply)
    }

    func vector() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        let (on, head) = try ledger.landmarks
        try apply(&ledger, on, head)
        return BundleVector(
            name: name, bytes: ledger.carelessBundle.bytes, outcome: outcome, codes: codes, rules: rules)
    }

    private static let eve = Actor(.annotator, "eve")

    static let all = rules + future + guidelines + keys + citations + order + refusals

    private static let rules: [Cheat] = [
        Cheat("a revision of a head that has moved", rules: ["head-moved"]) {
            try $0.revise("a", on: $1, by: .ann, of: $2)
            try $0.revise("a", on: $1, by: .bob, of: $2)
        },
        Cheat("a label asserted a second time", rules: ["label-exists"]) { ledger, on, _ in
            try ledger.assert("a", on: on, by: .bob)
        },
        Cheat("a withdrawal by somebody else", rules: ["not-its-author"]) { ledger, _, head in
            try ledger.say(
                "label.withdrawn", by: .bob, VectorLedger.address("a").adding(["revises": head.json]), sealed: ["reason": "no"])
        },
        Cheat("a review of ones own label", rules: ["own-label"]) { ledger, _, head in
            try ledger.say(
                "review.recorded", by: .ann, VectorLedger.address("a").adding(["reviews": head.json, "outcome": "accepted"]))
        },
        Cheat("an authority that recognises another", rules: ["signer-kind"]) { ledger, _, _ in
            try ledger.recognise(Actor(.authority, "self"), by: .board)
        },
        Cheat("a credential issued twice", rules: ["already-exists"]) { ledger, _, _ in try ledger.issue("c1", to: .bob) },
        Cheat("a revocation by who did not issue", rules: ["not-its-own"]) { ledger, _, _ in
            try ledger.credential("revoked", "c1", of: .ann, by: .op)
        },
        Cheat("an item registered twice", rules: ["already-exists"]) { ledger, _, _ in try ledger.register("i") },
        Cheat("a label on another registration", rules: ["other-item"]) { ledger, _, head in
            try ledger.assert("x", on: head, by: .ann)
        },
        Cheat("an id that is taken", rules: ["id-taken"]) { ledger, on, head in
            try ledger.assert("x", on: on, by: .ann, id: head.id)
        },
        Cheat("a second opening", rules: ["already-opened"]) { ledger, _, _ in try ledger.open() },
        Cheat("an event for another ledger", rules: ["another-ledger"]) { ledger, _, _ in
            var other = try VectorLedger.ward(origin: "vectors.example/other")
            other.use(ledger.key(of: .op), for: .op)
            try other.register("other")
            ledger.put(Array(other.entries[other.entries.count - 1].drop { $0 != UInt8(ascii: " ") }.dropFirst()))
        },
        Cheat("a key in a strangers name", rules: ["unknown-signer"]) { ledger, on, _ in
            try ledger.assert("x", on: on, by: .bob, key: ledger.key(of: .ann))
        },
        Cheat("a key that was never introduced", .failed, [.unknownKey]) { ledger, on, _ in
            try ledger.assert("x", on: on, by: .bob, key: VectorSeeds.key("nobody"))
        },
        Cheat("a key used before it was introduced", .failed, [.unknownKey]) { ledger, on, _ in
            try ledger.assert("x", on: on, by: eve)
            try ledger.enrol(eve)
        },
        Cheat("a key introduced twice", rules: ["key-taken"]) { ledger, _, _ in
            let twin = Actor(.annotator, "twin")
            ledger.use(ledger.key(of: .ann), for: twin)
            try ledger.enrol(twin)
        },
        Cheat("a key with the proof of another", rules: ["key-unproven"]) { ledger, _, _ in
            try ledger.say(
                "annotator.enrolled", by: .op,
                ledger.introduction(.ann).adding([
                    "jwk": ledger.key(of: eve).publicKey.jwk, "kind": "annotator", "id": "eve", "custody": "holder",
                ]))
        },
        Cheat("a clock that stands still", .failed, [.recordedOrder]) { ledger, on, _ in
            ledger.clock = Timestamp(microseconds: ledger.clock.microseconds - 1_000_000)
            try ledger.assert("x", on: on, by: .ann)
        },
        Cheat("the last time that can be written down", .verified, [.clockTolerance]) { ledger, on, _ in
            ledger.clock = .latest
            try ledger.assert("x", on: on, by: .ann, claiming: VectorLedger.day(0))
        },
        Cheat("a recorded time past the year 9999", .failed, [.entryMalformed]) { ledger, on, _ in
            ledger.clock = Timestamp(microseconds: Timestamp.latest.microseconds + 1)
            try ledger.assert("x", on: on, by: .ann, claiming: VectorLedger.day(0))
        },
        Cheat("a claimed time beyond the tolerance", .verified, [.clockTolerance]) { ledger, on, _ in
            try ledger.assert("x", on: on, by: .ann, claiming: VectorLedger.day(3))
        },
        Cheat("something that is no event", .failed, [.eventMalformed]) { ledger, _, _ in
            ledger.put(TokenSigner.sign(payload: ["hello": "world"], with: ledger.key(of: .op)))
        },
        Cheat("something that is no token", .failed, [.entryMalformed]) { ledger, _, _ in ledger.put(Array("a.b.c".utf8)) },
        Cheat("an event of a type from the future", .incomplete, [.unknownType]) { ledger, _, _ in
            ledger.put(ledger.futureEvent())
        },
        Cheat("a seal whose index leaves an entry out", .failed, [.sealFalse]) { ledger, _, _ in try ledger.seal(hiding: 10) },
        Cheat("a log key given up as compromised", .failed, [.logKeyCompromised]) { ledger, _, _ in
            try ledger.say(
                "ledger.key-retired", by: .op, ["vkey": .string(ledger.log.vkey.text), "reason": "compromised"])
        },
        Cheat("a log key that was rotated away and still signs", .verified, [.logKeyRetired]) { ledger, _, _ in
            try ledger.say("ledger.key-retired", by: .op, ["vkey": .string(ledger.log.vkey.text), "reason": "rotated"])
        },
    ]

    private static let guidelines: [Cheat] = [
        Cheat("a label under a guideline that was withdrawn before", rules: ["guideline-withdrawn"]) { ledger, on, _ in
            let guideline = try ledger.publishGuideline()
            try ledger.withdrawGuideline(guideline)
            try ledger.assert("x", on: on, following: guideline)
        },
        Cheat("a label under a guideline whose withdrawal is to come", .verified, []) { ledger, on, _ in
            let guideline = try ledger.publishGuideline()
            try ledger.withdrawGuideline(guideline, effective: 3)
            try ledger.assert("x", on: on, following: guideline)
        },
        Cheat("a guideline published again after its withdrawal", rules: ["id-taken", "guideline-withdrawn"]) { ledger, on, _ in
            let (id, time) = (ledger.nextID(), ledger.clock)
            let guideline = try ledger.publishGuideline(id: id, claiming: time)
            try ledger.withdrawGuideline(guideline)
            try ledger.publishGuideline(id: id, claiming: time)
            try ledger.assert("x", on: on, following: guideline)
        },
        Cheat("a guideline withdrawn twice", rules: ["guideline-withdrawn"]) { ledger, _, _ in
            let guideline = try ledger.publishGuideline()
            try ledger.withdrawGuideline(guideline)
            try ledger.withdrawGuideline(guideline)
        },
        Cheat("a guideline withdrawn by who did not publish it", rules: ["not-its-own"]) { ledger, _, _ in
            try ledger.withdrawGuideline(try ledger.publishGuideline(), by: .ann)
        },
        Cheat("a guideline withdrawn for other datasets", rules: ["other-datasets"]) { ledger, _, _ in
            try ledger.withdrawGuideline(try ledger.publishGuideline(), datasets: [])
        },
        Cheat("a withdrawal of a guideline that nobody published", rules: ["unknown-subject"]) { ledger, _, head in
            try ledger.withdrawGuideline(head)
        },
    ]
}
