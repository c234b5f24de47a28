import MerkleLog
import Primitives
import Provenance
import Signatures

/// The log as its one writer sees it: the tree's right edge, the last time, and what it remembers of histories.
struct SequencerLog {
    private let store: any LedgerStore
    private var signer: LogSigner
    /// Whom the log is handed over to by the batch that adds its key.
    private let successor: LogSigner?
    private let directory: KeyDirectory
    private let clock: any LedgerClock
    private var tree: TileTree
    private var lastRecorded: Timestamp
    private var cache = FoldCache(generationSize: Self.foldCacheSize)
    private(set) var stopReason: LedgerError?

    /// Folds kept in each of two generations: people, policies and the items being worked on.
    private static let foldCacheSize = 16_384

    init(
        store: any LedgerStore, signer: LogSigner, successor: LogSigner?, directory: KeyDirectory, clock: any LedgerClock
    ) throws {
        self.store = store
        self.signer = signer
        self.successor = successor
        self.directory = directory
        self.clock = clock
        (tree, lastRecorded) = try store.read { reader in try Self.open(reader, signer) }
    }

    /// Opens the tree and holds it against the newest checkpoint: a log that does not lead to what it signed is not
    /// appended to.
    private static func open(_ reader: any LedgerReader, _ signer: LogSigner) throws -> (TileTree, Timestamp) {
        let size = try reader.size()
        guard let last = try reader.lastEntry(below: size) else { return (TileTree(), Timestamp(microseconds: 0)) }
        guard let stored = try reader.checkpoint(), stored.size == size else {
            throw LedgerError(.stopped, "No checkpoint is of its \(size) entries. Restore the ledger from a backup.")
        }
        let checkpoint = try verified(stored, by: signer.vkey)
        let tree: TileTree
        do {
            tree = try TileTree(size: size, root: checkpoint.checkpoint.root) { coordinate, _ in
                try reader.tile(coordinate)?.hashes
            }
        } catch {
            throw LedgerError(.stopped, "\(error). Run touchmark check; restore the ledger from a backup.", cause: error)
        }
        // Times are counted on from it, so it must be the one that was signed.
        let place = TileCoordinate(level: 0, number: last.index.value >> 8)
        guard try reader.tile(place)?.hashes.last == Digest.leaf(last.bytes), last.recorded.microseconds < Int64.max else {
            throw LedgerError(
                .stopped, "The last entry, \(last.index), is not the one in the tree. Restore the ledger from a backup.")
        }
        return (tree, last.recorded)
    }

    private static func verified(_ stored: StoredCheckpoint, by key: VerifierKey) throws -> VerifiedCheckpoint {
        let check: CheckpointCheck
        do { check = try UncheckedCheckpoint(parsing: stored.note).check(with: key) } catch {
            throw LedgerError(
                .stopped, "The newest checkpoint is damaged: \(error). Restore the ledger from a backup.", cause: error)
        }
        switch check {
        case .valid(let checkpoint): return checkpoint
        case .invalid(.notSigned), .invalid(.otherOrigin):
            throw LedgerError(
                .stopped,
                "The newest checkpoint was signed by another key, or under another origin, than those given. "
                    + "Give the ledger its own log key and origin back: the log goes on under them alone.")
        case .invalid(let failure):
            throw LedgerError(.stopped, "The newest checkpoint does not hold: \(failure). Restore the ledger from a backup.")
        }
    }

    /// Sequences jobs as one batch and answers each.
    ///
    /// - Parameter isAtomic: all of all jobs is written, or nothing.
    mutating func sequence(_ jobs: [[Candidate]], atomically isAtomic: Bool) -> [Result<Sequencer.Answer, any Error>] {
        if let stopReason { return jobs.map { _ in .failure(stopReason) } }
        do {
            return try commit(jobs, atomically: isAtomic).map { .success($0) }
        } catch {
            let failure = classify(error)
            // What was put together is lost; so is what the folds learnt from it. Where the log ends, the store says.
            cache.removeAll()
            reopen()
            // A job that fails alone must not take others with it.
            if jobs.count > 1, !isAtomic, stopReason == nil, failure.code == .notWritten {
                return jobs.flatMap { sequence([$0], atomically: false) }
            }
            return jobs.map { _ in .failure(failure) }
        }
    }

