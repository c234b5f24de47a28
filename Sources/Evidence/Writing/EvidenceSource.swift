public import MerkleLog
public import Primitives
public import Provenance

/// A ledger as an exporter sees it: one state of it, that of its checkpoint. Calls are made one at a time.
///
/// What it gives is checked before it is written; a store that is damaged makes no bundle.
public protocol EvidenceSource: Sendable {
    /// The signed note that the bundle is proved against.
    var checkpoint: String { get }
    /// Notes of earlier checkpoints that are to stand beside it: needed where another log key signed since.
    var earlierCheckpoints: [String] { get }

    /// Checkpoints with time tokens, of this size or earlier, that anchor entries in these runs of indices. A few: they and
    /// `earlierCheckpoints` are at most 64.
    func stampedCheckpoints(for entries: [Range<UInt64>]) throws -> [StampedCheckpoint]

    /// The bytes of an entry, `<recorded> <JWS>`, whose hash is its leaf.
    func entry(at index: EntryIndex) throws -> [UInt8]
    /// Encoded disclosures kept beside the entry that this bundle may show.
    func disclosures(at index: EntryIndex) throws -> [String]
    /// Indices below `size` of the entries that touch `subject`, rising.
    func history(of subject: Subject, below size: TreeSize) throws -> [EntryIndex]
    /// The newest seal that proofs can be made of, among the entries below the checkpoint's size; `nil` if there is none.
    var seal: BundleSeal? { get }
    /// What the seal's tree has of each of these subjects, in their order; `nil` if the tree has gone on to another seal.
    func proofs(of subjects: [Subject], at seal: BundleSeal) throws -> [PrefixProof]?
    /// The same state for one more exporter, or a newer one if the tree has gone on to another seal.
    func refreshed() async throws -> Self
    /// The hashes of a tile, at least as many as it has at the checkpoint's size; `nil` if it is not there.
    func tile(_ coordinate: TileCoordinate) throws -> [Digest]?
}

/// A checkpoint's note, and the RFC 3161 tokens over it, in DER.
public struct StampedCheckpoint: Hashable, Sendable {
    public let note: String
    public let tokens: [[UInt8]]

    public init(note: String, tokens: [[UInt8]]) {
        self.note = note
        self.tokens = tokens
    }
}

extension EvidenceSource {
    public func stampedCheckpoints(for entries: [Range<UInt64>]) throws -> [StampedCheckpoint] { [] }
    public var earlierCheckpoints: [String] { [] }
    public var seal: BundleSeal? { nil }
    public func refreshed() async throws -> Self { self }
    public func proofs(of subjects: [Subject], at seal: BundleSeal) throws -> [PrefixProof]? { nil }
}
