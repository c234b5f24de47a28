import Evidence
import Primitives
import Provenance
import Signatures

/// Bundles that rest on a seal whose key ended behind it. The seal is of day 0; only a key that was stolen by then unsays it.
enum SealKeyVectors {
    private static let auditor = CosignatureSigner(name: "auditor.example/m", key: VectorSeeds.key("auditor"))
    private static let label = VectorLedger.wardLabels[0]

    static func all() async throws -> [BundleVector] {
        let stolen = try retired("compromised", effective: -1)
        let waived = BundleVector.Arguments(unsealedOK: true)
        let audited = BundleVector.Arguments(auditors: auditor.vkey.text + "\n")
        let codes: [FindingCode] = [.sealKeyCompromised, .pastSeal]
        return [
            try await vector("a seal by a key declared stolen from before it", stolen, .incomplete, codes),
            try await vector("a seal by a stolen key where a proof is waived", stolen, .incomplete, codes, waived),
            try await vector(
                "a seal by a stolen key that no auditor replayed", stolen, .incomplete, codes + [.notReplayed], audited),
            try cosigned(
                try await vector("a seal by a stolen key that an auditor replayed", stolen, .verified, [.pastSeal], audited),
                stolen),
            BundleVector(
                name: "a seal by a stolen key of a whole ledger", bytes: try await stolen.export(.dataset(.dataset("d"))).bytes,
                outcome: .verified, labels: VectorLedger.wardLabels),
            try await vector(
                "a seal by a key declared stolen from after it", try retired("compromised", effective: 1), .verified, [.pastSeal]),
            try await vector("a seal by a key that was lost since", try retired("lost", effective: -1), .verified, [.pastSeal]),
            try await vector("a seal by the key that follows a stolen one", try sealedAnew(stolen), .verified, []),
        ]
    }

    private static func vector(
        _ name: String, _ ledger: VectorLedger, _ outcome: BundleVector.Outcome, _ codes: [FindingCode],
        _ arguments: BundleVector.Arguments = .init()
    ) async throws -> BundleVector {
        BundleVector(
            name: name, bytes: try await ledger.export(.label(.label("d", "i", "a"))).bytes, arguments: arguments,
            outcome: outcome, codes: codes, labels: [label])
    }

    /// The sealed ward, and the end of the key that sealed it.
    private static func retired(_ reason: String, effective day: Int64) throws -> VectorLedger {
        var ledger = try VectorLedger.sealedWard()
        try ledger.say(
            "ledger.key-retired", by: .op,
            [
                "kid": .string(ledger.key(of: .service).publicKey.thumbprint.description), "reason": .string(reason),
                "effective": .string(VectorLedger.day(day).description),
            ])
        return ledger
    }

    private static func sealedAnew(_ stolen: VectorLedger) throws -> VectorLedger {
        var ledger = stolen
        ledger.use(VectorSeeds.key("the next service"), for: .service)
        try ledger.addService()
        try ledger.seal()
        return ledger
    }

    /// By the auditor, over the checkpoint that everything is proved against.
    private static func cosigned(_ plain: BundleVector, _ ledger: VectorLedger) throws -> BundleVector {
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: ledger.checkpoint).check(with: ledger.log.vkey)
        else { throw VectorError("the checkpoint is not signed") }
        var text = BundleText(plain.bytes)
        try text.change(note: { $0 + auditor.line(over: checkpoint, at: VectorLedger.day(1)) })
        return BundleVector(
            name: plain.name, bytes: text.bytes, arguments: plain.arguments, outcome: plain.outcome, codes: plain.codes,
            labels: plain.labels, replayedBy: [auditor.vkey.name])
    }
}