    private mutating func reopen() {
        do {
            (tree, lastRecorded) = try store.read { reader in try Self.open(reader, signer) }
        } catch {
            stopReason = LedgerError(.stopped, "The ledger takes no more events: \(error)", cause: error)
        }
    }

    /// A failed batch is nothing lost; a store that contradicts itself ends the writing.
    private mutating func classify(_ error: any Error) -> LedgerError {
        guard let error = error as? StoreError else {
            return LedgerError(.notWritten, "The batch was not written: \(error)", cause: error)
        }
        switch error.code {
        case .corrupt, .conflict, .missing, .foreign:
            let stop = LedgerError(.stopped, "The ledger takes no more events: \(error)", cause: error)
            stopReason = stop
            return stop
        case .full: return LedgerError(.full, "Nothing was written: \(error)", cause: error)
        case .uncertain: return LedgerError(.uncertain, "\(error)", cause: error)
        case .busy, .exists, .io: return LedgerError(.notWritten, "Nothing was written: \(error)", cause: error)
        }
    }

    private mutating func commit(_ jobs: [[Candidate]], atomically isAtomic: Bool) throws -> [Sequencer.Answer] {
        var learnt = cache
        // The builder must be the only owner of what it changes, or every change would copy it.
        cache = FoldCache(generationSize: Self.foldCacheSize)
        let (builder, placements) = try store.readBeforeWriting { reader in
            let histories = LedgerHistories(reader, committed: tree.size, cache: learnt, pending: PendingEntries())
            learnt.removeAll()
            var builder = BatchBuilder(
                reader, histories: histories, clock: clock, size: tree.size, lastRecorded: lastRecorded,
                rules: .sequencing(successor: successor?.vkey))
            let placements = try jobs.map { job in try job.map { try builder.place($0) } }
            learnt = histories.finish()
            return (builder, placements)
        }
        if isAtomic, placements.joined().contains(where: \.isRefused) {
            return placements.map { Sequencer.Answer(outcomes: $0.map(builder.outcomeWithoutCommit), commit: nil) }
        }
        let commit = try write(builder)
        cache = learnt
        return placements.map { Sequencer.Answer(outcomes: $0.map { outcome($0, builder) }, commit: commit) }
    }

    /// Writes a batch and moves on. `nil` if it holds no new entry.
    private mutating func write(_ builder: BatchBuilder) throws -> Commit? {
        guard !builder.entries.isEmpty else {
            if !builder.disclosures.isEmpty { try store.keep(builder.disclosures) }
            return nil
        }
        var grown = tree
        let tiles = grown.append(contentsOf: builder.leaves)
        let heir = successor.flatMap { builder.logKeys.contains($0.vkey.text) ? $0 : nil }
        let note = signer.sign(Checkpoint(origin: signer.origin, size: grown.size, root: grown.root), with: heir)
        let checkpoint = StoredCheckpoint(size: grown.size, note: note)
        let derived = builder.derivedRows
        try store.append(
            Batch(
                entries: builder.entries, disclosures: builder.disclosures, erasures: builder.erasures, tiles: tiles,
                checkpoint: checkpoint, derived: derived))
        tree = grown
        lastRecorded = builder.lastTime
        if let heir { signer = heir }
        directory.add(derived.keys.map(\.key))
        return Commit(checkpoint: checkpoint, tiles: tiles + grown.edgeTiles, store: store)
    }

    private func outcome(_ placement: BatchBuilder.Placement, _ builder: BatchBuilder) -> SequencedOutcome {
        switch placement {
        case .refused(let refusal): return .refused(refusal)
        case .known(let index): return .known(index)
        case .new(let index):
            let place = Int(index.value - builder.entries[0].index.value)
            return .new(index, recorded: builder.entries[place].recorded, leaf: builder.leaves[place])
        }
    }
}
