import Primitives

/// A checkpoint as it came: a note of the right shape whose signatures have not been looked at.
public struct UncheckedCheckpoint: Hashable, Sendable {
    /// What the note claims. Good for choosing the key to check it with, and for nothing else.
    public let claimed: Checkpoint
    public let note: SignedNote

    /// - Parameter allowsExtensions: for checkpoints of any log; protocol.md §3 allows no extension lines.
    /// - Throws: `NoteError`.
    public init(parsing note: String, allowsExtensions: Bool = false) throws(NoteError) {
        self.note = try SignedNote(parsing: note)
        claimed = try Checkpoint(parsing: self.note.text, allowsExtensions: allowsExtensions)
    }

    /// Looks whether the log that `key` names signed it: the origin is the key's name, and its signature holds.
    public func check(with key: VerifierKey) -> CheckpointCheck {
        guard claimed.origin.isSpelled(as: key.name) else { return .invalid(.otherOrigin) }
        switch note.verified(by: key) {
        case .valid: return .valid(VerifiedCheckpoint(checkpoint: claimed, signedNote: note, key: key))
        case .invalid(let failure): return .invalid(failure)
        }
    }
}

/// Whether a checkpoint is signed by a log's key.
public enum CheckpointCheck: Hashable, Sendable {
    case valid(VerifiedCheckpoint)
    case invalid(NoteFailure)
}
