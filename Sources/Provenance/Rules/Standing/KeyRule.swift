import Primitives
import Signatures

/// Rule 1: the key was the signer's, and good, when the label was made.
enum KeyRule {
    /// An adverse judgement, or `nil` if the key is good.
    static func judge(_ kid: KeyThumbprint, of signer: StandingHistory, _ known: Knowledge) -> Judgement? {
        judge(signer.keys.ancestry(of: kid), known)
    }

    /// As `judge(_:of:_:)`, of a key with those it descends from, itself first.
    static func judge(_ chain: [KeyHistory], _ known: Knowledge) -> Judgement? {
        // A chain that does not lead to a key somebody was enrolled with leads nowhere.
        guard let key = chain.first, key.index < known.place, chain.last?.rotatedFrom == nil else {
            return Judgement(.unknownSigner)
        }
        if let because = chain.compromise(at: known.time, knownBelow: known.limit) {
            return Judgement(.keyCompromised, because: [key.index] + because)
        }
        if let end = key.end(at: known.time, knownBelow: known.limit) {
            return Judgement(.keyRevoked, because: [key.index, end.index])
        }
        return nil
    }
}
