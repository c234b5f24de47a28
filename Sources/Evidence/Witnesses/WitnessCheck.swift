import Primitives
import Signatures

/// What a witness policy says of a bundle's checkpoints.
struct WitnessCheck {
    private(set) var findings: [Finding] = []
    private(set) var cosignatures: [CheckpointCosignature] = []
    /// `nil` where no policy was given.
    private(set) var isQuorumMet: Bool?

    /// Nothing was looked at.
    init() {}

    init(_ checkpoints: CheckpointTrust.Outcome, _ options: VerificationOptions) {
        guard let policy = options.witnesses else { return }
        // What the log did not sign bears no cosignature that counts, and has its finding already.
        let signed = (checkpoints.checkpoint.map { [$0] } ?? []) + checkpoints.earlier
        for checkpoint in signed {
            cosignatures += policy.cosignatures(over: checkpoint)
            findings += Self.broken(in: checkpoint, policy)
        }
        isQuorumMet = checkpoints.checkpoint.map { policy.isMet(by: $0) } ?? false
        if let key = checkpoints.checkpoint?.key, !policy.covers(key), !policy.covers(options.key) {
            isQuorumMet = false
            findings.append(Finding(.witnessQuorum, "The witness policy names logs, and this one is not among them."))
        } else if isQuorumMet == false {
            findings.append(Self.missing(checkpoints, policy))
        }
    }

    /// A line under a witness's name and key id that does not hold: somebody put it there.
    private static func broken(in checkpoint: VerifiedCheckpoint, _ policy: WitnessPolicy) -> [Finding] {
        checkpoint.brokenCosignatures(by: policy.witnesses.map(\.key)).compactMap { policy.witness($0) }.map { witness in
            Finding(
                .cosignatureFailed,
                "A cosignature in the name of \(witness.name), over the checkpoint of size \(checkpoint.checkpoint.size), "
                    + "does not hold.")
        }
    }

    private static func missing(_ checkpoints: CheckpointTrust.Outcome, _ policy: WitnessPolicy) -> Finding {
        let earlier = checkpoints.earlier.filter { policy.isMet(by: $0) }.map(\.checkpoint.size).max()
        let rest = earlier.map {
            " One did cosign the earlier checkpoint of size \($0): entries from \($0) on are not witnessed."
        }
        return Finding(
            .witnessQuorum,
            "No quorum of witnesses cosigned the checkpoint: others may have been shown another history.\(rest ?? "")")
    }
}
