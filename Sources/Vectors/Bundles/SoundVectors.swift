import Evidence
import Primitives
import Provenance
import Signatures

/// Sound bundles of every scope, and those that turn on what a verifier is given beside them.
enum SoundVectors {
    private static let ward = VectorLedger.wardLabels

    static func all() async throws -> [BundleVector] {
        try await scopes() + spelled() + hospital() + unsealed() + pastTheSeal() + handover() + witnessed() + quorums()
            + replayed()
            + authorities() + twoAuthorities()
            + guidelines()
    }

    private static func scopes() async throws -> [BundleVector] {
        let ledger = try VectorLedger.sealedWard()
        func vector(_ name: String, _ scope: EvidenceScope, _ labels: [LabelExpectation]) async throws -> BundleVector {
            BundleVector(name: name, bytes: try await ledger.export(scope).bytes, outcome: .verified, labels: labels)
        }
        return [
            try await vector("sound label", .label(.label("d", "i", "a")), [ward[0]]),
            try await vector("sound uncertified label", .label(.label("d", "i", "b")), [ward[1]]),
            try await vector("sound item", .item(.item("d", "i")), ward),
            try await vector("sound dataset", .dataset(.dataset("d")), ward),
            try await vector("sound annotator", .annotator(try subject("annotator:bob")), []),
            try await vector("sound ledger", .ledger, ward),
        ]
    }

    /// As another program might write the lines: what they say is the same.
    private static func spelled() async throws -> [BundleVector] {
        let plain = try await VectorLedger.sealedWard().export(.label(.label("d", "i", "a")))
        return try [("a space behind its indices", " "), ("its indices in another notation", ".0")].map { name, ending in
            var text = plain
            for place in try text.places("entry") { try text.spellIndex(place, ending: ending) }
            return BundleVector(name: "sound label with \(name)", bytes: text.bytes, outcome: .verified, labels: [ward[0]])
        }
    }

    private static func subject(_ text: String) throws -> Subject {
        guard let subject = Subject(parsing: text) else { throw VectorError("\(text) is no subject") }
        return subject
    }

    private static func hospital() async throws -> [BundleVector] {
        let ledger = try VectorLedger.hospital()
        let arguments = BundleVector.Arguments(key: ledger.log.vkey)
        var vectors = [
            BundleVector(
                name: "hospital dataset", bytes: try await ledger.export(.dataset(.dataset("d"))).bytes, arguments: arguments,
                outcome: .verified, labels: VectorLedger.hospitalLabels),
            BundleVector(
                name: "hospital ledger", bytes: try await ledger.export(.ledger).bytes, arguments: arguments,
                outcome: .verified, labels: VectorLedger.hospitalLabels + VectorLedger.hospitalFreeLabels),
        ]
        for label in VectorLedger.hospitalLabels where label.label.hasSuffix("/revoked-later") {
            vectors.append(
                BundleVector(
                    name: "hospital label revoked later", bytes: try await ledger.export(.label(try subject(label.label))).bytes,
                    arguments: arguments, outcome: .verified, labels: [label]))
        }
        return vectors
    }

    private static func unsealed() async throws -> [BundleVector] {
        let ledger = try VectorLedger.ward()
        let bytes = try await ledger.export(.label(.label("d", "i", "a"))).bytes
        var late = try VectorLedger.sealedWard()
        try late.register("j")
        return [
            BundleVector(name: "unsealed label", bytes: bytes, outcome: .incomplete, codes: [.unsealed]),
            BundleVector(
                name: "unsealed label under a thousand lines of unknown kinds",
                bytes: try flooded(try await ledger.export(.label(.label("d", "i", "a")))), outcome: .incomplete,
                codes: [.unknownKind, .unsealed]),
            BundleVector(
                name: "unsealed label with the waiver", bytes: bytes, arguments: .init(unsealedOK: true), outcome: .verified,
                codes: [.completenessNotEvaluated], labels: [ward[0]]),
            BundleVector(
                name: "unsealed ledger", bytes: try await ledger.export(.ledger).bytes, outcome: .verified, labels: ward),
            BundleVector(
                name: "an entry past the seal", bytes: try await late.export(.label(.label("d", "i", "a"))).bytes,
                outcome: .verified, codes: [.pastSeal], labels: [ward[0]]),
            BundleVector(
                name: "under another vkey", bytes: try await ledger.export(.ledger).bytes,
                arguments: .init(key: LogSigner(origin: VectorSeeds.origin, key: VectorSeeds.key("thief")).vkey),
                outcome: .failed, codes: [.checkpointSignature]),
            BundleVector(
                name: "under the vkey of another origin", bytes: try await ledger.export(.ledger).bytes,
                arguments: .init(
                    key: LogSigner(origin: "vectors.example/other", key: VectorSeeds.key("log of \(VectorSeeds.origin)")).vkey),
                outcome: .failed, codes: [.otherLedger]),
        ]
    }

