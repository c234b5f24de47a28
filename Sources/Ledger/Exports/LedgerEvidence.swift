package import Evidence
package import MerkleLog
package import Primitives
package import Provenance
import Synchronization

/// A ledger's newest checkpointed state, as an exporter reads it. Each call reads the store anew: what lies below a checkpoint
/// never changes, so the answers fit together while the ledger grows.
package final class LedgerEvidence: EvidenceSource, Sendable {
    /// Entries read at once where they are asked for in order.
    private static let readAhead: UInt64 = 256
    /// Checkpoints that are shown for the sake of who cosigned them.
    private static let greatestCosignedCount = 16
    /// How long, and how often in it, is looked for a seal that is being made.
    private static let sealWait = (pause: Duration.milliseconds(50), count: 20)

    private let store: any LedgerStore
    private let choice: DisclosureChoice
    package let checkpoint: String
    /// Those at which the log's key changed, the newest that each witness or auditor cosigned, that of the seal's size; by rising size.
    package let earlierCheckpoints: [String]
    package let size: TreeSize
    package let seal: BundleSeal?
    /// The newest checkpoint that anybody cosigned; `nil` if none was.
    package let cosignedSize: TreeSize?
    /// The newest seal, where no bundle may rest on it because its key was a thief's by then.
    package let stolenSeal: EntryIndex?
    /// What the seal says.
    private let indexRoot: Digest
    private let ahead = Mutex<[StoredEntry]>([])

    /// - Parameter choice: what the bundle is to show of what was sealed.
    /// - Throws: `LedgerError.missing` if the ledger is empty.
    package init(_ store: any LedgerStore, showing choice: DisclosureChoice) throws {
        self.store = store
        self.choice = choice
        let state = try store.sealIndex.soundState()
        let (newest, handovers, cosigned, seal, sealed, stolen) = try store.read { reader in
            guard let newest = try reader.checkpoint() else {
                throw LedgerError(.missing, "The ledger is empty; there is nothing to show.")
            }
            let seal = try reader.seal(of: state, below: newest.size)
            let sealed = try seal.flatMap { try reader.checkpoint(atMost: $0.size) }
            return (
                newest, try Self.handovers(in: reader), try reader.cosignedCheckpoints(limit: Self.greatestCosignedCount), seal,
                sealed, try reader.stolenSeal(below: newest.size)
            )
        }
        checkpoint = newest.note
        size = newest.size
        // Without the checkpoint of its size the seal could not be held against the log.
        let usable = sealed?.size == seal?.size ? seal : nil
        indexRoot = state.summary.hash
        cosignedSize = cosigned.last?.size
        stolenSeal = stolen?.index
        self.seal = usable.map { BundleSeal(index: $0.index, size: $0.size) }
        let earlier = handovers + cosigned + [usable == nil ? nil : sealed].compactMap { $0 }
        earlierCheckpoints = Dictionary(
            earlier.filter { $0.size < newest.size }.map { ($0.size, $0.note) }, uniquingKeysWith: { first, _ in first }
        ).sorted { $0.key < $1.key }.map(\.value)
    }

    /// Of each batch that added a log key: both keys signed it, so it leads from the one to the other.
    private static func handovers(in reader: any LedgerReader) throws -> [StoredCheckpoint] {
        let keys = try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger)?.logKeys ?? []
        return try keys.dropFirst().map { try reader.checkpoint(holding: $0.index) }
    }

    package func stampedCheckpoints(for entries: [Range<UInt64>]) throws -> [StampedCheckpoint] {
        let room = StampChoice.greatestCount - earlierCheckpoints.count
        return try store.read { reader in
            let sizes = try reader.stampedSizes().filter { $0 <= size }
            return try StampChoice.choose(from: sizes, for: entries, atMost: room).compactMap { size in
                guard let checkpoint = try reader.checkpoint(atMost: size), checkpoint.size == size else { return nil }
                return StampedCheckpoint(note: checkpoint.note, tokens: try reader.timeTokens(at: size))
            }
        }
    }

    package func entry(at index: EntryIndex) throws -> [UInt8] {
        if let entry = read(index) { return entry.bytes }
        let end = EntryIndex(min(index.value + Self.readAhead, size.value))
        let entries = try store.read { try $0.entries(in: index..<max(index.next, end)) }
        ahead.withLock { $0 = entries }
        return entries[0].bytes
    }

    /// The same state for another exporter: entries that are read ahead for it go with it.
    private init(_ other: LedgerEvidence, showing choice: DisclosureChoice) {
        store = other.store
        self.choice = choice
        checkpoint = other.checkpoint
        earlierCheckpoints = other.earlierCheckpoints
        size = other.size
        seal = other.seal
        cosignedSize = other.cosignedSize
        stolenSeal = other.stolenSeal
        indexRoot = other.indexRoot
    }

    /// The same state for one more exporter, or the newest one where the tree has gone on to a newer seal and gives no proofs of
    /// this one's any more.
    package func refreshed() async throws -> LedgerEvidence {
        guard let seal, try store.sealIndex.soundState().size != seal.size else {
            return LedgerEvidence(self, showing: choice)
        }
        // The tree goes on first, and then comes the seal that says where to.
        for _ in 0..<Self.sealWait.count {
            let newest = try LedgerEvidence(store, showing: choice)
            if newest.seal != nil { return newest }
            try await Task.sleep(for: Self.sealWait.pause)
        }
        return try LedgerEvidence(store, showing: choice)
    }

    /// The same state, of which nothing is shown that was sealed but of these datasets; `nil` for all.
    package func narrowed(to datasets: Set<String>?) -> LedgerEvidence {
        LedgerEvidence(self, showing: choice.narrowed(to: datasets))
    }

    private func read(_ index: EntryIndex) -> StoredEntry? {
        ahead.withLock { entries in
            guard let first = entries.first?.index, index >= first else { return nil }
            let place = Int(clamping: index.value - first.value)
            return place < entries.count ? entries[place] : nil
        }
    }

    package func disclosures(at index: EntryIndex) throws -> [String] {
        choice.isNone ? [] : try store.read { try choice.shown(of: index, in: $0) }
    }

    package func history(of subject: Subject, below size: TreeSize) throws -> [EntryIndex] {
        try store.read { try $0.history(of: subject, below: size) }
    }

    package func proofs(of subjects: [Subject], at seal: BundleSeal) throws -> [PrefixProof]? {
        let keys = subjects.map { Digest(hashing: $0.description) }
        guard let proofs = try store.sealIndex.proofs(of: keys, at: seal.size) else { return nil }
        for (key, proof) in zip(keys, proofs) {
            guard case .failed = proof.check(subjectKey: key, root: indexRoot) else { continue }
            throw StoreError(.corrupt, "The index that seals rest on is damaged. Run touchmark rebuild.")
        }
        return proofs
    }

    package func tile(_ coordinate: TileCoordinate) throws -> [Digest]? {
        try store.read { try $0.tile(coordinate)?.hashes }
    }
}
