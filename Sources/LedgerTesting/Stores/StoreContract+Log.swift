import Ledger
import MerkleLog
import Primitives
import Provenance
import Signatures

extension StoreContract {
    static let logClauses: [StoreContract] = [
        StoreContract("An empty store has nothing") { try $0.emptyStore() },
        StoreContract("What was appended is there") { try $0.appended() },
        StoreContract("A batch that does not follow is refused and changes nothing") { try $0.conflicts() },
        StoreContract("A reader sees one committed state while batches are appended") { try $0.snapshots() },
        StoreContract("Entries are read in order until the caller has enough") { try $0.entryRanges() },
        StoreContract("A gap is damage: nobody reads over an entry that is missing") { try $0.gap() },
        StoreContract("The checkpoint of a size and of an entry is found") { try $0.checkpoints() },
        StoreContract("Disclosures are kept once, and not again after an erasure") { try $0.disclosures() },
        StoreContract("Cosignatures stand in the notes that they are of, once each and not without end") {
            try $0.cosignatures()
        },
        StoreContract("Of each who cosigned the newest checkpoint is found") { try $0.cosigners() },
        StoreContract("Time tokens are kept beside their checkpoints, once each and not without end") {
            try $0.timeTokens()
        },
        StoreContract("A sound store has no findings") { try $0.soundness() },
    ]
}

extension ContractCase {
    fileprivate func emptyStore() throws {
        let store = try makeStore()
        try store.read { reader in
            try require(try reader.size(), is: .empty, "the size")
            try require(try reader.checkpoint() == nil, "There is a checkpoint in an empty store")
            try require(try reader.entryIfThere(at: EntryIndex(0)) == nil, "There is an entry in an empty store")
            try require(try reader.history(of: .ledger, below: TreeSize(10)), is: [], "a history")
            try require(try reader.labels(of: "d", asOf: TreeSize(10), after: nil, limit: 10), is: [], "labels")
            try require(try reader.tile(TileCoordinate(level: 0, number: 0)) == nil, "There is a tile in an empty store")
        }
        try require(try store.derivedDigest(), is: try MemoryStore().derivedDigest(), "the digest")
    }

    fileprivate func appended() throws {
        let (store, model, _) = try filled([1, 255, 1, 300, 40])
        try store.read { reader in
            try require(try reader.size(), is: model.size, "the size")
            for entry in model.entries { try require(try reader.entry(at: entry.index), is: entry, "entry \(entry.index)") }
            try require(try reader.entryIfThere(at: model.size.nextIndex) == nil, "There is an entry after the last")
            for (id, index) in model.rows.flatMap(\.events) { try require(try reader.index(of: id), is: index, "\(id)") }
            try require(try reader.index(of: EventID(high: 1, low: 1)) == nil, "An id that nobody used has an index")
            for key in model.rows.flatMap(\.keys) {
                try require(try reader.key(key.key.thumbprint), is: key, "a key")
            }
            for batch in model.batches {
                for (index, kept) in batch.disclosures {
                    try require(
                        try reader.disclosures(of: index), is: kept.disclosures.sorted { $0.digest < $1.digest },
                        "disclosures of \(index)")
                }
            }
            let tree = try TileTree(size: model.size, root: model.root) { coordinate, _ in try reader.tile(coordinate)?.hashes }
            try require(tree.root, is: model.root, "the root from the stored tiles")
        }
    }

