import Evidence
import Primitives
import Provenance

/// What a verifier has to say of a ledger besides verdicts.
enum NoticeVectors {
    static func all() async throws -> [BundleVector] {
        [
            try await withdrawn(), try withdrawnUnderStolenKey(), try erased(), try await sealedTwice(), try continued(),
            try continuedItself(), try openedForAnother(),
            try await sealedOtherwise(), try await listed(), try await listedBeforeOthers(),
        ]
    }

    private static func withdrawn() async throws -> BundleVector {
        BundleVector(
            name: "a withdrawn label", bytes: try await VectorLedger.sealedWard().export(.label(.label("d", "i", "w"))).bytes,
            outcome: .verified, codes: [.labelWithdrawn], labels: [])
    }

    /// That the label `w` was withdrawn by ann herself, nobody can say any more.
    private static func withdrawnUnderStolenKey() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        try ledger.revokeKey(of: .ann, "compromised", effective: -1)
        return BundleVector(
            name: "a label withdrawn by a key that was stolen", bytes: ledger.carelessBundle.bytes, outcome: .verified,
            codes: [.labelWithdrawn, .withdrawalAdverse],
            labels: [
                LabelExpectation("label:d/i/a", .certified, now: .keyCompromised), LabelExpectation("label:d/i/b", .uncertified),
            ])
    }

    private static func erased() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        let digests = ledger.disclosures(at: EntryIndex(9)).map { VectorSeeds.digest(of: $0) }
        try ledger.erase(try ledger.landmarks.head, digests)
        var text = ledger.carelessBundle
        try text.set(try text.entry(9), "disclosures", [])
        return BundleVector(
            name: "a rationale that was erased", bytes: text.bytes, outcome: .verified, codes: [.disclosureErased],
            labels: VectorLedger.wardLabels)
    }

    /// A ledger refuses it when it enters; that a verifier finds it in the log makes nothing wrong.
    private static func sealedTwice() async throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        let digests = ["yes", "no"].map { VectorSeeds.digest(of: VectorSeeds.disclosure("text", .string($0), salt: $0)) }
        try ledger.say(
            "label.asserted", by: .ann,
            VectorLedger.statement("n", on: try ledger.landmarks.on).adding([
                "value": ["kind": "text", "_sd": .array(digests.sorted().map { .string($0) })]
            ]))
        return BundleVector(
            name: "two answers behind a seal", bytes: try await ledger.export(.ledger).bytes, outcome: .verified,
            codes: [.sealAmbiguous], labels: VectorLedger.wardLabels + [LabelExpectation("label:d/i/n", .certified)])
    }

    private static func continued() throws -> BundleVector {
        var ledger = VectorLedger()
        try ledger.open(continuing: "vectors.example/before")
        return BundleVector(
            name: "a ledger that continues another", bytes: ledger.carelessBundle.bytes, outcome: .verified,
            codes: [.continuation], labels: [])
    }

    private static func continuedItself() throws -> BundleVector {
        var ledger = VectorLedger()
        try ledger.open(continuing: ledger.origin)
        return BundleVector(
            name: "a ledger that continues itself", bytes: ledger.carelessBundle.bytes, outcome: .failed,
            codes: [.inadmissible, .openingMissing], rules: ["opening"])
    }

    /// The operator whose key entry 0 names is not who signed it, though the key is the same.
    private static func openedForAnother() throws -> BundleVector {
        var ledger = VectorLedger()
        try ledger.open(for: Actor(.operator, "another"))
        return BundleVector(
            name: "an opening in the name of another operator", bytes: ledger.carelessBundle.bytes, outcome: .failed,
            codes: [.inadmissible, .openingMissing], rules: ["opening"])
    }

    /// Whether an event of an unknown type belongs into a history, nobody can say: the proof of one that lists it shows nothing.
    private static func listed() async throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        let index = Int64(ledger.size.value)
        ledger.put(ledger.futureEvent())
        try ledger.seal()
        var text = try await ledger.export(.label(.label("d", "i", "a")))
        try text.prove(byTilesOf: ledger)
        try text.show(entry: index, of: ledger, before: index + 1)
        try text.set(try text.history("policy:d"), "indices", [[5, 2], [.integer(index), 1]])
        return BundleVector(
            name: "a history with an event of a type from the future", bytes: text.bytes, outcome: .incomplete,
            codes: [.unknownType, .unsealed], labels: [VectorLedger.wardLabels[0]])
    }

    /// Behind such an event, too, one that the history should not list takes away that it is here whole.
    private static func listedBeforeOthers() async throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        let index = Int64(ledger.size.value)
        ledger.put(ledger.futureEvent())
        try ledger.register("m")
        let on = try ledger.register("k")
        try ledger.say("label.asserted", by: .ann, VectorLedger.statement("z", on: on, item: "k"))
        try ledger.seal()
        var text = try await ledger.export(.label(.label("d", "k", "z")))
        text.lines.remove(at: try text.entry(index + 2))
        for shown in [index, index + 1] { try text.show(entry: shown, of: ledger, before: index + 3) }
        try text.prove(byTilesOf: ledger)
        try text.set(try text.history("item:d/k"), "indices", [[.integer(index), 2]])
        return BundleVector(
            name: "a history with an event of a type from the future and another that does not touch it", bytes: text.bytes,
            outcome: .failed, codes: [.unknownType, .historyEntryUnrelated])
    }

    /// Every history is proved by the seal; the seal is of another tree than the log's.
    private static func sealedOtherwise() async throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        try ledger.seal(root: Digest(hashing: "another"))
        return BundleVector(
            name: "a seal of another root", bytes: try await ledger.export(.label(.label("d", "i", "a"))).bytes,
            outcome: .failed, codes: [.sealDiffers])
    }
}

extension BundleText {
    /// Shows an entry that an exporter leaves out.
    fileprivate mutating func show(entry index: Int64, of ledger: VectorLedger, before other: Int64) throws {
        let line: JSONValue = [
            "kind": "entry", "index": .integer(index),
            "entry": .string(String(decoding: ledger.entries[Int(index)], as: UTF8.self)),
        ]
        lines.insert(line.canonicalText, at: try entry(other))
    }
}
