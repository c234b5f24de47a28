import Evidence
import Primitives
import Provenance
import Signatures

/// Which log keys the vkey given stands behind (Docs/Protocol.md §7, step 2). All are of the whole ledger, which an exporter shows
/// who does not look.
enum LogKeyVectors {
    private static let next = LogSigner(origin: VectorSeeds.origin, key: VectorSeeds.key("the next log"))
    private static let third = LogSigner(origin: VectorSeeds.origin, key: VectorSeeds.key("the third log"))
    private static let thief = LogSigner(origin: VectorSeeds.origin, key: VectorSeeds.key("thief"))

    static func all() throws -> [BundleVector] {
        [
            try early(), try byCompromised(), try afterTheEnd(), try beforeTheEnd(), try earlierKey(), try thiefs(),
            try compromisedLater(),
        ] + (try compromised())
    }

    private static func vector(
        _ name: String, _ ledger: VectorLedger, key: LogSigner? = nil, note: String? = nil, _ outcome: BundleVector.Outcome,
        _ codes: [FindingCode] = []
    ) throws -> BundleVector {
        var text = try ledger.carelessBundle(showing: ledger.earlierCheckpoints)
        if let note { try text.change(note: { _ in note }) }
        return BundleVector(
            name: name, bytes: text.bytes, arguments: key.map { .init(key: $0.vkey) } ?? .init(), outcome: outcome, codes: codes,
            labels: codes.isEmpty ? VectorLedger.wardLabels : nil)
    }

    /// Any published checkpoint is an earlier one: only one over the entry that adds the key says that the log meant it.
    private static func early() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        ledger.keepCheckpoint()
        try ledger.addLogKey(next)
        ledger.log = next
        try ledger.register("j")
        return try vector("a log key vouched for by an earlier checkpoint", ledger, .failed, [.logKeyUnanchored])
    }

    private static func byCompromised() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        try ledger.handOver(to: next)
        try ledger.handOver(to: third)
        try ledger.retireLogKey(next, "compromised")
        return try vector("a log key vouched for by one that was compromised", ledger, .failed, [.logKeyUnanchored])
    }

    private static func afterTheEnd() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        let old = ledger.log
        try ledger.addLogKey(next)
        try ledger.retireLogKey(old, "rotated")
        ledger.keepCheckpoint(and: next)
        ledger.log = next
        try ledger.register("j")
        return try vector("a log key vouched for after the end of the other", ledger, .failed, [.logKeyUnanchored])
    }

    private static func beforeTheEnd() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        let old = ledger.log
        try ledger.handOver(to: next)
        try ledger.retireLogKey(old, "rotated")
        return try vector("a log key vouched for before the end of the other", ledger, .verified)
    }

    private static func earlierKey() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        let old = ledger.log
        try ledger.handOver(to: next)
        try ledger.register("j")
        return try vector(
            "a checkpoint by a log key before the vkey", ledger, key: next, note: ledger.note(by: old), .failed,
            [.checkpointSignature])
    }

    private static func thiefs() throws -> BundleVector {
        let ledger = try VectorLedger.ward()
        return try vector(
            "a vkey that signed and is no key of the ledger", ledger, key: thief, note: ledger.note(and: thief), .failed,
            [.logKeyUnknown])
    }

    /// From when a log key was no longer good does not count: its end does.
    private static func compromisedLater() throws -> BundleVector {
        var ledger = try VectorLedger.ward()
        try ledger.retireLogKey(ledger.log, "compromised", effective: 300)
        return try vector("a log key compromised from a later day", ledger, .failed, [.logKeyCompromised])
    }

    /// One bundle, read by somebody with the compromised key, and by somebody who had the next one another way.
    private static func compromised() throws -> [BundleVector] {
        var ledger = try VectorLedger.ward()
        let old = ledger.log
        ledger.keepCheckpoint()
        try ledger.handOver(to: next)
        try ledger.retireLogKey(old, "compromised")
        return [
            try vector("a vkey that was compromised", ledger, key: old, .failed, [.logKeyCompromised]),
            try vector("the vkey after one that was compromised", ledger, key: next, .verified),
        ]
    }
}

extension VectorLedger {
    fileprivate mutating func addLogKey(_ signer: LogSigner) throws {
        try say("ledger.key-added", by: .op, ["role": "log", "vkey": .string(signer.vkey.text)])
    }

    /// As the protocol asks: the checkpoint over the entry that adds the key is signed by both.
    fileprivate mutating func handOver(to signer: LogSigner) throws {
        try addLogKey(signer)
        keepCheckpoint(and: signer)
        log = signer
    }

    fileprivate mutating func retireLogKey(_ signer: LogSigner, _ reason: String, effective day: Int64? = nil) throws {
        var data: JSONObject = ["vkey": .string(signer.vkey.text), "reason": .string(reason)]
        if let day { data["effective"] = .string(Self.day(day).description) }
        try say("ledger.key-retired", by: .op, data)
    }
}
