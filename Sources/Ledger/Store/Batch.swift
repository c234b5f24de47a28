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
