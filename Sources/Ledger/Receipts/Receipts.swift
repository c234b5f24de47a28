import MerkleLog
package import Primitives
import Provenance
import Signatures

/// Makes receipts: of what one commit brought, from its own tiles; of older entries, from the store.
package struct Receipts: Sendable {
    let store: any LedgerStore
    let commit: Commit?

    init(store: any LedgerStore, commit: Commit?) {
        self.store = store
        self.commit = commit
    }

    /// Of entries in the store.
    package init(store: any LedgerStore) { self.init(store: store, commit: nil) }

    func outcomes(_ outcomes: [SequencedOutcome], for checked: [TokenChecker.Verdict]) throws -> [AppendOutcome] {
        let known = try receipts(for: Set(outcomes.compactMap(\.known)))
        return try zip(outcomes, checked).map { outcome, checked in
            switch outcome {
            case .refused(let refusal): return .refused(refusal)
            case .known(let index):
                guard let receipt = known[index] else { throw LedgerError(.missing, "There is no entry \(index).") }
                return .duplicate(receipt)
            case .new(let index, let recorded, let leaf):
                guard let id = checked.candidate?.signed.event.id, let commit else {
                    throw LedgerError(.stopped, "An entry was appended without a commit. Run touchmark check.")
                }
                return .appended(
                    Receipt(
                        index: index, id: id, recorded: recorded, leaf: leaf, checkpoint: commit.checkpoint.note,
                        inclusion: try commit.inclusionProof(of: index)))
            }
        }
    }

    /// Under the checkpoint of the batch that brought the entry, or under the one of this size.
    package func receipt(for index: EntryIndex, size: TreeSize? = nil) throws -> Receipt {
        try store.read { reader in
            var proofs: ProofBuilder?
            return try Self.receipt(for: index, size: size, reader, &proofs)
        }
    }

    /// Each as `receipt` makes it. Entries of one tree share what is hashed, and so they are proven in the log's order.
    func receipts(for indices: Set<EntryIndex>, size: TreeSize? = nil) throws -> [EntryIndex: Receipt] {
        guard !indices.isEmpty else { return [:] }
        return try store.read { reader in
            var proofs: ProofBuilder?
            var receipts: [EntryIndex: Receipt] = [:]
            for index in indices.sorted() { receipts[index] = try Self.receipt(for: index, size: size, reader, &proofs) }
            return receipts
        }
    }

    /// - Parameter proofs: of the tree that was asked for last.
    private static func receipt(
        for index: EntryIndex, size: TreeSize?, _ reader: any LedgerReader, _ proofs: inout ProofBuilder?
    ) throws -> Receipt {
        let whole = try reader.size()
        guard whole.contains(index) else { throw LedgerError(.missing, "There is no entry \(index); the log has \(whole).") }
        let entry = try reader.entry(at: index)
        let checkpoint =
            try size.map { try Self.checkpoint(of: $0, holding: index, in: reader) } ?? reader.checkpoint(holding: index)
        var builder =
            proofs.flatMap { $0.size == checkpoint.size ? $0 : nil }
            ?? ProofBuilder(size: checkpoint.size) { try reader.tile($0)?.hashes }
        // The only owner of what it changes.
        proofs = nil
        let receipt = Receipt(
            index: index, id: try entry.logged().event.id, recorded: entry.recorded, leaf: entry.leaf,
            checkpoint: checkpoint.note, inclusion: try builder.inclusionProof(of: index))
        proofs = builder
        try check(receipt)
        return receipt
    }

    private static func checkpoint(
        of size: TreeSize, holding index: EntryIndex, in reader: any LedgerReader
    ) throws -> StoredCheckpoint {
        guard size.contains(index) else {
            throw LedgerError(.missing, "A tree of size \(size) does not hold entry \(index); ask for a larger one.")
        }
        let nearest = try reader.checkpoint(atMost: size)
        guard let nearest, nearest.size == size else {
            let other = nearest.map { "; the one before is of size \($0.size)" } ?? ""
            throw LedgerError(.missing, "No checkpoint was signed at size \(size)\(other).")
        }
        return nearest
    }

    /// What was stored may be damaged by now, and a receipt that proves nothing must not be handed out.
    private static func check(_ receipt: Receipt) throws {
        let claimed = try? UncheckedCheckpoint(parsing: receipt.checkpoint).claimed
        guard let claimed, claimed.size == receipt.inclusion.size,
            case .verified = receipt.inclusion.check(leaf: receipt.leaf, root: claimed.root)
        else {
            throw StoreError(
                .corrupt,
                "Entry \(receipt.index), its checkpoint or a tile is damaged: they do not prove each other. "
                    + "Run touchmark check, and restore the ledger from a backup.")
        }
    }
}
