public import Primitives
public import Signatures

/// Who gave a label its value, when, and under which key: what a verdict is about.
public struct Attribution: Hashable, Sendable {
    public let index: EntryIndex
    public let recorded: Timestamp
    public let source: Actor
    public let keyID: KeyThumbprint
    public let dataset: String
    /// The question that the label answers.
    public let name: String

    public init(
        index: EntryIndex, recorded: Timestamp, source: Actor, keyID: KeyThumbprint, dataset: String, name: String
    ) {
        self.index = index
        self.recorded = recorded
        self.source = source
        self.keyID = keyID
        self.dataset = dataset
        self.name = name
    }
}

/// `label:<d>/<i>/<l>`: one label's life.
public struct LabelHistory: HistoryFold {
    /// What kind of event a head is.
    public enum HeadKind: UInt8, Hashable, Sendable {
        case suggested, asserted, revised, withdrawn, related, ranked, adjudicated
    }

    /// The last event that gave the label its value or took it away.
    public struct Head: Hashable, Sendable {
        public let reference: EventReference
        public let kind: HeadKind
        public let attribution: Attribution

        public init(reference: EventReference, kind: HeadKind, attribution: Attribution) {
            self.reference = reference
            self.kind = kind
            self.attribution = attribution
        }
    }

    /// That a review rejected or corrected the head.
    public struct Dispute: Hashable, Sendable {
        /// The last review that did.
        public let review: Attribution
        /// The reviews since the last of these that accept the head, in the order of the log: any of them settles the dispute,
        /// if its signer was entitled to speak (`DisputeRule`).
        public internal(set) var acceptances: [Attribution] = []
    }

    public private(set) var head: Head?
    /// `nil` if no review of the head did anything but accept it.
    public private(set) var dispute: Dispute?

    public init() {}

    public init(head: Head?, dispute: Dispute?) {
        self.head = head
        self.dispute = dispute
    }

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        // An adjudication or a relation touches other labels too and leaves them as they are.
        guard entry.event.subject == subject else { return }
        guard let attribution = Attribution(entry) else { return }
        if case .reviewRecorded(let data) = entry.event.body {
            dispute.take(data.outcome, by: attribution)
        } else if let kind = HeadKind(entry.event.body) {
            head = Head(reference: entry.reference, kind: kind, attribution: attribution)
            dispute = nil
        }
    }

    /// Whoever gave the label its current value; `nil` if it is withdrawn or there is none.
    public var current: Attribution? { head.flatMap { $0.kind == .withdrawn ? nil : $0.attribution } }
}

extension LabelHistory.Dispute? {
    /// Takes in the next review of the head.
    mutating func take(_ outcome: ReviewRecorded.Outcome, by review: Attribution) {
        if outcome.disputes { self = LabelHistory.Dispute(review: review) } else { self?.acceptances.append(review) }
    }
}

extension LabelHistory.HeadKind {
    /// The kind of head that an event makes; `nil` if it makes none.
    public init?(_ body: EventBody) {
        switch body {
        case .labelSuggested: self = .suggested
        case .labelAsserted: self = .asserted
        case .labelRevised: self = .revised
        case .labelWithdrawn: self = .withdrawn
        case .relationAsserted: self = .related
        case .preferenceRanked: self = .ranked
        case .adjudicationDecided: self = .adjudicated
        default: return nil
        }
    }
}

extension EventBody {
    /// True of the events that give a label a value; not of a withdrawal, nor of a review, whose value is a proposal.
    public var givesLabelValue: Bool { LabelHistory.HeadKind(self).map { $0 != .withdrawn } ?? false }

    /// The label that an event is about; `nil` for events about something else.
    public var labelAddress: LabelAddress? {
        switch self {
        case .labelSuggested(let data): data.address
        case .labelAsserted(let data): data.address
        case .labelRevised(let data): data.address
        case .labelWithdrawn(let data): data.address
        case .relationAsserted(let data): data.address
        case .preferenceRanked(let data): data.address
        case .reviewRecorded(let data): data.address
        case .adjudicationDecided(let data): data.address
        default: nil
        }
    }
}

extension Attribution {
    /// Of an event of a label; `nil` for any other.
    public init?(_ entry: LoggedEvent) {
        guard let address = entry.event.body.labelAddress else { return nil }
        self.init(
            index: entry.index, recorded: entry.recorded, source: entry.source, keyID: entry.keyID,
            dataset: address.dataset, name: address.name)
    }
}

/// `question:<d>/<i>/<name>`: which suggestions were made, so that somebody can accept one.
public struct QuestionHistory: HistoryFold {
    public private(set) var suggestions: Set<EventReference> = []

    public init() {}

    public init(suggestions: Set<EventReference>) { self.suggestions = suggestions }

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        if case .labelSuggested = entry.event.body { suggestions.insert(entry.reference) }
    }
}
