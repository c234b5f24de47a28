package import Primitives
package import Signatures
package import TrustedTime

/// What others say of checkpoints that one log signed, each of which extends the ones before: for a reader who has the ledger, by the
/// checks that a bundle's reader has.
package struct AnchorReading: Sendable {
    /// A token as it is kept, and the size of the checkpoint that it is over.
    package typealias Token = (size: TreeSize, der: [UInt8])

    /// By witnesses of the policy given, over all checkpoints.
    package let witnesses: [CheckpointCosignature]
    /// By auditors given, over all checkpoints.
    package let auditors: [CheckpointCosignature]
    /// Tokens that hold, under the roots given.
    package let tokens: [TimeAnchor]
    /// Why something that is there proves nothing. Sentences.
    package let failures: [String]
    private let anchors: TimeAnchors

    /// - Parameters:
    ///   - witnesses, auditors, roots: whose word counts; where there are none, what is there of that kind is not looked at.
    package init(
        _ checkpoints: [VerifiedCheckpoint], _ tokens: [Token], witnesses policy: WitnessPolicy?, auditors list: AuditorList?,
        roots: TimeRoots?
    ) async {
        witnesses = checkpoints.flatMap { policy?.cosignatures(over: $0) ?? [] }
        auditors = checkpoints.flatMap { checkpoint in
            checkpoint.cosignatures(by: list?.keys ?? []).map { CheckpointCosignature($0, name: $0.name, over: checkpoint) }
        }
        let names = (policy?.witnesses.map(\.key) ?? []) + (list?.keys ?? [])
        let broken = checkpoints.flatMap { checkpoint in
            checkpoint.brokenCosignatures(by: names).map { key in
                "A cosignature in the name of \(key.name), over the checkpoint of size \(checkpoint.checkpoint.size), does not hold."
            }
        }
        let reading = await TimeTokenReading(
            roots == nil ? [] : tokens.map { TimeLine(size: $0.size, token: $0.der) },
            over: CheckpointTrust.Outcome(earlier: checkpoints), roots: roots)
        self.tokens = reading.anchors
        failures = broken + reading.findings.map(\.sentence)
        anchors = TimeAnchors(reading.anchors + (witnesses + auditors).map { TimeAnchor($0) })
    }

    /// The anchor that bounds when the entry was recorded: the earliest of those over checkpoints that hold it.
    package func bound(on index: EntryIndex) -> TimeAnchor? { anchors.after(index) }
}
