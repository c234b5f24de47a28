import Primitives
package import Provenance
package import Signatures

/// Histories of the whole ledger: what the store holds and, while a batch is put together, what is already in the batch.
///
/// Used by one thread at a time: the sequencer's, or one reader's.
package final class LedgerHistories: Histories {
    private let reader: any LedgerReader
    private let committed: TreeSize
    private var cache: FoldCache
    private var pending = PendingEntries()
    private var lastLookup: (id: EventID, index: EntryIndex?)?

    package var knowsEveryEvent: Bool { true }

    /// Of what `reader` holds, for rules that are asked outside admission.
    package convenience init(_ reader: any LedgerReader) throws {
        self.init(reader, committed: try reader.size(), cache: FoldCache(generationSize: 4096), pending: PendingEntries())
    }

    /// As `init(_:)`, with what an earlier view of the same ledger learnt: for questions about what was known then.
    package convenience init(_ reader: any LedgerReader, continuing earlier: LedgerHistories) throws {
        self.init(reader, committed: try reader.size(), cache: earlier.cache, pending: PendingEntries())
    }

    init(_ reader: any LedgerReader, committed: TreeSize, cache: FoldCache, pending: PendingEntries) {
        self.reader = reader
        self.committed = committed
        self.cache = cache
        self.pending = pending
    }

    /// Gives back what was learnt, for the next batch.
    func finish() -> FoldCache { cache }

    /// Takes in an entry of the batch that was admitted.
    func admit(_ entry: LoggedEvent) {
        pending.append(entry)
        for subject in entry.event.subjects where subject.kind.fold != nil { cache.apply(entry, to: subject) }
    }

    package func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) throws -> Fold? {
        if let known = cache.fold(type, of: subject) { return known }
        var fold = Fold()
        for entry in try reader.events(of: subject, below: committed) { fold.apply(entry, of: subject) }
        for entry in pending.entries(touching: subject) { fold.apply(entry, of: subject) }
        cache.keep(fold, of: subject)
        return fold
    }

    package func entry(withID id: EventID) throws -> LoggedEvent? {
        if let entry = pending.entry(withID: id) { return entry }
        return try index(ofCommitted: id).map { try reader.event(at: $0) }
    }

    /// Where an event of the store stands. Asked twice for the same event in a row, it looks once.
    func index(ofCommitted id: EventID) throws -> EntryIndex? {
        if let lastLookup, lastLookup.id == id { return lastLookup.index }
        let index = try reader.index(of: id)
        lastLookup = (id, index)
        return index
    }

    func pendingEntry(withID id: EventID) -> LoggedEvent? { pending.entry(withID: id) }

    package func introducer(of key: KeyThumbprint) throws -> Actor? {
        try pending.introducer(of: key) ?? reader.key(key)?.actor
    }
}

/// Entries that are admitted and not yet committed.
struct PendingEntries {
    private var entries: [LoggedEvent] = []
    /// Of each subject the last entry that touches it, as the place of its link.
    private var latest: [Subject: Int] = [:]
    /// An entry, and the place of the link before it of the same subject.
    private var links: [(entry: Int, previous: Int?)] = []
    private var byID: [EventID: Int] = [:]
    private var keys: [KeyThumbprint: Actor] = [:]

    mutating func append(_ entry: LoggedEvent) {
        let place = entries.count
        entries.append(entry)
        byID[entry.event.id] = place
        for subject in entry.event.subjects where subject.kind.fold != nil {
            links.append((place, latest.updateValue(links.count, forKey: subject)))
        }
        if let (actor, key) = entry.event.body.introducedKey { keys[key.thumbprint] = actor }
    }

    /// In the order of the log.
    func entries(touching subject: Subject) -> [LoggedEvent] {
        var touching: [LoggedEvent] = []
        var next = latest[subject]
        while let place = next {
            touching.append(entries[links[place].entry])
            next = links[place].previous
        }
        return touching.reversed()
    }
    func entry(withID id: EventID) -> LoggedEvent? { byID[id].map { entries[$0] } }
    func introducer(of key: KeyThumbprint) -> Actor? { keys[key] }
}
