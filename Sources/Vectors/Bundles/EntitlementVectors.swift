import Evidence
import Primitives
import Provenance
import Signatures

/// Labels whose verdicts turn on which keys, suspensions and recognitions stand behind them, each in a ward of its own, whole. The
/// labels `a` (ann) and `b` (bob) are of day 0, `n` is of day 10. The verdicts are worked out by hand from Docs/Vocabulary.md.
enum EntitlementVectors {
    static func all() throws -> [BundleVector] {
        [
            try stolenRotation(), try stolenAuthorityKey(), try stolenReinstatement(), try twoSuspensions(), try wideCredential(),
            try narrowRecognition(), try issueInDoubt(),
        ]
    }

    private static let second = VectorSeeds.key("a second key")

    private static func vector(
        _ name: String, _ new: LabelExpectation, _ play: (inout VectorLedger, EventReference) throws -> Void
    ) throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        try play(&ledger, try ledger.landmarks.on)
        return BundleVector(
            name: name, bytes: ledger.carelessBundle.bytes, outcome: .verified, labels: VectorLedger.wardLabels + [new])
    }

    private static func label(_ then: Verdict, now: Verdict? = nil) -> LabelExpectation {
        LabelExpectation("label:d/i/n", then, now: now)
    }

    /// A compromise voids the rotations that the key signed, and the keys that came of them.
    private static func stolenRotation() throws -> BundleVector {
        try vector("a label by a key that a stolen key brought in", label(.certified, now: .keyCompromised)) { ledger, on in
            ledger.clock = VectorLedger.day(5)
            try ledger.say(
                "annotator.key-rotated", by: .ann,
                ledger.introduction(.ann, second).adding(["kind": "annotator", "id": "ann", "reason": "a new card"]))
            ledger.clock = VectorLedger.day(10)
            try ledger.assert("n", on: on, by: .ann, key: second)
            ledger.clock = VectorLedger.day(12)
            try ledger.revokeKey(of: .ann, "compromised", effective: 4)
        }
    }

    private static func stolenAuthorityKey() throws -> BundleVector {
        try vector(
            "a credential by a key that a stolen key brought in", label(.certified, now: .authorityUnrecognised)
        ) { ledger, on in
            ledger.clock = VectorLedger.day(3)
            try ledger.addKey(second, of: .board)
            try ledger.issue("c2", to: .bob, key: second)
            ledger.clock = VectorLedger.day(10)
            try ledger.assert("n", on: on, by: .bob)
            ledger.clock = VectorLedger.day(12)
            try ledger.revokeKey(ofAuthority: .board, "compromised", effective: 2)
        }
    }

    private static func stolenReinstatement() throws -> BundleVector {
        try vector("a credential that a stolen key reinstated", label(.certified, now: .suspended)) { ledger, on in
            ledger.clock = VectorLedger.day(3)
            try ledger.credential("suspended", "c1", of: .ann)
            ledger.clock = VectorLedger.day(5)
            try ledger.credential("reinstated", "c1", of: .ann)
            ledger.clock = VectorLedger.day(10)
            try ledger.assert("n", on: on, by: .ann)
            ledger.clock = VectorLedger.day(12)
            try ledger.revokeKey(ofAuthority: .board, "compromised", effective: 4)
        }
    }

    /// A reinstatement ends the suspension of whoever signed it, and no other.
    private static func twoSuspensions() throws -> BundleVector {
        try vector("a suspension by two that one of them ended", label(.suspended)) { ledger, on in
            try ledger.addOfficer(.desk)
            ledger.clock = VectorLedger.day(3)
            try ledger.suspend(.ann, by: .desk)
            try ledger.suspend(.ann, by: .op)
            try ledger.reinstate(.ann, by: .op)
            ledger.clock = VectorLedger.day(10)
            try ledger.assert("n", on: on, by: .ann)
        }
    }

    /// An authority is to be recognised for what is asked for, not for all that it certifies.
    private static func wideCredential() throws -> BundleVector {
        let college = Actor(.authority, "college")
        return try vector("a credential wider than the recognition", label(.certified)) { ledger, on in
            try ledger.recognise(college, ["law", "medicine/radiology"])
            try ledger.issue("c2", to: .bob, by: college, competence: "medicine")
            ledger.clock = VectorLedger.day(10)
            try ledger.assert("n", on: on, by: .bob)
        }
    }

    /// A witness saw the issue no earlier than on day 13: that it was recorded before day 2, from when its key is declared compromised, is the
    /// operator's word.
    private static func issueInDoubt() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        ledger.clock = VectorLedger.day(1)
        try ledger.issue("c2", to: .bob)
        ledger.clock = VectorLedger.day(10)
        try ledger.assert("n", on: try ledger.landmarks.on, by: .bob)
        ledger.clock = VectorLedger.day(12)
        try ledger.revokeKey(ofAuthority: .board, "compromised", effective: 2)
        let witness = CosignatureSigner(name: "witness.example/w", key: VectorSeeds.key("witness"))
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: ledger.checkpoint).check(with: ledger.log.vkey)
        else { throw VectorError("the checkpoint is not signed") }
        var text = ledger.carelessBundle
        try text.change(note: { $0 + witness.line(over: checkpoint, at: VectorLedger.day(13)) })
        return BundleVector(
            name: "a credential issued on either side of a theft", bytes: text.bytes,
            arguments: .init(witnesses: "witness w \(witness.vkey.text)\nquorum w\n"), outcome: .verified,
            codes: [.timeUndecidable], labels: VectorLedger.wardLabels + [label(.certified)])
    }

    private static func narrowRecognition() throws -> BundleVector {
        let college = Actor(.authority, "college")
        return try vector("a recognition narrower than what is asked", label(.authorityUnrecognised)) { ledger, on in
            try ledger.recognise(college, ["medicine/radiology/chest"])
            try ledger.issue("c2", to: .bob, by: college)
            ledger.clock = VectorLedger.day(10)
            try ledger.assert("n", on: on, by: .bob)
        }
    }
}
