import MerkleLog
package import Primitives
package import Provenance

/// A committed state of the log, and enough of its tree to prove what was just appended.
package struct Commit: Sendable {
    package let checkpoint: StoredCheckpoint
    let tiles: [Tile]
}

/// What the sequencer answers for one candidate.
package enum SequencedOutcome: Sendable {
    case new(EntryIndex, recorded: Timestamp, leaf: Digest)
    case known(EntryIndex)
    case refused(Refusal)
}
