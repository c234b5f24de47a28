public import Primitives
import Signatures

/// The answers to one question as they stand, and what was said of them: all that the process rules read of it.
public struct QuestionState: Sendable {
    /// A label that is not withdrawn and not merely suggested. A decision that took over the label of an answer leaves the
    /// answer as it was.
    public struct Answer: Sendable {
        /// The event that gave it.
        public let head: EventReference
        public let attribution: Attribution
        /// Stands for the value: the same for the same value and no other. `nil` for one that is sealed, or that cannot be told.
        public let value: Digest?
        /// Stands for the parts of the item that it is about: the same for the same parts and no others. `nil` for the whole item.
        public let parts: Digest?
        public let basis: Basis

        public init(head: EventReference, attribution: Attribution, value: Digest?, parts: Digest? = nil, basis: Basis) {
            self.head = head
            self.attribution = attribution
            self.value = value
            self.parts = parts
            self.basis = basis
        }

        var author: Actor { attribution.source }
        var isByPerson: Bool { author.kind == .annotator }
    }

    /// What somebody said of an answer, a suggestion or a decision.
    public struct Review: Sendable {
        public let reviewed: EventReference
        public let outcome: ReviewRecorded.Outcome
        public let attribution: Attribution

        public init(reviewed: EventReference, outcome: ReviewRecorded.Outcome, attribution: Attribution) {
            self.reviewed = reviewed
            self.outcome = outcome
            self.attribution = attribution
        }
    }

    /// An adjudication that is the head of its label.
    public struct Decision: Sendable {
        public let head: EventReference
        public let attribution: Attribution
        /// As of an answer.
        public let value: Digest?
        public let rule: AdjudicationDecided.Rule
        /// The heads that it decided between.
        public let among: Set<EventReference>
        /// Who gave the answers among them. Who suggested or decided, or answered another question, has no part in what it is
        /// about.
        public let disputants: Set<Actor>

        public init(
            head: EventReference, attribution: Attribution, value: Digest?, rule: AdjudicationDecided.Rule,
            among: [Candidate]
        ) {
            self.head = head
            self.attribution = attribution
            self.value = value
            self.rule = rule
            self.among = Set(among.map(\.head))
            disputants = Set(among.compactMap(\.answerer))
        }
    }

    /// What a decision was between: the head of a label, as it was then.
    public struct Candidate: Sendable {
        let head: EventReference
        let answerer: Actor?

        /// - Parameter value: the kind of the head and its author; `nil` if the label is of another question.
        public init(head: EventReference, of value: (kind: LabelHistory.HeadKind, author: Actor)?) {
            self.head = head
            answerer = value.flatMap { $0.kind.isAnswer ? $0.author : nil }
        }
    }

    public let answers: [Answer]
    /// Those of people: a machine's value is no annotation, has no vote and disagrees with nobody.
    let peoplesAnswers: [Answer]
    /// All of them, also of what was revised since, in the order of the log.
    public let reviews: [Review]
    /// In the order of the log.
    public let decisions: [Decision]
    /// The first event of each that shows its author to have seen what others said: a review, a decision, or a value with a basis
    /// that is not her own; also of those that were revised or withdrawn since.
    public let firstLooks: [Actor: EntryIndex]
    private let reviewsByHead: [EventReference: [Review]]

    public init(answers: [Answer], reviews: [Review], decisions: [Decision], firstLooks: [Actor: EntryIndex]) {
        self.answers = answers
        peoplesAnswers = answers.filter(\.isByPerson)
        self.reviews = reviews
        self.decisions = decisions
        self.firstLooks = firstLooks
        reviewsByHead = Dictionary(grouping: reviews, by: \.reviewed)
    }

    /// In the order of the log.
    func reviews(of head: EventReference) -> [Review] { reviewsByHead[head] ?? [] }
}

extension QuestionState {
    /// Of the entries that touch the question, in order.
    public init(_ entries: [LoggedEvent]) {
        var reading = QuestionReading()
        for entry in entries { reading.apply(entry) }
        self.init(
            answers: reading.labels.compactMap { reading.answers[$0] }, reviews: reading.reviews,
            decisions: reading.labels.compactMap { reading.decisions[$0] }.sorted { $0.attribution.index < $1.attribution.index },
            firstLooks: reading.firstLooks)
    }
}

extension LabelHistory.HeadKind {
    /// True if such an event answers the question: it gives a value, and neither suggests one nor decides between answers.
    public var isAnswer: Bool {
        switch self {
        case .asserted, .revised, .related, .ranked: true
        case .suggested, .withdrawn, .adjudicated: false
        }
    }
}
