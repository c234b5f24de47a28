import Primitives
import Provenance
import Signatures

/// Whether the seal is of the tree that the checkpoints are of, and somebody's word (protocol.md §6).
struct SealTrust {
    let survey: BundleSurvey
    let seal: FoundSeal?
    let ledger: LedgerHistory
    let auditors: AuditorCheck
    /// Every entry is here: the verifier makes the seals anew, and needs nobody's word.
    let isRecomputed: Bool

    func findings() -> [Finding] {
        guard let seal, let main = survey.checkpoint?.claimed else { return [] }
        return [tree(of: seal, main), isRecomputed ? nil : theft(of: seal, main.size)].compactMap { $0 }
    }

    private func tree(of seal: FoundSeal, _ main: Checkpoint) -> Finding? {
        // A further checkpoint that does not hold has its own finding.
        let checkpoints = [main] + survey.further.filter { $0.consistency != nil }.map(\.unchecked.claimed)
        let ofItsSize = checkpoints.filter { $0.size == seal.size }
        guard !ofItsSize.isEmpty else {
            return Finding(
                .sealUnanchored, index: seal.index,
                "No checkpoint of the seal's size is here, so that its root cannot be checked.")
        }
        guard ofItsSize.contains(where: { $0.root != seal.data.root }) else { return nil }
        return Finding(.sealDiffers, index: seal.index, "The seal is of another tree than the checkpoint of its size.")
    }

    /// A thief's seal is not the operator's word. An auditor who replayed it found it true, whoever signed it.
    private func theft(of seal: FoundSeal, _ size: TreeSize) -> Finding? {
        guard let end = ledger.theft(of: seal.keyID, at: seal.recorded, knownBelow: size.nextIndex),
            auditors.replaying(seal.index).isEmpty
        else { return nil }
        return Finding(
            .sealKeyCompromised, index: seal.index,
            "The key that signed the seal was compromised by then, by entry \(end.index): that nothing was left out is nobody's word."
        )
    }
}
