import Primitives
import Provenance
import Signatures

/// What auditors say of a bundle's checkpoints.
struct AuditorCheck {
    private(set) var findings: [Finding] = []
    /// Those that hold, over all checkpoints that the log signed.
    private(set) var cosignatures: [CheckpointCosignature] = []

    /// Nothing was looked at.
    init() {}

    /// - Parameter completeness: by what the bundle itself holds. Where that is the whole ledger, the verifier replays it, and
    ///   nobody's word is needed.
    init(_ checkpoints: CheckpointTrust.Outcome, _ auditors: AuditorList?, _ completeness: VerificationReport.Completeness) {
        guard let auditors else { return }
        // Under a key of its own the log replays nobody.
        let own = Set(checkpoints.logKeys.map(\.publicKey))
        let keys = auditors.keys.filter { !own.contains($0.publicKey) }
        let named = auditors.keys.filter { own.contains($0.publicKey) }
        var unheard: [CheckpointCosignature] = []
        // What the log did not sign bears no cosignature that counts, and has its finding already.
        for checkpoint in (checkpoints.checkpoint.map { [$0] } ?? []) + checkpoints.earlier {
            cosignatures += checkpoint.cosignatures(by: keys)
                .map { CheckpointCosignature($0, name: $0.name, over: checkpoint) }
            unheard += checkpoint.cosignatures(by: named)
                .map { CheckpointCosignature($0, name: $0.name, over: checkpoint) }
            findings += checkpoint.brokenCosignatures(by: auditors.keys).map { key in
                Finding(
                    .cosignatureFailed,
                    "A cosignature in the name of \(key.name), over the checkpoint of size \(checkpoint.checkpoint.size), "
                        + "does not hold.")
            }
        }
        switch completeness {
        case .wholeLedger: break
        case .sealed(let seal, _): findings += replaying(seal.index).isEmpty ? [Self.unseen(seal, cosignatures, unheard)] : []
        case .notEvaluated:
            findings.append(Finding(.notReplayed, "Completeness rests on no seal here that an auditor could have replayed."))
        }
    }

    /// The same, with the word of those who replayed its seal.
    func confirming(_ completeness: VerificationReport.Completeness) -> VerificationReport.Completeness {
        guard case .sealed(let seal, _) = completeness else { return completeness }
        return .sealed(seal, replayedBy: replaying(seal.index))
    }

    /// Who replayed the seal: each auditor who cosigned a checkpoint with the seal's entry in it, once, with the earliest word.
    func replaying(_ seal: EntryIndex) -> [CheckpointCosignature] {
        let seeing = cosignatures.filter { $0.size.contains(seal) }
        return Dictionary(grouping: seeing, by: \.key).values
            .compactMap { $0.min { ($0.time, $0.size) < ($1.time, $1.size) } }
            .sorted { ($0.time, $0.name) < ($1.time, $1.name) }
    }

    private static func unseen(
        _ seal: VerificationReport.KnownSeal, _ cosignatures: [CheckpointCosignature], _ unheard: [CheckpointCosignature]
    ) -> Finding {
        let known = cosignatures.map(\.size).max().map { " They replayed the first \($0) entries." }
        let seeing = unheard.filter { $0.size.contains(seal.index) }.reduce(into: [String]()) { names, cosignature in
            if !names.contains(cosignature.name) { names.append(cosignature.name) }
        }
        let who =
            seeing.isEmpty
            ? "No auditor given"
            : "The ledger names the key of \(seeing.joined(separator: ", ")) as its own, under which nobody is heard, "
                + "and no other auditor given"
        return Finding(
            .notReplayed, index: seal.index,
            "\(who) cosigned a checkpoint that holds the seal: that nothing was left out is the operator's word." + (known ?? ""))
    }
}
