import MerkleLog
package import Primitives
import Provenance
import Signatures
import Synchronization

/// Another's log, taken in entry by entry by the rules that its own sequencer goes by: indices and times are as they stand there.
///
/// Its checkpoints are unsigned texts: nobody may take a replica for the log.
package struct ReplicaLog {
    /// An entry that the log should not have taken.
    package struct Inadmissible: Sendable {
        package let index: EntryIndex
        /// The rule's name, and a sentence.
        package let reason: String

        package init(index: EntryIndex, reason: String) {
            self.index = index
            self.reason = reason
        }
    }

    package let store: any LedgerStore
    private let origin: String
    private let directory: KeyDirectory
    private var tree: TileTree
    private var lastRecorded: Timestamp
    private var cache = FoldCache(generationSize: 16_384)

    /// - Throws: `StoreError`; `MerkleLogError` where the store's tiles do not lead to its last checkpoint.
    package init(_ store: any LedgerStore, origin: String) throws {
        self.store = store
        self.origin = origin
        directory = KeyDirectory(store)
        (tree, lastRecorded) = try store.read { reader in
            guard let stored = try reader.checkpoint(), let last = try reader.lastEntry(below: stored.size) else {
                return (TileTree(), Timestamp(microseconds: 0))
            }
            let root = try Checkpoint(parsing: stored.note).root
            return (try TileTree(size: stored.size, root: root) { tile, _ in try reader.tile(tile)?.hashes }, last.recorded)
        }
    }

    package var size: TreeSize { tree.size }
    package var root: Digest { tree.root }

    /// The root that the tree would have with these leaves too.
    package func root(with leaves: [Digest]) -> Digest {
        var grown = tree
        _ = grown.append(contentsOf: leaves)
        return grown.root
    }

    /// Takes in the entries that follow, as one durable batch, up to the first that is inadmissible: the replica ends before it.
    ///
    /// - Throws: `StoreError`; then nothing was taken in, and the replica has to be opened again.
    package mutating func take(_ entries: [StoredEntry]) async throws -> Inadmissible? {
        guard !entries.isEmpty else { return nil }
        let checker = TokenChecker(directory: directory)
        let tokens = entries.map(\.jws)
        let verdicts = try await size == .empty ? checker.checkOpening(tokens) : checker.check(tokens)
        var learnt = cache
        cache = FoldCache(generationSize: 1)
        let (start, last) = (tree.size, lastRecorded)
        let (builder, found) = try store.readBeforeWriting { reader in
            let clock = GivenClock()
            let histories = LedgerHistories(reader, committed: start, cache: learnt, pending: PendingEntries())
            learnt.removeAll()
            var builder = BatchBuilder(
                reader, histories: histories, clock: clock, size: start, lastRecorded: last, rules: .replaying)
            var found: Inadmissible?
            for (entry, verdict) in zip(entries, verdicts) {
                found = try Self.place(entry, verdict, clock, &builder)
                if found != nil { break }
            }
            learnt = histories.finish()
            return (builder, found)
        }
        try write(builder)
        // What a refused entry was asked about is known, and nothing of it was kept.
        cache = learnt
        return found
    }

    private static func place(
        _ entry: StoredEntry, _ verdict: TokenChecker.Verdict, _ clock: GivenClock, _ builder: inout BatchBuilder
    ) throws -> Inadmissible? {
        let failure = { (reason: String) in Inadmissible(index: entry.index, reason: reason) }
        if let refusal = verdict.refusal { return failure("\(refusal.rule): \(refusal.sentence)") }
        guard let candidate = verdict.candidate, candidate.jws == entry.jws else {
            return failure("token: The entry is not one token without disclosures.")
        }
        guard entry.recorded > builder.lastTime else {
            return failure("recorded: The entry is not later than the one before it.")
        }
        clock.set(entry.recorded)
        switch try builder.place(candidate) {
        case .new(let index):
            return index == entry.index ? nil : failure("index: The entry does not stand at its place.")
        case .known(let index): return failure("event-id: The entry stands in the log already, at \(index).")
        case .refused(let refusal): return failure("\(refusal.rule): \(refusal.sentence)")
        }
    }

    private mutating func write(_ builder: BatchBuilder) throws {
        guard !builder.entries.isEmpty else { return }
        var grown = tree
        let tiles = grown.append(contentsOf: builder.leaves)
        let checkpoint = Checkpoint(origin: origin, size: grown.size, root: grown.root)
        let derived = builder.derivedRows
        try store.append(
            Batch(
                entries: builder.entries, disclosures: [:], erasures: builder.erasures, tiles: tiles,
                checkpoint: StoredCheckpoint(size: grown.size, note: checkpoint.text), derived: derived))
        (tree, lastRecorded) = (grown, builder.lastTime)
        directory.add(derived.keys.map(\.key))
    }
}

/// Says the time that an entry was recorded at.
private final class GivenClock: LedgerClock {
    private let time = Mutex(Timestamp(microseconds: 0))

    func set(_ recorded: Timestamp) { time.withLock { $0 = recorded } }
    func now() -> Timestamp { time.withLock { $0 } }

    /// Whether a clock is believed is asked of one's own: what stands in another's log was recorded.
    func latest(after last: Timestamp) -> Timestamp { Timestamp(microseconds: .max) }
}