    fileprivate func cosignatures() throws {
        let (store, model, _) = try filled([3, 4, 5])
        let digest = try store.derivedDigest()
        let notes = model.batches.map(\.checkpoint)
        try require(try store.read { try $0.cosignedCheckpoints(limit: 9) }, is: [], "what is cosigned before anybody did")
        try store.keep(cosignatures: ["a\n", "b\n"], at: notes[1].size)
        try store.keep(cosignatures: ["b\n", "c\n"], at: notes[1].size)
        let cosigned = StoredCheckpoint(size: notes[1].size, note: notes[1].note + "a\nb\nc\n")
        try store.read { reader in
            try require(try reader.checkpoint(atMost: notes[1].size), is: cosigned, "the checkpoint of a size")
            try require(try reader.checkpoint(covering: EntryIndex(3)), is: cosigned, "the checkpoint of an entry")
            try require(try reader.checkpoint(covering: EntryIndex(0)), is: notes[0], "the one before")
            try require(try reader.checkpoint(), is: notes[2], "the newest")
            try require(try reader.cosignedCheckpoints(limit: 9), is: [], "checkpoints of lines that bear no name")
        }
        try requireFailure(.missing) { try store.keep(cosignatures: ["d\n"], at: TreeSize(notes[1].size.value - 1)) }
        try store.keep(cosignatures: (0..<200).map { "\($0)\n" }, at: notes[2].size)
        let newest = try store.read { try $0.checkpoint() }
        let limit = StoredCheckpoint.greatestCosignatureCount
        try require(
            newest?.note, is: notes[2].note + (0..<limit).map { "\($0)\n" }.joined(), "a note with as many as there may be")
        try require(try store.derivedDigest(), is: digest, "the digest, of which cosignatures are no part")
    }

    fileprivate func cosigners() throws {
        let (store, model, _) = try filled([3, 4, 5, 6])
        let sizes = model.batches.map(\.checkpoint.size)
        func sizesFound(_ limit: Int = 9) throws -> [TreeSize] {
            try store.read { try $0.cosignedCheckpoints(limit: limit).map(\.size) }
        }
        let (auditor, witness) = ("— m.example AAAABBBB\n", "— w.example AAAABBBB\n")
        try store.keep(cosignatures: [auditor], at: sizes[1])
        try store.keep(cosignatures: [witness], at: sizes[2])
        try store.keep(cosignatures: ["— w.example AAAABBCC\n"], at: sizes[3])
        try require(try sizesFound(), is: [sizes[1], sizes[3]], "the newest of each who cosigned")
        try store.keep(cosignatures: [witness], at: sizes[0])
        try require(try sizesFound(), is: [sizes[1], sizes[3]], "the newest, after a line over an older one came late")
        try store.keep(cosignatures: ["— w.example CCCCDDDD\n"], at: sizes[2])
        try require(try sizesFound(), is: Array(sizes[1...]), "the newest of each key, though two have a name")
        try require(try sizesFound(2), is: Array(sizes[2...]), "the newest two of them")
        try store.read { reader in
            try require(try reader.cosignedSizes(from: .empty, limit: 9), is: sizes, "all sizes that somebody cosigned")
            try require(try reader.cosignedSizes(from: sizes[1], limit: 2), is: Array(sizes[1...2]), "two sizes from one on")
            let above = TreeSize(sizes[1].value + 1)
            try require(try reader.cosignedSizes(from: above, limit: 1), is: [sizes[2]], "the next size")
        }
        let notes = try store.read { try $0.cosignedCheckpoints(limit: 9).map(\.note) }
        try require(notes.first?.hasSuffix(auditor) ?? false, "A cosigned checkpoint comes without its cosignature")
    }

    fileprivate func timeTokens() throws {
        let (store, model, _) = try filled([3, 4, 5])
        let digest = try store.derivedDigest()
        let sizes = model.batches.map(\.checkpoint.size)
        try require(try store.read { try $0.stampedSizes() }, is: [], "what is stamped before anything was")
        try store.keep(timeTokens: [[3, 1], []], at: sizes[1])
        try store.keep(timeTokens: [[3, 1], [0]], at: sizes[1])
        try store.keep(timeTokens: (0..<20).map { [$0] }, at: sizes[0])
        try store.read { reader in
            try require(try reader.stampedSizes(), is: [sizes[0], sizes[1]], "the sizes")
            try require(try reader.timeTokens(at: sizes[1]), is: [[3, 1], [], [0]], "tokens in the order in which they came")
            let limit = UInt8(StoredCheckpoint.greatestTimeTokenCount)
            try require(try reader.timeTokens(at: sizes[0]), is: (0..<limit).map { [$0] }, "as many as are kept")
            try require(try reader.timeTokens(at: sizes[2]), is: [], "tokens of another checkpoint")
        }
        try requireFailure(.missing) { try store.keep(timeTokens: [[1]], at: TreeSize(sizes[1].value - 1)) }
        try require(try store.derivedDigest(), is: digest, "the digest, of which tokens are no part")
    }

