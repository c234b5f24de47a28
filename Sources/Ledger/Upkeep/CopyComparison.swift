import MerkleLog
import Primitives
import Provenance
package import Signatures

/// A copy of a ledger held against a checkpoint that is known outside.
package enum CopyComparison: Sendable {
    /// The copy holds all that the checkpoint speaks of, and perhaps more.
    case holds(VerifiedCheckpoint, copy: StoredCheckpoint)
    /// The checkpoint is of a longer log: the copy is older.
    case older(VerifiedCheckpoint, copy: StoredCheckpoint)
    /// Both are of one size, or the copy is longer, and they do not fit: somebody was shown another log.
    case contradicts(VerifiedCheckpoint, copy: StoredCheckpoint)
    /// The note is not the log's.
    case notSigned(NoteFailure)

    /// - Parameter keys: log keys that the copy does not know of, because they are newer.
    /// - Throws: `LedgerError.missing` if the copy is empty; `StoreError.corrupt` if its tiles do not lead to its checkpoint.
    package static func compare(
        _ store: any LedgerStore, with outside: UncheckedCheckpoint, keys: [VerifierKey]
    ) throws -> CopyComparison {
        try store.read { reader in
            let history = try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger)
            guard let history, let newest = try reader.checkpoint() else {
                throw LedgerError(.missing, "The copy is empty: there is nothing to compare.")
            }
            let known = history.verifierKeys + keys
            var failure = NoteFailure.notSigned
            for key in known where key.name.isSpelled(as: history.origin ?? "") {
                switch outside.check(with: key) {
                case .valid(let checkpoint): return try compare(newest, with: checkpoint, reader)
                case .invalid(let reason): if reason != .notSigned { failure = reason }
                }
            }
            return .notSigned(failure)
        }
    }

    private static func compare(
        _ copy: StoredCheckpoint, with outside: VerifiedCheckpoint, _ reader: any LedgerReader
    ) throws -> CopyComparison {
        let (size, root) = (outside.checkpoint.size, outside.checkpoint.root)
        guard size <= copy.size else { return .older(outside, copy: copy) }
        return try self.root(at: size, of: copy, reader) == root
            ? .holds(outside, copy: copy) : .contradicts(outside, copy: copy)
    }

    /// From the copy's tiles, which are shown to be its checkpoint's first: damage must not look like a second history.
    private static func root(at size: TreeSize, of copy: StoredCheckpoint, _ reader: any LedgerReader) throws -> Digest {
        do {
            let newest = try UncheckedCheckpoint(parsing: copy.note).claimed
            var older = ProofBuilder(size: size) { try reader.tile($0)?.hashes }
            var newer = ProofBuilder(size: copy.size) { try reader.tile($0)?.hashes }
            let root = try older.root()
            if try newer.consistencyProof(from: size).check(oldRoot: root, newRoot: newest.root) == .verified { return root }
        } catch let error where error is NoteError || error is MerkleLogError {
            throw StoreError(.corrupt, "The copy is damaged: \(error). Run touchmark check.", cause: error)
        }
        throw StoreError(.corrupt, "The copy's tiles do not lead to its own checkpoint. Run touchmark check.")
    }
}
