import MerkleLog
import Primitives
import Provenance
import Signatures

/// One state of a ledger in memory.
struct MemoryState: Sendable {
    var entries: [StoredEntry] = []
    var checkpoints: [StoredCheckpoint] = []
    /// By index, then by digest; `nil` where it was erased.
    var disclosures: [EntryIndex: [String: StoredDisclosure?]] = [:]
    var tiles: [TileCoordinate: Tile] = [:]
    var cosignatures: [TreeSize: [String]] = [:]
    var timeTokens: [TreeSize: [[UInt8]]] = [:]
    var derived = MemoryDerived()

    mutating func append(_ batch: Batch) {
        entries += batch.entries
        checkpoints.append(batch.checkpoint)
        for tile in batch.tiles { tiles[tile.coordinate] = tile }
        for (index, kept) in batch.disclosures { keep(kept.disclosures, of: index) }
        for (index, digests) in batch.erasures {
            for digest in digests { disclosures[index, default: [:]].updateValue(nil, forKey: digest) }
        }
        derived.add(batch.derived)
    }

    mutating func keep(timeTokens tokens: [[UInt8]], at size: TreeSize) {
        var kept = timeTokens[size] ?? []
        for token in tokens where kept.count < StoredCheckpoint.greatestTimeTokenCount && !kept.contains(token) {
            kept.append(token)
        }
        if !kept.isEmpty { timeTokens[size] = kept }
    }

    mutating func keep(cosignatures lines: [String], at size: TreeSize) {
        for line in lines
        where cosignatures[size, default: []].count < StoredCheckpoint.greatestCosignatureCount
            && !cosignatures[size, default: []].contains(line)
        {
            cosignatures[size, default: []].append(line)
        }
    }

    mutating func keep(_ further: [StoredDisclosure], of index: EntryIndex) {
        for disclosure in further where disclosures[index]?[disclosure.digest] == nil {
            disclosures[index, default: [:]].updateValue(disclosure, forKey: disclosure.digest)
        }
    }
}

/// What follows from the entries.
struct MemoryDerived: Sendable {
    var events: [EventID: EntryIndex] = [:]
    var histories: [Subject: [EntryIndex]] = [:]
    var keys: [KeyThumbprint: StoredKey] = [:]
    var datasets: [DatasetRow] = []
    var items: [ItemRow] = []
    var labels: [LabelVersion] = []
    var actors: [ActorRow] = []
    var credentials: [CredentialRow] = []

    mutating func add(_ rows: DerivedRows) {
        for (id, index) in rows.events { events[id] = index }
        for touch in rows.touches { histories[touch.subject, default: []].append(touch.index) }
        for row in rows.keys { keys[row.key.thumbprint] = row }
        datasets += rows.datasets
        items += rows.items
        labels += rows.labels
        actors += rows.actors
        credentials += rows.credentials
    }

    func digest() -> Digest {
        var digest = DerivedDigest()
        for (id, index) in events.sorted(by: { $0.key < $1.key }) { digest.event(id, index) }
        let placed = histories.map { (place: $0.key.derivedOrder, subject: $0.key, indices: $0.value) }
        let ordered = placed.sorted { a, b in
            a.place.bound == b.place.bound ? a.place.texts.lexicographicallyPrecedes(b.place.texts) : a.place.bound
        }
        for history in ordered { digest.history(history.subject, history.indices) }
        for key in keys.values.sorted(by: { $0.key.thumbprint < $1.key.thumbprint }) { digest.key(key) }
        for row in datasets.sorted(by: { $0.dataset < $1.dataset }) { digest.dataset(row) }
        for row in items.sorted(by: { ($0.dataset, $0.item) < ($1.dataset, $1.item) }) { digest.item(row) }
        for row in labels.sorted(by: { $0.index < $1.index }) { digest.label(row) }
        for row in actors.sorted(by: { $0.place < $1.place }) { digest.actor(row) }
        for row in credentials.sorted(by: { $0.index < $1.index }) { digest.credential(row) }
        return digest.finish()
    }
}

extension ActorRow {
    fileprivate var place: (String, String) { (actor.kind.rawValue, actor.id) }
}

// Every look is a walk over all there is: slow, and plainly right.
extension MemoryState: LedgerReader {
    func size() throws -> TreeSize { TreeSize(UInt64(entries.count)) }

    func checkpoint() throws -> StoredCheckpoint? { checkpoints.last.map(cosigned) }
    func checkpoint(atMost size: TreeSize) throws -> StoredCheckpoint? {
        checkpoints.last { $0.size <= size }.map(cosigned)
    }
    func checkpoint(covering index: EntryIndex) throws -> StoredCheckpoint? {
        checkpoints.first { $0.size.contains(index) }.map(cosigned)
    }
    func cosignedCheckpoints(limit: Int) throws -> [StoredCheckpoint] {
        var seen = Set<CosignerName>()
        let newest = checkpoints.reversed().filter { checkpoint in
            let names = (cosignatures[checkpoint.size] ?? []).compactMap(CosignerName.init(line:))
            return names.count { seen.insert($0).inserted } > 0
        }
        return newest.prefix(limit).reversed().map(cosigned)
    }