    fileprivate func conflicts() throws {
        var (store, model, ledger) = try filled([3, 4])
        let digest = try store.derivedDigest()
        let due = ledger.batch(of: 5)
        let later = ledger.batch(of: 2)
        let wrongSize = Batch(
            entries: due.entries, disclosures: [:], tiles: [], checkpoint: later.checkpoint, derived: due.derived)
        let gap = Batch(
            entries: Array(due.entries.prefix(2)) + due.entries.dropFirst(3), disclosures: [:], tiles: [],
            checkpoint: StoredCheckpoint(size: TreeSize(11), note: ""), derived: due.derived)
        let none = Batch(entries: [], disclosures: [:], tiles: [], checkpoint: due.checkpoint, derived: DerivedRows())
        for wrong in [model.batches[0], model.batches[1], later, wrongSize, gap, none] {
            try requireFailure(.conflict) { try store.append(wrong) }
            try require(try store.read { try $0.size() }, is: model.size, "the size after a refused batch")
            try require(try store.read { try $0.checkpoint() }, is: model.batches[1].checkpoint, "the checkpoint")
            try require(try store.derivedDigest(), is: digest, "the digest after a refused batch")
        }
        for batch in [due, later] {
            try store.append(batch)
            model.add(batch)
        }
        try require(try store.read { try $0.size() }, is: model.size, "the size")
    }

    fileprivate func snapshots() throws {
        var (store, model, ledger) = try filled([20])
        let next = ledger.batch(of: 30)
        try store.read { reader in
            let subject = Subject.dataset(SyntheticLedger.datasets[0])
            let before = try reader.history(of: subject, below: TreeSize(1000))
            try store.append(next)
            try require(try reader.size(), is: model.size, "the size in a reader that was open")
            try require(try reader.history(of: subject, below: TreeSize(1000)), is: before, "a history in it")
            try require(try reader.checkpoint(), is: model.batches[0].checkpoint, "the checkpoint in it")
        }
        model.add(next)
        try require(try store.read { try $0.size() }, is: model.size, "the size in a reader opened after")
    }

    fileprivate func entryRanges() throws {
        let (store, model, _) = try filled([10, 10])
        func read(_ range: Range<UInt64>, until: Int = .max) throws -> [StoredEntry] {
            var found: [StoredEntry] = []
            try store.read { reader in
                try reader.forEachEntry(in: EntryIndex(range.lowerBound)..<EntryIndex(range.upperBound)) { entry in
                    found.append(entry)
                    // A reader may be asked for more meanwhile.
                    _ = try reader.entry(at: EntryIndex(0))
                    return found.count < until
                }
            }
            return found
        }
        try require(try read(0..<20), is: model.entries, "all entries")
        try require(try read(5..<12), is: Array(model.entries[5..<12]), "a range")
        try require(try read(15..<UInt64.max), is: Array(model.entries[15...]), "a range past the end")
        try require(try read(20..<30), is: [], "a range after the end")
        try require(try read(5..<12, until: 3), is: Array(model.entries[5..<8]), "a range that is broken off")
    }

