import Ledger
import MerkleLog
import Primitives
import Provenance
import Signatures

/// A view of a store that lacks something.
struct FaultReader: LedgerReader {
    let reader: any LedgerReader
    /// True if the keys of disclosures are gone.
    let isLocked: Bool
    /// How histories fail.
    let fault: StoreError.Code?
    /// An entry that somebody took away.
    let gap: EntryIndex?

    func disclosures(of index: EntryIndex) throws -> [StoredDisclosure] { isLocked ? [] : try reader.disclosures(of: index) }
    func lockedDisclosures(of index: EntryIndex) throws -> [String] {
        try reader.lockedDisclosures(of: index) + (isLocked ? reader.disclosures(of: index).map(\.digest) : [])
    }
    func erasures(of index: EntryIndex) throws -> [String] { try reader.erasures(of: index) }

    func size() throws -> TreeSize { try reader.size() }
    func checkpoint() throws -> StoredCheckpoint? { try reader.checkpoint() }
    func checkpoint(atMost size: TreeSize) throws -> StoredCheckpoint? { try reader.checkpoint(atMost: size) }
    func checkpoint(covering index: EntryIndex) throws -> StoredCheckpoint? { try reader.checkpoint(covering: index) }
    func cosignedCheckpoints(limit: Int) throws -> [StoredCheckpoint] { try reader.cosignedCheckpoints(limit: limit) }
    func cosignedSizes(from size: TreeSize, limit: Int) throws -> [TreeSize] {
        try reader.cosignedSizes(from: size, limit: limit)
    }
    func stampedSizes() throws -> [TreeSize] { try reader.stampedSizes() }
    func timeTokens(at size: TreeSize) throws -> [[UInt8]] { try reader.timeTokens(at: size) }
    func entryIfThere(at index: EntryIndex) throws -> StoredEntry? {
        index == gap ? nil : try reader.entryIfThere(at: index)
    }
    func forEachStoredEntry(in range: Range<EntryIndex>, _ body: (StoredEntry) throws -> Bool) throws {
        try reader.forEachStoredEntry(in: range) { try $0.index == gap || body($0) }
    }
    func index(of event: EventID) throws -> EntryIndex? { try reader.index(of: event) }
    func key(_ thumbprint: KeyThumbprint) throws -> StoredKey? { try reader.key(thumbprint) }
    func history(of subject: Subject, below limit: TreeSize) throws -> [EntryIndex] {
        if let fault { throw StoreError(fault, "This fault was asked for.") }
        return try reader.history(of: subject, below: limit)
    }
    func lastIndex(of subject: Subject, below limit: TreeSize) throws -> EntryIndex? {
        if let fault { throw StoreError(fault, "This fault was asked for.") }
        return try reader.lastIndex(of: subject, below: limit)
    }
    func tile(_ coordinate: TileCoordinate) throws -> Tile? { try reader.tile(coordinate) }
    func datasets(after cursor: String?, limit: Int) throws -> [DatasetRow] { try reader.datasets(after: cursor, limit: limit) }
    func items(of dataset: String, asOf: TreeSize, after cursor: String?, limit: Int) throws -> [ItemRow] {
        try reader.items(of: dataset, asOf: asOf, after: cursor, limit: limit)
    }
    func forEachLabel(
        of dataset: String, asOf: TreeSize, after cursor: LabelCursor?, _ body: (CurrentLabel) throws -> Bool
    ) throws {
        try reader.forEachLabel(of: dataset, asOf: asOf, after: cursor, body)
    }
    func versions(dataset: String, item: String, label: String) throws -> [LabelVersion] {
        try reader.versions(dataset: dataset, item: item, label: label)
    }
    func forEachLabelVersion(below limit: TreeSize, _ body: (LabelVersion) throws -> Bool) throws {
        try reader.forEachLabelVersion(below: limit, body)
    }
    func actors(after cursor: Actor?, limit: Int) throws -> [ActorRow] { try reader.actors(after: cursor, limit: limit) }
    func credentials(of annotator: String) throws -> [CredentialRow] { try reader.credentials(of: annotator) }
}