    func cosignedSizes(from size: TreeSize, limit: Int) throws -> [TreeSize] {
        Array(cosignatures.keys.filter { $0 >= size }.sorted().prefix(limit))
    }

    func stampedSizes() throws -> [TreeSize] { timeTokens.keys.sorted() }

    func timeTokens(at size: TreeSize) throws -> [[UInt8]] { timeTokens[size] ?? [] }

    private func cosigned(_ checkpoint: StoredCheckpoint) -> StoredCheckpoint {
        StoredCheckpoint(size: checkpoint.size, note: checkpoint.note + (cosignatures[checkpoint.size] ?? []).joined())
    }

    func entryIfThere(at index: EntryIndex) throws -> StoredEntry? {
        index.value < UInt64(entries.count) ? entries[Int(index.value)] : nil
    }

    func forEachStoredEntry(in range: Range<EntryIndex>, _ body: (StoredEntry) throws -> Bool) throws {
        var at = range.lowerBound
        while at < range.upperBound, let entry = try entryIfThere(at: at), try body(entry) { at = at.next }
    }

    func disclosures(of index: EntryIndex) throws -> [StoredDisclosure] {
        (disclosures[index] ?? [:]).values.compactMap { $0 }.sorted { $0.digest < $1.digest }
    }

    func lockedDisclosures(of index: EntryIndex) throws -> [String] { [] }

    func erasures(of index: EntryIndex) throws -> [String] {
        (disclosures[index] ?? [:]).filter { $0.value == nil }.keys.sorted()
    }

    func index(of event: EventID) throws -> EntryIndex? { derived.events[event] }
    func key(_ thumbprint: KeyThumbprint) throws -> StoredKey? { derived.keys[thumbprint] }

    func history(of subject: Subject, below limit: TreeSize) throws -> [EntryIndex] {
        (derived.histories[subject] ?? []).filter { limit.contains($0) }
    }
    func lastIndex(of subject: Subject, below limit: TreeSize) throws -> EntryIndex? {
        derived.histories[subject]?.last { limit.contains($0) }
    }

    func tile(_ coordinate: TileCoordinate) throws -> Tile? { tiles[coordinate] }

    func datasets(after cursor: String?, limit: Int) throws -> [DatasetRow] {
        let rows = derived.datasets.filter { row in cursor.map { row.dataset > $0 } ?? true }
        return Array(rows.sorted { $0.dataset < $1.dataset }.prefix(limit))
    }

    func items(of dataset: String, asOf: TreeSize, after cursor: String?, limit: Int) throws -> [ItemRow] {
        let rows = derived.items.filter { row in
            row.dataset == dataset && asOf.contains(row.index) && (cursor.map { row.item > $0 } ?? true)
        }
        return Array(rows.sorted { $0.item < $1.item }.prefix(limit))
    }

    func forEachLabel(
        of dataset: String, asOf: TreeSize, after cursor: LabelCursor?, _ body: (CurrentLabel) throws -> Bool
    ) throws {
        var current: [LabelCursor: CurrentLabel] = [:]
        for version in derived.labels where version.dataset == dataset && asOf.contains(version.index) {
            let place = LabelCursor(version)
            if !version.kind.isReview {
                current[place] = CurrentLabel(version: version, review: nil)
            } else if let reviewed = current[place] {
                current[place] = CurrentLabel(version: reviewed.version, review: version)
            }
        }
        let rest = current.filter { place, _ in cursor.map { $0.precedes(place) } ?? true }
        for (_, label) in rest.sorted(by: { $0.key.precedes($1.key) }) { guard try body(label) else { return } }
    }

    func versions(dataset: String, item: String, label: String) throws -> [LabelVersion] {
        derived.labels.filter { $0.dataset == dataset && $0.item == item && $0.label == label }
    }

    func forEachLabelVersion(below limit: TreeSize, _ body: (LabelVersion) throws -> Bool) throws {
        for version in derived.labels where limit.contains(version.index) { guard try body(version) else { return } }
    }

    func actors(after cursor: Actor?, limit: Int) throws -> [ActorRow] {
        let rows = derived.actors.filter { row in cursor.map { row.place > ($0.kind.rawValue, $0.id) } ?? true }
        return Array(rows.sorted { $0.place < $1.place }.prefix(limit))
    }

    func credentials(of annotator: String) throws -> [CredentialRow] {
        derived.credentials.filter { $0.annotator == annotator }
    }
}
