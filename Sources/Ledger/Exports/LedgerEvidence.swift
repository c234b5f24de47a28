import Evidence
package import MerkleLog
package import Primitives
package import Provenance
import Synchronization

/// A ledger's newest checkpointed state, as an exporter reads it. Each call reads the store anew: what lies below a checkpoint
/// never changes, so the answers fit together while the ledger grows.
package final class LedgerEvidence: EvidenceSource, Sendable {
    /// Entries read at once where they are asked for in order.
    private static let readAhead: UInt64 = 256

    private let store: any LedgerStore
    private let showsDisclosures: Bool
    package let checkpoint: String
    package let size: TreeSize
    /// Of each batch that added a log key: both keys signed it, so it leads from the one to the other.
    package let earlierCheckpoints: [String]
    private let ahead = Mutex<[StoredEntry]>([])

    /// - Parameter showsDisclosures: true if the bundle is to hold what was sealed.
    /// - Throws: `LedgerError.missing` if the ledger is empty.
    package init(_ store: any LedgerStore, showsDisclosures: Bool) throws {
        self.store = store
        self.showsDisclosures = showsDisclosures
        guard let newest = try store.read({ try $0.checkpoint() }) else {
            throw LedgerError(.missing, "The ledger is empty; there is nothing to show.")
        }
        checkpoint = newest.note
        size = newest.size
        earlierCheckpoints = try store.read { try Self.handovers(below: newest.size, in: $0) }
    }

    private static func handovers(below size: TreeSize, in reader: any LedgerReader) throws -> [String] {
        let keys = try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger)?.logKeys ?? []
        let checkpoints = try keys.dropFirst().compactMap { try reader.checkpoint(covering: $0.index) }
        // Two keys may have come with one batch.
        return checkpoints.enumerated().filter { place, checkpoint in
            checkpoint.size < size && !checkpoints[..<place].contains { $0.size == checkpoint.size }
        }.map(\.element.note)
    }

    package func entry(at index: EntryIndex) throws -> [UInt8] {
        if let entry = read(index) { return entry.bytes }
        let end = EntryIndex(min(index.value + Self.readAhead, size.value))
        let entries = try store.read { reader in
            var entries: [StoredEntry] = []
            try reader.forEachEntry(in: index..<max(index, end)) { entry in
                entries.append(entry)
                return true
            }
            return entries
        }
        guard let entry = entries.first, entry.index == index else {
            throw StoreError(.corrupt, "Entry \(index) is missing from the store. Run touchmark check.")
        }
        ahead.withLock { $0 = entries }
        return entry.bytes
    }

    private func read(_ index: EntryIndex) -> StoredEntry? {
        ahead.withLock { entries in
            guard let first = entries.first?.index, index >= first else { return nil }
            let place = Int(clamping: index.value - first.value)
            return place < entries.count && entries[place].index == index ? entries[place] : nil
        }
    }

    package func disclosures(at index: EntryIndex) throws -> [String] {
        showsDisclosures ? try store.read { try $0.disclosures(of: index).map(\.encoded) } : []
    }

    package func history(of subject: Subject, below size: TreeSize) throws -> [EntryIndex] {
        try store.read { try $0.history(of: subject, below: size) }
    }

    package func tile(_ coordinate: TileCoordinate) throws -> [Digest]? {
        try store.read { try $0.tile(coordinate)?.hashes }
    }
}
