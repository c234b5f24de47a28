public import Primitives

/// `item:<d>/<i>`: what labels say they are on.
public struct ItemHistory: HistoryFold {
    public private(set) var registration: EventReference?

    public init() {}

    public init(registration: EventReference) { self.registration = registration }

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        // What is admitted registers an item once, before anything else touches it.
        if registration == nil, case .itemRegistered = entry.event.body { registration = entry.reference }
    }
}

/// That an item is kept out of use.
public struct Quarantine: Hashable, Sendable {
    /// The entry that keeps it out.
    public let index: EntryIndex
    public let reason: String

    public init(index: EntryIndex, reason: String) { (self.index, self.reason) = (index, reason) }

    /// What holds after entries of an item, in the order of the log: the last word on it; `nil` if the item may be used.
    public init?(after entries: some BidirectionalCollection<LoggedEvent>) {
        for entry in entries.reversed() {
            switch entry.event.body {
            case .itemQuarantined(let data):
                self.init(index: entry.index, reason: data.reason)
                return
            case .itemReadmitted: return nil
            default: break
            }
        }
        return nil
    }
}

/// A subject that is named once, by the event that creates it: a session, a release, a training, a decision, a report.
public struct CreationHistory: HistoryFold {
    public private(set) var creation: EventReference?

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        // Other events touch a release or a training too; only the one whose primary subject it is creates it.
        guard creation == nil, entry.event.subject == subject else { return }
        switch entry.event.body {
        case .sessionRecorded, .datasetReleased, .modelTrained, .decisionTraced, .reportIssued: creation = entry.reference
        default: break
        }
    }
}
