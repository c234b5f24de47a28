import Primitives

/// `item:<d>/<i>`: what labels say they are on.
public struct ItemHistory: HistoryFold {
    public private(set) var registration: EventReference?

    public init() {}

    public init(registration: EventReference) { self.registration = registration }

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        if case .itemRegistered = entry.event.body { registration = entry.reference }
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
