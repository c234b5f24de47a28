import Primitives
import Signatures

/// Rule 1: the key was the signer's, and good, when the label was made.
enum KeyRule {
    /// An adverse judgement, or `nil` if the key is good. `key` is `nil` for one that is not the signer's.
    static func judge(_ key: KeyHistory?, _ known: Knowledge) -> Judgement? {
        // A chain that does not lead to a key somebody was enrolled with leads nowhere.
        guard let key, key.index < known.place, key.descent.isRooted else { return Judgement(.unknownSigner) }
        if let because = key.compromise(at: known.time, knownBelow: known.limit) {
            return Judgement(.keyCompromised, because: [key.index] + because)
        }
        if let end = key.end(at: known.time, knownBelow: known.limit) {
            return Judgement(.keyRevoked, because: [key.index, end.index])
        }
        return nil
    }
}
