import MerkleLog
import Primitives
import Provenance
package import Signatures

/// Holds the stored tree against the entries: every tile and every checkpoint that the store has.
package enum TreeCheck {
    /// Sentences about what is wrong; empty if nothing is.
    ///
    /// - Parameter key: the log's newest key. Every checkpoint must be signed with it, or with one that the log has added.
    package static func findings(
        in store: any LedgerStore, key: VerifierKey, progress: (UInt64) -> Void
    ) throws -> [String] {
        try store.read { reader in
            var findings: [String] = []
            let size = try reader.size()
            var tree = TileTree()
            var last = Int64.min
            var position: UInt64 = 0
            let history = Result { try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger) }
            let keys = keys(key, (try? history.get()) ?? nil)
            while position < size.value {
                let covering = try reader.checkpoint(covering: EntryIndex(position))
                guard let checkpoint = covering, checkpoint.size <= size else {
                    return findings + ["No checkpoint covers entry \(position)."]
                }
                let range = EntryIndex(position)..<checkpoint.size.nextIndex
                let (leaves, problem) = try leaves(in: range, reader, after: &last)
                if let problem { return findings + [problem] }
                let tiles = tree.append(contentsOf: leaves)
                findings += try compare(tiles.filter(\.width.isFull), reader)
                findings += check(checkpoint, root: tree.root, keys)
                position = checkpoint.size.value
                progress(position)
            }
            findings += try compare(tree.edgeTiles.filter { !$0.hashes.isEmpty }, reader)
            do { return try findings + handoverFindings(history.get(), reader) } catch  where !findings.isEmpty {
                // What damages the history was found on the way.
                return findings
            }
        }
    }

    /// With the checkpoint over the entry that adds a key, one that the log had signs beside it: who knows that one alone follows it.
    private static func handoverFindings(_ history: LedgerHistory?, _ reader: any LedgerReader) throws -> [String] {
        let known = history?.logKeys ?? []
        return try known.indices.dropFirst().compactMap { place in
            let index = known[place].index
            let unchecked = try reader.checkpoint(covering: index).flatMap { try? UncheckedCheckpoint(parsing: $0.note) }
            let isHandedOver = known[..<place].contains { earlier in
                guard let key = earlier.verifierKey else { return false }
                if case .valid = unchecked?.check(with: key) { return true } else { return false }
            }
            return isHandedOver
                ? nil : "The checkpoint that hands over to the log key of entry \(index) is missing, or not by both keys."
        }
    }

    private static func leaves(
        in range: Range<EntryIndex>, _ reader: any LedgerReader, after last: inout Int64
    ) throws -> ([Digest], String?) {
        var leaves: [Digest] = []
        var problem: String?
        var expected = range.lowerBound
        var time = last
        try reader.forEachStoredEntry(in: range) { entry in
            guard entry.index == expected else {
                problem = "Entry \(expected) is missing."
                return false
            }
            guard entry.recorded.microseconds > time else {
                problem = "Entry \(entry.index) is not later than the one before it."
                return false
            }
            time = entry.recorded.microseconds
            leaves.append(entry.leaf)
            expected = expected.next
            return true
        }
        last = time
        if problem == nil, expected != range.upperBound { problem = "Entry \(expected) is missing." }
        return (leaves, problem)
    }

    private static func compare(_ tiles: [Tile], _ reader: any LedgerReader) throws -> [String] {
        try tiles.compactMap { tile in
            let stored = try reader.tile(tile.coordinate)?.hashes ?? []
            return stored.prefix(tile.hashes.count).elementsEqual(tile.hashes)
                ? nil : "The tile \(tile.path) is not that of the entries."
        }
    }

    /// The key given, and the log's others with the size from which on they may sign.
    private static func keys(_ key: VerifierKey, _ history: LedgerHistory?) -> [(from: TreeSize, key: VerifierKey)] {
        let others = history?.logKeys.compactMap { known in
            known.verifierKey.map { (from: TreeSize(known.index.value + 1), key: $0) }
        }
        return [(from: .empty, key: key)] + (others ?? [])
    }

    private static func check(
        _ stored: StoredCheckpoint, root: Digest, _ keys: [(from: TreeSize, key: VerifierKey)]
    ) -> [String] {
        guard let unchecked = try? UncheckedCheckpoint(parsing: stored.note),
            let checkpoint = keys.lazy.filter({ $0.from <= stored.size }).compactMap({ known -> VerifiedCheckpoint? in
                if case .valid(let checkpoint) = unchecked.check(with: known.key) { checkpoint } else { nil }
            }).first
        else { return ["The checkpoint of size \(stored.size) is not signed by the log's key."] }
        guard checkpoint.checkpoint.root == root, checkpoint.checkpoint.size == stored.size else {
            return ["The checkpoint of size \(stored.size) is not that of the entries."]
        }
        return []
    }
}