    fileprivate func gap() throws {
        let (store, model, _) = try filled([10, 10])
        let damaged = FaultStore(store)
        damaged.loseEntry(at: EntryIndex(12))
        func read(_ range: Range<UInt64>, until: Int = .max) throws -> [StoredEntry] {
            var found: [StoredEntry] = []
            try damaged.read { reader in
                try reader.forEachEntry(in: EntryIndex(range.lowerBound)..<EntryIndex(range.upperBound)) { entry in
                    found.append(entry)
                    return found.count < until
                }
            }
            return found
        }
        try require(try read(5..<12), is: Array(model.entries[5..<12]), "the entries before it")
        try require(try read(13..<30), is: Array(model.entries[13...]), "the entries after it")
        try require(try read(0..<20, until: 12), is: Array(model.entries[..<12]), "what is broken off before it")
        for range in [0..<20, 5..<13, 12..<13, 12..<UInt64.max] { try requireFailure(.corrupt) { _ = try read(range) } }
        try requireFailure(.corrupt) { _ = try damaged.read { try $0.entry(at: EntryIndex(12)) } }
        try requireFailure(.corrupt) { _ = try damaged.read { try $0.entries(in: EntryIndex(10)..<EntryIndex(15)) } }
        try requireFailure(.corrupt) {
            try EntryStream(store: damaged, range: EntryIndex(0)..<EntryIndex(20)) { $0 }.forEachRun { _ in }
        }
        damaged.loseEntry(at: nil)
        try require(try read(0..<20), is: model.entries, "all entries")
        try requireFailure(.corrupt) { _ = try damaged.read { try $0.entries(in: EntryIndex(15)..<EntryIndex(21)) } }
    }

    fileprivate func checkpoints() throws {
        let (store, model, _) = try filled([3, 1, 4])
        let sizes: [UInt64] = [3, 4, 8]
        try store.read { reader in
            for size in UInt64(0)...10 {
                let newest = model.batches.map(\.checkpoint).last { $0.size.value <= size }
                try require(try reader.checkpoint(atMost: TreeSize(size)), is: newest, "the checkpoint of at most \(size)")
                let covering = sizes.firstIndex { $0 > size }.map { model.batches[$0].checkpoint }
                try require(try reader.checkpoint(covering: EntryIndex(size)), is: covering, "that over entry \(size)")
            }
        }
    }

    fileprivate func disclosures() throws {
        var (store, _, ledger) = try filled([5])
        let index = EntryIndex(2)
        func kept() throws -> [StoredDisclosure] { try store.read { try $0.disclosures(of: index) } }
        let before = try kept()
        let (first, second, unseen) = (ledger.disclosure(), ledger.disclosure(), ledger.disclosure())
        let further = ledger.disclosure()
        try store.keep(ledger.kept([first]), of: index)
        try store.keep(ledger.kept([second, StoredDisclosure(digest: first.digest, encoded: "another text")]), of: index)
        let all = (before + [first, second]).sorted { $0.digest < $1.digest }
        try require(try kept(), is: all, "disclosures that were added")
        try requireFailure(.missing) { try store.keep(ledger.kept([unseen]), of: EntryIndex(5)) }

        try requireFailure(.missing) { try store.keep([EntryIndex(5): ledger.kept([unseen]), index: ledger.kept([unseen])]) }
        try require(try kept(), is: all, "disclosures after some were refused")
        let batch = ledger.batch(of: 1)
        try store.append(
            Batch(
                entries: batch.entries, disclosures: [index: ledger.kept([second, further])],
                erasures: [index: [first.digest, unseen.digest]], tiles: batch.tiles,
                checkpoint: batch.checkpoint, derived: batch.derived))
        try store.keep(ledger.kept([first, unseen]), of: index)
        let left = (all.filter { $0 != first } + [further]).sorted { $0.digest < $1.digest }
        try require(try kept(), is: left, "disclosures after an erasure and further ones in one batch")
        let erased = try store.read { try $0.erasures(of: index) }
        try require(erased, is: [first.digest, unseen.digest].sorted(), "erasures")
    }

    fileprivate func soundness() throws {
        let (store, _, _) = try filled([1, 700])
        try require(try store.integrityFindings(), is: [], "findings")
    }
}

extension StoreModel {
    fileprivate var root: Digest {
        var tree = TileTree()
        _ = tree.append(contentsOf: entries.map { Digest.leaf($0.bytes) })
        return tree.root
    }
}
