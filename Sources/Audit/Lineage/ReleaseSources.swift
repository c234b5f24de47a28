import Dispatch
import Ledger
import Primitives
import Provenance
import Synchronization

/// What a release holds: who gave its labels, and where its items came from.
struct ReleaseSources: Sendable {
    private(set) var items = 0
    private(set) var labels = 0
    /// Labels by whoever gave them their value.
    private(set) var givers: [Actor: Share] = [:]
    /// Models' labels by whoever accepted them: of those whose word counts, the last.
    private(set) var reviewers: [Actor: Int] = [:]
    /// Items by their origin.
    private(set) var origins: [ItemOrigin: Int] = [:]
    /// Items that the dataset had at the size, of splits that are not in the release.
    private(set) var leftOut: Set<String> = []

    /// What somebody gave.
    struct Share: Sendable {
        var labels = 0
        var then: [Verdict: Int] = [:]
        var now: [Verdict: Int] = [:]
    }

    struct ItemOrigin: Hashable, Sendable {
        let kind: Origin.Kind
        let model: ModelName?
        /// The events that the item was made from.
        let parents: [EventReference]
    }

    /// Reads what `release` holds, from the label versions and the registrations of its dataset's items.
    ///
    /// - Parameter now: the size at which verdicts are known "now": what it holds beyond that is left out.
    static func read(_ release: DatasetReleased, now: TreeSize, from store: any LedgerStore) throws -> ReleaseSources {
        let (dataset, size) = (release.dataset, min(TreeSize(release.size), now))
        var sources = ReleaseSources()
        let reading = ItemReading(of: release.chosenSplits, in: dataset, below: size, store)
        var heads = LabelHeads()
        try store.read { reader in
            try reader.forEachLabelVersion(below: size) { version in
                if version.dataset == dataset { _ = heads.take(version) }
                return true
            }
        }
        let items = try reading.wait()
        (sources.items, sources.origins, sources.leftOut) = (items.count, items.origins, items.leftOut)
        let reviewers = try heads.reviewers(now: now, from: store)
        try store.read { reader in
            let judge = try HeadJudge(dataset, reader, at: now)
            for head in heads.current(without: items.leftOut) {
                let verdictNow = try judge.now(head, in: heads)
                sources.labels += 1
                if let reviewer = reviewers[head.index] { sources.reviewers[reviewer, default: 0] += 1 }
                let giver = heads.actors[head.source]
                sources.givers[giver, default: Share()].labels += 1
                sources.givers[giver, default: Share()].then[head.then, default: 0] += 1
                sources.givers[giver, default: Share()].now[verdictNow, default: 0] += 1
            }
        }
        return sources
    }
}

/// Reads a dataset's items beside whoever waits for them: labels and items are read at the same time.
private final class ItemReading: Sendable {
    struct Items {
        var count = 0
        var origins: [ReleaseSources.ItemOrigin: Int] = [:]
        var leftOut: Set<String> = []

        mutating func take(_ item: ItemRegistered, _ splits: SplitChoice) {
            if splits.holds(item) {
                count += 1
                origins[.init(item.origin), default: 0] += 1
            } else {
                leftOut.insert(item.item)
            }
        }
    }

    private let result = Mutex<Result<Items, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)
    /// Serial, so that it has a thread of its own: who waits may hold the last of those that others share.
    private let queue = DispatchQueue(label: "touchmark.origins", qos: .utility)

    init(of splits: SplitChoice, in dataset: String, below size: TreeSize, _ store: any LedgerStore) {
        queue.async {
            let read = Result { try Self.read(splits, dataset, below: size, store) }
            self.result.withLock { $0 = read }
            self.done.signal()
        }
    }

    func wait() throws -> Items {
        done.wait()
        return try result.withLock { try $0?.get() ?? Items() }
    }

    private static func read(
        _ splits: SplitChoice, _ dataset: String, below size: TreeSize, _ store: any LedgerStore
    ) throws -> Items {
        var registrations: [EntryIndex] = []
        try store.read { reader in try reader.forEachItem(of: dataset, below: size) { registrations.append($0.index) } }
        var items = Items()
        try store.events(at: registrations.sorted()).forEachRun { run in
            for entry in run {
                guard case .itemRegistered(let data) = entry.event.body else {
                    throw StoreError.stale(.dataset(dataset), at: entry.index)
                }
                items.take(data, splits)
            }
        }
        return items
    }
}