    /// More of one finding than this software keeps: it must not push out another.
    private static func flooded(_ bundle: BundleText) throws -> [UInt8] {
        var text = bundle
        text.lines.insert(contentsOf: Array(repeating: #"{"kind":"novelty"}"#, count: 1001), at: try text.first("entry"))
        return text.bytes
    }

    /// What the seal does not cover: whether more of it is missing is not known, unless all is here.
    private static func pastTheSeal() async throws -> [BundleVector] {
        var ledger = try VectorLedger.sealedWard()
        try ledger.credential("revoked", "c1", of: .ann, effective: 0)
        var stolen = try VectorLedger.sealedWard()
        try stolen.revokeKey(of: .ann, "compromised", effective: -1)
        var late = try VectorLedger.sealedWard()
        try late.assert("late", on: try late.landmarks.on, by: .ann)
        var withdrawn = try VectorLedger.sealedWard()
        try withdrawn.say(
            "label.withdrawn", by: .op, VectorLedger.address("a").adding(["revises": try withdrawn.landmarks.head.json]),
            sealed: ["reason": "asked"])
        return [
            BundleVector(
                name: "a label that the operator withdrew past the seal",
                bytes: try await withdrawn.export(.label(.label("d", "i", "a"))).bytes, outcome: .incomplete,
                codes: [.labelWithdrawn, .pastSeal, .verdictPastSeal], labels: []),
            BundleVector(
                name: "a label disputed past the seal",
                bytes: try await disputedWard(["rejected"]).export(.label(.label("d", "i", "a"))).bytes, outcome: .incomplete,
                codes: [.pastSeal, .verdictPastSeal], labels: [ward[0]]),
            BundleVector(
                name: "a label disputed and settled past the seal",
                bytes: try await disputedWard(["rejected", "accepted"]).export(.label(.label("d", "i", "a"))).bytes,
                outcome: .incomplete, codes: [.pastSeal, .verdictPastSeal], labels: [ward[0]]),
            BundleVector(
                name: "a label that was given past the seal",
                bytes: try await late.export(.label(.label("d", "i", "late"))).bytes, outcome: .incomplete,
                codes: [.pastSeal, .verdictPastSeal], labels: [LabelExpectation("label:d/i/late", .certified)]),
            BundleVector(
                name: "a dispute settled by a key declared stolen past the seal",
                bytes: try await settledWard().export(.label(.label("d", "i", "a"))).bytes, outcome: .incomplete,
                codes: [.pastSeal, .verdictPastSeal], labels: [ward[0]]),
            BundleVector(
                name: "a label withdrawn by a key declared stolen past the seal",
                bytes: try await stolen.export(.label(.label("d", "i", "w"))).bytes, outcome: .incomplete,
                codes: [.labelWithdrawn, .pastSeal, .verdictPastSeal], labels: []),
            BundleVector(
                name: "a revocation past the seal", bytes: try await ledger.export(.label(.label("d", "i", "a"))).bytes,
                outcome: .incomplete, codes: [.pastSeal, .verdictPastSeal], labels: [ward[0]]),
            BundleVector(
                name: "a revocation past the seal of a whole ledger",
                bytes: try await ledger.export(.dataset(.dataset("d"))).bytes,
                outcome: .verified, labels: [LabelExpectation("label:d/i/a", .certified, now: .revoked), ward[1]]),
        ]
    }

    /// A label that one rejected and bob then accepted, and a seal; bob's key is declared stolen behind it.
    private static func settledWard() throws -> VectorLedger {
        let critic = Actor(.annotator, "cy")
        var ledger = try VectorLedger.ward()
        try ledger.enrol(critic)
        for (actor, outcome) in [(critic, "rejected"), (.bob, "accepted")] {
            try ledger.say(
                "review.recorded", by: actor,
                VectorLedger.address("a").adding(["reviews": try ledger.landmarks.head.json, "outcome": .string(outcome)]))
        }
        try ledger.seal()
        try ledger.revokeKey(of: .bob, "compromised", effective: -1)
        return ledger
    }

    /// Behind the seal bob says these of a label, one after the other.
    private static func disputedWard(_ outcomes: [String]) throws -> VectorLedger {
        var ledger = try VectorLedger.sealedWard()
        for outcome in outcomes {
            try ledger.say(
                "review.recorded", by: .bob,
                VectorLedger.address("a").adding(["reviews": try ledger.landmarks.head.json, "outcome": .string(outcome)]))
        }
        return ledger
    }

    /// The log's key changes: the batch that adds the new one is signed by both.
    private static func handover() async throws -> [BundleVector] {
        var ledger = try VectorLedger.ward()
        let old = ledger.log
        let new = LogSigner(origin: ledger.origin, key: VectorSeeds.key("the next log"))
        try ledger.say("ledger.key-added", by: .op, ["role": "log", "vkey": .string(new.vkey.text)])
        var skipped = ledger
        ledger.keepCheckpoint(and: new)
        for change in [0, 1] {
            // In one of them nothing between the keys was ever signed by the old one.
            if change == 0 { ledger.log = new } else { skipped.log = new }
        }
        try ledger.register("j")
        try skipped.register("j")
        return [
            BundleVector(
                name: "a log key handed over", bytes: try await ledger.export(.ledger).bytes,
                arguments: .init(key: old.vkey), outcome: .verified, labels: ward),
            BundleVector(
                name: "a log key that nobody handed over", bytes: skipped.carelessBundle.bytes,
                arguments: .init(key: old.vkey), outcome: .failed, codes: [.logKeyUnanchored]),
        ]
    }

    private static func witnessed() async throws -> [BundleVector] {
        let ledger = try VectorLedger.sealedWard()
        let witness = CosignatureSigner(name: "witness.example/w", key: VectorSeeds.key("witness"))
        let policy = """
            log \(ledger.log.vkey.text)
            witness w \(witness.vkey.text)
            quorum w

            """
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: ledger.checkpoint).check(with: ledger.log.vkey)
        else { throw VectorError("the checkpoint is not signed") }
        let plain = try await ledger.export(.label(.label("d", "i", "a")))
        let line = witness.line(over: checkpoint, at: VectorLedger.day(1))
        var cosigned = plain
        try cosigned.change(note: { $0 + line })
        var broken = plain
        try broken.change(note: { $0 + line.turning(line.utf8.count - 20) })
        let arguments = BundleVector.Arguments(witnesses: policy)
        return [
            BundleVector(
                name: "cosigned as the policy asks", bytes: cosigned.bytes, arguments: arguments, outcome: .verified,
                labels: [ward[0]]),
            BundleVector(
                name: "not cosigned though the policy asks", bytes: plain.bytes, arguments: arguments, outcome: .incomplete,
                codes: [.witnessQuorum]),
            BundleVector(
                name: "a cosignature that does not hold", bytes: broken.bytes, arguments: arguments, outcome: .failed,
                codes: [.cosignatureFailed]),
            BundleVector(
                name: "a cosignature that does not hold of nobody who was asked", bytes: broken.bytes, outcome: .verified,
                labels: [ward[0]]),
        ]
    }

    /// Two witnesses, of whom the policy wants both: over one checkpoint, and for this log.
    private static func quorums() async throws -> [BundleVector] {
        let ledger = try VectorLedger.sealedWard()
        let witnesses = ["v", "w"].map { CosignatureSigner(name: "witness.example/\($0)", key: VectorSeeds.key("witness \($0)")) }
        func policy(_ logs: [LogSigner]) -> BundleVector.Arguments {
            let lines =
                logs.map { "log \($0.vkey.text)" } + zip(["v", "w"], witnesses).map { "witness \($0) \($1.vkey.text)" }
                + ["group both all v w", "quorum both", ""]
            return .init(witnesses: lines.joined(separator: "\n"))
        }
        func checkpoint(_ note: String) throws -> VerifiedCheckpoint {
            guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: ledger.log.vkey) else {
                throw VectorError("the checkpoint is not signed")
            }
            return checkpoint
        }
        let plain = try await ledger.export(.label(.label("d", "i", "a")))
        func cosigned(by signers: [CosignatureSigner], at day: Int64 = 1) throws -> BundleText {
            var text = plain
            let lines = try signers.map { $0.line(over: try checkpoint(ledger.checkpoint), at: VectorLedger.day(day)) }
            try text.change(note: { $0 + lines.joined() })
            return text
        }
        var spread = try cosigned(by: [witnesses[0]])
        try spread.changeSealed { witnesses[1].cosign(try checkpoint($0), at: VectorLedger.day(1)) }
        let both = try cosigned(by: witnesses).bytes
        let other = LogSigner(origin: "vectors.example/other", key: VectorSeeds.key("log of \(VectorSeeds.origin)"))
        let namesake = LogSigner(origin: VectorSeeds.origin, key: VectorSeeds.key("thief"))
        return [
            BundleVector(
                name: "a quorum over two checkpoints", bytes: spread.bytes, arguments: policy([ledger.log]), outcome: .incomplete,
                codes: [.witnessQuorum]),
            BundleVector(
                name: "a quorum over the checkpoint", bytes: both, arguments: policy([ledger.log]), outcome: .verified,
                labels: [ward[0]]),
            BundleVector(
                name: "a quorum by a policy for any log", bytes: both, arguments: policy([]), outcome: .verified,
                labels: [ward[0]]),
            BundleVector(
                name: "a quorum by a policy for other logs", bytes: both, arguments: policy([other, namesake]),
                outcome: .incomplete, codes: [.witnessQuorum]),
            BundleVector(
                name: "a quorum from before what it cosigned was recorded",
                bytes: try cosigned(by: witnesses, at: -1).bytes, arguments: policy([ledger.log]), outcome: .verified,
                codes: [.timeContradicted]),
        ]
    }

