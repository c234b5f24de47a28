public import Primitives
public import Signatures

/// A witness's word, checked: at this time the log had this size, and all that the witness had seen of it before was in it.
public struct CheckpointCosignature: Hashable, Sendable {
    /// What the policy calls the witness.
    public let witness: String
    public let key: VerifierKey
    /// Of the checkpoint that was cosigned.
    public let size: TreeSize
    /// Whole seconds, by the witness's clock.
    public let time: Timestamp
}

extension WitnessPolicy {
    /// The cosignatures over `checkpoint` by witnesses of this policy that hold, in the policy's order: the earliest of each.
    public func cosignatures(over checkpoint: VerifiedCheckpoint) -> [CheckpointCosignature] {
        checkpoint.cosignatures(by: witnesses.map(\.key)).compactMap { cosignature in
            witness(cosignature.key).map {
                CheckpointCosignature(
                    witness: $0.name, key: cosignature.key, size: checkpoint.checkpoint.size, time: cosignature.time)
            }
        }
    }

    /// Whether those who cosigned `checkpoint` are enough.
    public func isMet(by checkpoint: VerifiedCheckpoint) -> Bool {
        isMet(by: cosignatures(over: checkpoint).map(\.key))
    }
}

extension VerificationReport {
    /// The cosignatures over the checkpoint that all is proved against.
    public var checkpointWitnesses: [CheckpointCosignature] { witnesses.filter { $0.size == checkpoint?.size } }
}