extension ReleaseSources.ItemOrigin {
    init(_ origin: Origin) {
        kind = origin.kind
        model = origin.model.map { ModelName(model: $0, version: origin.version ?? "") }
        parents = origin.parents
    }
}

/// The last version of each label that is not a review, packed; of models' values the reviews that accept them.
struct LabelHeads: Sendable {
    struct Head: Sendable {
        let index: UInt64
        let recorded: Int64
        let source: UInt32
        let item: UInt32
        let name: UInt32
        let then: Verdict
        let isWithdrawn: Bool
    }

    private var heads: [Head] = []
    private var places: [UInt64: UInt32] = [:]
    private var items = Interner<String>()
    private var labels = Interner<String>()
    /// The entries that accept a model's value since any that did not, by the value's.
    private var acceptances: [UInt64: [UInt64]] = [:]
    private(set) var names = Interner<String>()
    private(set) var actors = Interner<Actor>()

    /// Those that are not withdrawn, without those on items that are left out.
    func current(without leftOut: Set<String>) -> LazyFilterSequence<[Head]> {
        let numbers = Set(leftOut.compactMap { items.known($0) })
        return heads.lazy.filter { !$0.isWithdrawn && !numbers.contains($0.item) }
    }

    /// The head of the label that a version is of.
    func head(of version: LabelVersion) -> Head? {
        guard let item = items.known(version.item), let label = labels.known(version.label) else { return nil }
        return places[UInt64(item) << 32 | UInt64(label)].map { heads[Int($0)] }
    }

    private mutating func review(_ version: LabelVersion) {
        guard let head = head(of: version), actors[head.source].kind == .model else { return }
        if version.kind == .reviewAccepted {
            acceptances[head.index, default: []].append(version.index.value)
        } else {
            acceptances[head.index] = nil
        }
    }

    /// Who stands behind models' values by a review (`HumanAnchor.reviewed`), by the value's entry.
    ///
    /// - Parameter now: the size at which it is known whose acceptance counts.
    func reviewers(now: TreeSize, from store: any LedgerStore) throws -> [UInt64: Actor] {
        var heads: [UInt64: UInt64] = [:]
        for (head, own) in acceptances { for review in own { heads[review] = head } }
        let judge = try store.read { try SurveyJudge($0, at: now) }
        var reviewers: [UInt64: Actor] = [:]
        try store.events(at: heads.keys.sorted().map { EntryIndex($0) }).forEachRun { run in
            try store.read { reader in
                try judge.go(on: reader)
                for entry in run {
                    guard let head = heads[entry.index.value], let statement = Attribution(entry) else { continue }
                    if try judge.isSettled(by: statement) { reviewers[head] = entry.source }
                }
            }
        }
        return reviewers
    }

    /// Takes in a version of one data set.
    ///
    /// - Returns: the head that it takes the place of.
    mutating func take(_ version: LabelVersion) -> Head? {
        guard !version.kind.isReview else {
            review(version)
            return nil
        }
        let item = items.number(of: version.item)
        let key = UInt64(item) << 32 | UInt64(labels.number(of: version.label))
        let head = Head(
            index: version.index.value, recorded: version.recorded.microseconds, source: actors.number(of: version.source),
            item: item, name: names.number(of: version.name), then: version.verdictThen ?? .machine,
            isWithdrawn: version.kind == .withdrawn)
        guard let place = places[key] else {
            places[key] = UInt32(heads.count)
            heads.append(head)
            return nil
        }
        let before = heads[Int(place)]
        heads[Int(place)] = head
        acceptances[before.index] = nil
        return before
    }
}

/// The verdicts now on the heads of labels: the one then, unless something that verdicts rest on was said since.
final class HeadJudge {
    private let dataset: String
    private let judge: SurveyJudge
    private let reader: any LedgerReader

    init(_ dataset: String, _ reader: any LedgerReader, at size: TreeSize) throws {
        self.dataset = dataset
        self.reader = reader
        judge = try SurveyJudge(reader, at: size)
    }

    func now(_ head: LabelHeads.Head, in heads: LabelHeads) throws -> Verdict {
        let source = heads.actors[head.source]
        guard try judge.mayHaveChanged(source, since: EntryIndex(head.index)) else { return head.then }
        // Only now does it matter under which key it was signed.
        let entry = try reader.event(at: EntryIndex(head.index))
        guard let statement = Attribution(entry) else { throw StoreError.stale(entry.event.subject, at: entry.index) }
        return try judge.verdicts(on: statement).now
    }
}