    /// The seal is the last entry: a checkpoint of the size that it seals does not hold it.
    private static func replayed() async throws -> [BundleVector] {
        let ledger = try VectorLedger.sealedWard()
        let auditor = CosignatureSigner(name: "auditor.example/m", key: VectorSeeds.key("auditor"))
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: ledger.checkpoint).check(with: ledger.log.vkey)
        else { throw VectorError("the checkpoint is not signed") }
        let plain = try await ledger.export(.label(.label("d", "i", "a")))
        let line = auditor.line(over: checkpoint, at: VectorLedger.day(1))
        var cosigned = plain
        try cosigned.change(note: { $0 + line })
        var broken = plain
        try broken.change(note: { $0 + line.turning(line.utf8.count - 20) })
        var earlier = plain
        try earlier.changeSealed { note in
            guard case .valid(let sealed) = try UncheckedCheckpoint(parsing: note).check(with: ledger.log.vkey) else {
                throw VectorError("the checkpoint of the seal is not signed")
            }
            return auditor.cosign(sealed, at: VectorLedger.day(1))
        }
        var unproved = cosigned
        try unproved.set(try unproved.history("policy:d"), "proof", nil)
        let arguments = BundleVector.Arguments(auditors: auditor.vkey.text + "\n")
        return [
            BundleVector(
                name: "an auditor where a proof is waived", bytes: unproved.bytes,
                arguments: .init(unsealedOK: true, auditors: auditor.vkey.text + "\n"), outcome: .incomplete,
                codes: [.completenessNotEvaluated, .notReplayed]),
            BundleVector(
                name: "replayed by an auditor", bytes: cosigned.bytes, arguments: arguments, outcome: .verified,
                labels: [ward[0]], replayedBy: [auditor.vkey.name]),
            BundleVector(
                name: "replayed by an auditor whom the reader does not know", bytes: cosigned.bytes, outcome: .verified,
                labels: [ward[0]], replayedBy: []),
            BundleVector(
                name: "not replayed", bytes: plain.bytes, arguments: arguments, outcome: .incomplete, codes: [.notReplayed],
                replayedBy: []),
            BundleVector(
                name: "replayed up to the seal and not with it", bytes: earlier.bytes, arguments: arguments,
                outcome: .incomplete, codes: [.notReplayed], replayedBy: []),
            BundleVector(
                name: "an auditors cosignature that does not hold", bytes: broken.bytes, arguments: arguments, outcome: .failed,
                codes: [.cosignatureFailed]),
        ]
    }

    private static func authorities() async throws -> [BundleVector] {
        let ledger = try VectorLedger.sealedWard()
        let bytes = try await ledger.export(.label(.label("d", "i", "a"))).bytes
        let board = ledger.key(of: .board).publicKey.thumbprint
        return [
            BundleVector(
                name: "an authority that the reader knows", bytes: bytes, arguments: .init(authorities: ["board": board]),
                outcome: .verified, labels: [ward[0]], trusted: ["label:d/i/a": "board"]),
            BundleVector(
                name: "an authority that the reader knows under another key", bytes: bytes,
                arguments: .init(authorities: ["board": VectorSeeds.key("another board").publicKey.thumbprint]),
                outcome: .incomplete, codes: [.authorityDiffers], labels: [ward[0]], trusted: [:]),
        ]
    }

    /// A second credential behind that of an authority that the reader knows, by one that she does not: ann was certified all the same.
    private static func twoAuthorities() async throws -> [BundleVector] {
        let other = Actor(.authority, "other")
        func vector(_ name: String, trusted: [String: String], _ play: (inout VectorLedger) throws -> Void) throws -> BundleVector
        {
            var ledger = try VectorLedger.ward()
            try ledger.recognise(other)
            try ledger.issue("c2", to: .ann, by: other)
            try ledger.assert("n", on: try ledger.landmarks.on, by: .ann)
            try play(&ledger)
            let board = ledger.key(of: .board).publicKey.thumbprint
            return BundleVector(
                name: name, bytes: ledger.carelessBundle.bytes, arguments: .init(authorities: ["board": board]),
                outcome: .verified, trusted: trusted)
        }
        return [
            try vector(
                "a later credential by an authority that the reader does not know",
                trusted: ["label:d/i/a": "board", "label:d/i/n": "board"]
            ) { _ in },
            try vector("a later credential beside one of a known authority that is revoked", trusted: ["label:d/i/a": "board"]) {
                try $0.credential("revoked", "c1", of: .ann, effective: 0)
            },
        ]
    }

    /// A withdrawn guideline changes no verdict, however far back it takes effect.
    private static func guidelines() async throws -> [BundleVector] {
        let ledger = try VectorLedger.misguidedWard()
        let label = LabelExpectation("label:d/i/g", .certified)
        func vector(_ name: String, _ scope: EvidenceScope, _ labels: [LabelExpectation]) async throws -> BundleVector {
            BundleVector(
                name: name, bytes: try await ledger.export(scope).bytes, outcome: .verified, codes: [.guidelineWithdrawn],
                labels: labels)
        }
        return [
            try await vector("a label under a guideline withdrawn since", .label(.label("d", "i", "g")), [label]),
            // The withdrawal is here for the dataset's policy; the history of the guideline is not.
            try await vector("a label beside a guideline withdrawn since", .label(.label("d", "i", "a")), [ward[0]]),
            try await vector("a ledger with a guideline withdrawn since", .ledger, ward + [label]),
        ]
    }
}
