import MerkleLog
package import Primitives
package import Provenance
import Synchronization

/// A committed state of the log, and enough of its tree to prove what was just appended.
///
/// Everybody whose events were in the batch shares it: each tile is hashed up once, not once a receipt.
package final class Commit: Sendable {
    package let checkpoint: StoredCheckpoint
    private let proofs: Mutex<ProofBuilder>

    init(checkpoint: StoredCheckpoint, tiles: [Tile], store: any LedgerStore) {
        self.checkpoint = checkpoint
        proofs = Mutex(
            ProofBuilder(size: checkpoint.size, known: tiles) { coordinate in
                try store.read { try $0.tile(coordinate)?.hashes }
            })
    }

    func inclusionProof(of index: EntryIndex) throws -> InclusionProof {
        try proofs.withLock { try $0.inclusionProof(of: index) }
    }
}

/// What the sequencer answers for one candidate.
package enum SequencedOutcome: Sendable {
    case new(EntryIndex, recorded: Timestamp, leaf: Digest)
    case known(EntryIndex)
    case refused(Refusal)

    var known: EntryIndex? { if case .known(let index) = self { index } else { nil } }
}
