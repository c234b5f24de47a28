public import Primitives

/// `guideline:<id>`: its versions, in the order of the log.
public struct GuidelineHistory: HistoryFold {
    public private(set) var versions = GuidelineVersions()
    /// What they are called.
    private var names: Set<String> = []

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        versions.apply(entry)
        if case .guidelinePublished(let data) = entry.event.body { names.insert(data.version) }
    }

    func hasVersion(_ name: String) -> Bool { names.contains(name) }
}

/// Versions of guidelines, and what ended them.
public struct GuidelineVersions: Sendable {
    private var published: [EventReference: GuidelineVersion] = [:]
    /// In the order of the log.
    private var order: [EventReference] = []

    public init() {}

    /// - Parameter entries: in the order of the log.
    public init(_ entries: some Sequence<LoggedEvent>) {
        for entry in entries { apply(entry) }
    }

    public mutating func apply(_ entry: LoggedEvent) {
        switch entry.event.body {
        case .guidelinePublished(let data):
            // In a log that admission did not watch over an event may come twice.
            guard published[entry.reference] == nil else { return }
            published[entry.reference] = GuidelineVersion(entry, data)
            order.append(entry.reference)
        case .guidelineWithdrawn(let data): published[data.of]?.withdraw(GuidelineWithdrawal(entry, data))
        default: break
        }
    }

    /// The version that this event published.
    public subscript(_ publication: EventReference) -> GuidelineVersion? { published[publication] }

    /// All of them, in the order of the log.
    public var all: [GuidelineVersion] { order.compactMap { published[$0] } }

    /// Of each guideline the latest version that is in force at `time`, in the order of their ids: what labels cite then.
    public func inForce(at time: Timestamp) -> [GuidelineVersion] {
        let latest = Dictionary(all.filter { $0.isInForce(at: time) }.map { ($0.guideline, $0) }) { _, later in later }
        return latest.values.sorted { $0.guideline < $1.guideline }
    }

    /// Those that somebody withdrew, in the order of their publication.
    public var withdrawn: [GuidelineVersion] { all.filter { $0.withdrawal != nil } }
}

/// A version of a guideline, as it was published.
public struct GuidelineVersion: Hashable, Sendable {
    public let reference: EventReference
    public let index: EntryIndex
    public let publisher: Actor
    public let guideline: String
    public let version: String
    public let digest: Digest
    public let datasets: [String]
    /// From when it applies, as stated. One that states nothing applies always, also to what was done before it was published.
    public let effective: Timestamp?
    /// Since when somebody can have followed it: as stated, else since it was published.
    public let begin: Timestamp
    /// Of several the one that holds the earliest.
    public private(set) var withdrawal: GuidelineWithdrawal?

    init(_ entry: LoggedEvent, _ data: GuidelinePublished) {
        (reference, index, publisher) = (entry.reference, entry.index, entry.source)
        (guideline, version, digest) = (data.guideline, data.version, data.digest)
        (datasets, effective) = (data.datasets, data.effective)
        begin = data.effective ?? entry.recorded
    }

    fileprivate mutating func withdraw(_ withdrawal: GuidelineWithdrawal) {
        if !isWithdrawn(at: withdrawal.effective) { self.withdrawal = withdrawal }
    }

    /// True if it applies by `time` and is not withdrawn then. A label may cite a version before it applies: its signer says
    /// what she followed, and that it was early is in the log.
    public func isInForce(at time: Timestamp) -> Bool { effective.isReached(by: time) && !isWithdrawn(at: time) }

    /// True if it was withdrawn with effect by `time`.
    public func isWithdrawn(at time: Timestamp) -> Bool { withdrawal.map { $0.effective <= time } ?? false }
}

/// How a version of a guideline ended.
public struct GuidelineWithdrawal: Hashable, Sendable {
    public let index: EntryIndex
    public let recorded: Timestamp
    public let by: Actor
    public let reason: String
    /// As stated, else when it was recorded.
    public let effective: Timestamp

    init(_ entry: LoggedEvent, _ data: GuidelineWithdrawn) {
        (index, recorded, by) = (entry.index, entry.recorded, entry.source)
        (reason, effective) = (data.reason, data.effective ?? entry.recorded)
    }
}

extension GuidelinePublished {
    /// True if the version applies by `time`; one that says nothing applies always.
    public func applies(by time: Timestamp) -> Bool { effective.isReached(by: time) }
}

extension Timestamp? {
    fileprivate func isReached(by time: Timestamp) -> Bool { map { $0 <= time } ?? true }
}
