public import Primitives
public import Signatures

/// The word of a witness or an auditor, checked: at this time the log had this size, and all that they had seen of it before was in
/// it. An auditor says besides that every entry of it was replayed.
public struct CheckpointCosignature: Hashable, Sendable {
    /// What the policy calls the witness; an auditor by the name of the key.
    public let name: String
    public let key: VerifierKey
    /// Of the checkpoint that was cosigned.
    public let size: TreeSize
    /// Whole seconds, by the cosigner's clock: the earliest.
    public let time: Timestamp
    /// The latest.
    public let last: Timestamp

    init(_ cosignature: VerifiedCosignature, name: String, over checkpoint: VerifiedCheckpoint) {
        self.name = name
        key = cosignature.key
        size = checkpoint.checkpoint.size
        time = cosignature.time
        last = cosignature.last
    }
}

extension WitnessPolicy {
    /// The cosignatures over `checkpoint` by witnesses of this policy that hold, in the policy's order: the earliest of each.
    public func cosignatures(over checkpoint: VerifiedCheckpoint) -> [CheckpointCosignature] {
        checkpoint.cosignatures(by: witnesses.map(\.key)).compactMap { cosignature in
            witness(cosignature.key).map { CheckpointCosignature(cosignature, name: $0.name, over: checkpoint) }
        }
    }

    /// Whether those who cosigned `checkpoint` are enough.
    public func isMet(by checkpoint: VerifiedCheckpoint) -> Bool {
        isMet(by: cosignatures(over: checkpoint).map(\.key))
    }
}

extension VerificationReport {
    /// The witnesses' cosignatures over the checkpoint that all is proved against.
    public var checkpointWitnesses: [CheckpointCosignature] { witnesses.filter { $0.size == checkpoint?.size } }
}
