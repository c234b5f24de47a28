import Primitives
import Provenance
import Signatures

/// Whether the seal is of the tree that the checkpoints are of (protocol.md §6).
struct SealTrust {
    let survey: BundleSurvey
    let seal: FoundSeal?

    func findings() -> [Finding] {
        guard let seal, let main = survey.checkpoint?.claimed else { return [] }
        // A further checkpoint that does not hold has its own finding.
        let checkpoints = [main] + survey.further.filter { $0.consistency != nil }.map(\.unchecked.claimed)
        let ofItsSize = checkpoints.filter { $0.size == seal.size }
        guard !ofItsSize.isEmpty else {
            return [
                Finding(
                    .sealUnanchored, index: seal.index,
                    "No checkpoint of the seal's size is here, so that its root cannot be checked.")
            ]
        }
        guard ofItsSize.contains(where: { $0.root != seal.data.root }) else { return [] }
        return [Finding(.sealDiffers, index: seal.index, "The seal is of another tree than the checkpoint of its size.")]
    }
}
