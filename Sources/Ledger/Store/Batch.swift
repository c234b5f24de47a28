package import MerkleLog
package import Primitives

/// Everything that one commit writes.
package struct Batch: Sendable {
    /// Contiguous; the first follows the log's last.
    package let entries: [StoredEntry]
    /// Of these entries, and further ones of entries before: those kept already and those erased are passed over.
    package let disclosures: [EntryIndex: KeptDisclosures]
    /// Digests of disclosures that this batch erases, by the entry they belong to: their text is overwritten and
    /// the keys that open copies of it are destroyed, and they are not kept again.
    package let erasures: [EntryIndex: [String]]
    /// Tiles that changed, at their new width.
    package let tiles: [Tile]
    package let checkpoint: StoredCheckpoint
    package let derived: DerivedRows

    package init(
        entries: [StoredEntry], disclosures: [EntryIndex: KeptDisclosures],
        erasures: [EntryIndex: [String]] = [:], tiles: [Tile], checkpoint: StoredCheckpoint, derived: DerivedRows
    ) {
        self.entries = entries
        self.disclosures = disclosures
        self.erasures = erasures
        self.tiles = tiles
        self.checkpoint = checkpoint
        self.derived = derived
    }
}

extension Batch {
    /// What every store asks of a batch before it writes.
    ///
    /// - Throws: `StoreError.conflict`.
    package func check(follows size: TreeSize) throws {
        guard let first = entries.first else { throw StoreError(.conflict, "A batch has at least one entry.") }
        guard first.index == size.nextIndex else {
            throw StoreError(
                .conflict, "The batch begins at entry \(first.index), the log ends at \(size). Read the log's size again.")
        }
        for (place, entry) in entries.enumerated() where entry.index.value != size.value + UInt64(place) {
            throw StoreError(.conflict, "The batch has entry \(entry.index) where \(size.value + UInt64(place)) is due.")
        }
        guard checkpoint.size.value == size.value + UInt64(entries.count) else {
            throw StoreError(
                .conflict,
                "The checkpoint is of size \(checkpoint.size), the batch leads to \(size.value + UInt64(entries.count)).")
        }
    }
}
