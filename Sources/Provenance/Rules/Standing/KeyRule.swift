import Primitives
import Signatures

/// Rule 1: the key was the signer's, and good, when the label was made.
enum KeyRule {
    /// An adverse judgement, or `nil` if the key is good.
    static func judge(_ kid: KeyThumbprint, of signer: StandingHistory, _ known: Knowledge) -> Judgement? {
        let chain = signer.ancestry(of: kid)
        guard let key = chain.first, key.index < known.place else { return Judgement(.unknownSigner) }
        if let end = key.end(at: known.time, knownBelow: known.limit), end.reason == .compromised {
            return Judgement(.keyCompromised, because: [key.index, end.index])
        }
        if let broken = compromisedRotation(in: chain, known) {
            return Judgement(.keyCompromised, because: [key.index, broken.rotation, broken.end])
        }
        if let end = key.end(at: known.time, knownBelow: known.limit) {
            return Judgement(.keyRevoked, because: [key.index, end.index])
        }
        return nil
    }

    /// The rotation nearest to the signing key that a compromised key signed: it voids all that descends from it.
    private static func compromisedRotation(
        in chain: [KeyHistory], _ known: Knowledge
    ) -> (rotation: EntryIndex, end: EntryIndex)? {
        for (child, parent) in zip(chain, chain.dropFirst()) {
            if let end = parent.end(at: child.recorded, knownBelow: known.limit), end.reason == .compromised {
                return (child.index, end.index)
            }
        }
        return nil
    }
}
