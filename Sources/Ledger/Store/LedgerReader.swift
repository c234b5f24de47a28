package import MerkleLog
package import Primitives
package import Provenance
package import Signatures

/// A consistent view of a store.
package protocol LedgerReader {
    /// The number of entries.
    func size() throws -> TreeSize

    // Checkpoints come with the cosignatures that are kept of them.

    /// The newest checkpoint, `nil` for an empty ledger.
    func checkpoint() throws -> StoredCheckpoint?
    /// The newest checkpoint of at most this size.
    func checkpoint(atMost size: TreeSize) throws -> StoredCheckpoint?
    /// The oldest checkpoint whose tree holds the entry: that of the batch that brought it.
    func checkpoint(covering index: EntryIndex) throws -> StoredCheckpoint?

    /// Of each who cosigned, the newest checkpoint of which a cosignature is kept; each checkpoint once, by rising size; the newest
    /// `limit` of them.
    func cosignedCheckpoints(limit: Int) throws -> [StoredCheckpoint]
    /// The first sizes from `size` on of checkpoints of which a cosignature is kept, rising; at most `limit`.
    func cosignedSizes(from size: TreeSize, limit: Int) throws -> [TreeSize]

    /// Sizes of checkpoints of which a time token is kept, rising.
    func stampedSizes() throws -> [TreeSize]
    /// Time tokens over the checkpoint of this size, in the order in which they came.
    func timeTokens(at size: TreeSize) throws -> [[UInt8]]

    // The log has an entry at every index below its size: one that is missing is damage. So entries are asked for with
    // `entry(at:)` and `forEachEntry`, which refuse it.

    /// `nil` past the end of the log, and in a gap.
    func entryIfThere(at index: EntryIndex) throws -> StoredEntry?
    /// Calls `body` for the entries of `range` that are there, in order, until it returns false: for who looks for gaps.
    func forEachStoredEntry(in range: Range<EntryIndex>, _ body: (StoredEntry) throws -> Bool) throws
    /// Those that are kept, not erased and can be opened here, in the order of their digests.
    func disclosures(of index: EntryIndex) throws -> [StoredDisclosure]
    /// Digests of those that are kept and not erased, and whose keys are not here, in order.
    func lockedDisclosures(of index: EntryIndex) throws -> [String]
    /// Digests of those that were erased and are not kept again, in order.
    func erasures(of index: EntryIndex) throws -> [String]

    func index(of event: EventID) throws -> EntryIndex?
    func key(_ thumbprint: KeyThumbprint) throws -> StoredKey?

    /// The indices below `limit` of the entries that touch `subject`, in order.
    func history(of subject: Subject, below limit: TreeSize) throws -> [EntryIndex]
    /// The last of a history: the rest of it is not read.
    func lastIndex(of subject: Subject, below limit: TreeSize) throws -> EntryIndex?

    /// A tile as wide as it is now; `nil` if the tree has none there.
    func tile(_ coordinate: TileCoordinate) throws -> Tile?

    // Projections. "In order" of ids is in the order of their UTF-8 bytes.

    /// Datasets in order of their ids, from the one after `cursor`.
    func datasets(after cursor: String?, limit: Int) throws -> [DatasetRow]
    /// Items of a dataset registered below `asOf`, in order of their ids, from the one after `cursor`.
    func items(of dataset: String, asOf: TreeSize, after cursor: String?, limit: Int) throws -> [ItemRow]
    /// Calls `body` for each label of a dataset with the last version below `asOf` that is not a review, and the last review
    /// after it, in order of item and label id, from the one after `cursor`, until it returns false. Withdrawn labels are
    /// among them. A step may read of the same reader, and walk itself.
    func forEachLabel(
        of dataset: String, asOf: TreeSize, after cursor: LabelCursor?, _ body: (CurrentLabel) throws -> Bool
    ) throws
    /// Every version of one label, reviews too, in the order of the log.
    func versions(dataset: String, item: String, label: String) throws -> [LabelVersion]
    /// Calls `body` for the versions of all labels below `limit`, reviews too, in the order of the log, until it returns false.
    func forEachLabelVersion(below limit: TreeSize, _ body: (LabelVersion) throws -> Bool) throws
    /// People, models and connectors in order of kind and id, from the one after `cursor`.
    func actors(after cursor: Actor?, limit: Int) throws -> [ActorRow]
    /// In the order of the log.
    func credentials(of annotator: String) throws -> [CredentialRow]
}

extension LedgerReader {
    /// The first of `forEachLabel`.
    package func labels(
        of dataset: String, asOf: TreeSize, after cursor: LabelCursor?, limit: Int
    ) throws -> [CurrentLabel] {
        var labels: [CurrentLabel] = []
        guard limit > 0 else { return labels }
        try forEachLabel(of: dataset, asOf: asOf, after: cursor) { label in
            labels.append(label)
            return labels.count < limit
        }
        return labels
    }
}
