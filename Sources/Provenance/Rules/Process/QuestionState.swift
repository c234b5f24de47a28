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
        /// Stands for the value: the same for the same value and no other. `nil` for one that is sealed.
        public let value: Digest?
        public let basis: Basis

        public init(head: EventReference, attribution: Attribution, value: Digest?, basis: Basis) {
            self.head = head
            self.attribution = attribution
            self.value = value
            self.basis = basis
        }

        var author: Actor { attribution.source }
        var isByPerson: Bool { author.kind == .annotator }
    }

    /// What an answer cites.
    public enum Basis: Hashable, Sendable {
        /// Nothing, or an earlier answer of the same author.
        case own
        /// It accepts a suggestion.
        case suggestion
        /// It revises what somebody else had said.
        case anothersAnswer
    }

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
        /// The answers that it decided between.
        public let among: Set<EventReference>
        /// Their authors.
        public let disputants: Set<Actor>

        public init(
            head: EventReference, attribution: Attribution, value: Digest?, rule: AdjudicationDecided.Rule,
            among: Set<EventReference>, disputants: Set<Actor>
        ) {
            self.head = head
            self.attribution = attribution
            self.value = value
            self.rule = rule
            self.among = among
            self.disputants = disputants
        }
    }

    public let answers: [Answer]
    /// All of them, also of what was revised since, in the order of the log.
    public let reviews: [Review]
    /// In the order of the log.
    public let decisions: [Decision]
    private let reviewsByHead: [EventReference: [Review]]

    public init(answers: [Answer], reviews: [Review], decisions: [Decision]) {
        self.answers = answers
        self.reviews = reviews
        self.decisions = decisions
        reviewsByHead = Dictionary(grouping: reviews, by: \.reviewed)
    }

    func reviews(of head: EventReference) -> [Review] { reviewsByHead[head] ?? [] }

    /// The last word of those who reviewed it: rejected or corrected, and by whom; `nil` if it is not disputed.
    func dispute(of head: EventReference) -> Review? {
        guard let last = reviewsByHead[head]?.last, last.outcome != .accepted else { return nil }
        return last
    }
}

extension QuestionState {
    /// Of the entries that touch the question, in order.
    public init(_ entries: [LoggedEvent]) {
        var reading = QuestionReading()
        for entry in entries { reading.apply(entry) }
        self.init(
            answers: reading.labels.compactMap { reading.answers[$0] }, reviews: reading.reviews,
            decisions: reading.labels.compactMap { reading.decisions[$0] }.sorted { $0.attribution.index < $1.attribution.index })
    }
}

/// Reads the history of a question.
private struct QuestionReading {
    var labels: [Subject] = []
    private var seen: Set<Subject> = []
    var answers: [Subject: QuestionState.Answer] = [:]
    var decisions: [Subject: QuestionState.Decision] = [:]
    var reviews: [QuestionState.Review] = []
    /// Who gave each value, also those that were revised or withdrawn since.
    private var authors: [EventReference: Actor] = [:]

    mutating func apply(_ entry: LoggedEvent) {
        guard let attribution = Attribution(entry) else { return }
        let label = entry.event.subject
        switch entry.event.body {
        case .reviewRecorded(let data):
            reviews.append(.init(reviewed: data.reviews, outcome: data.outcome, attribution: attribution))
            return
        case .adjudicationDecided(let data):
            let among = Set(data.among.map(\.event))
            decisions[label] = .init(
                head: entry.reference, attribution: attribution, value: entry.event.body.labelValueDigest, rule: data.rule,
                among: among, disputants: Set(among.compactMap { authors[$0] }))
        case .labelSuggested, .labelWithdrawn:
            answers[label] = nil
            decisions[label] = nil
        case .labelAsserted(let data): answer(entry, attribution, basis(data.context, revises: nil, by: entry.source))
        case .labelRevised(let data):
            answer(entry, attribution, basis(data.context, revises: data.revises, by: entry.source))
        case .relationAsserted, .preferenceRanked: answer(entry, attribution, .own)
        default: return
        }
        authors[entry.reference] = entry.source
        if seen.insert(label).inserted { labels.append(label) }
    }

    private mutating func answer(_ entry: LoggedEvent, _ attribution: Attribution, _ basis: QuestionState.Basis) {
        decisions[entry.event.subject] = nil
        answers[entry.event.subject] = .init(
            head: entry.reference, attribution: attribution, value: entry.event.body.labelValueDigest, basis: basis)
    }

    private func basis(_ context: LabelContext, revises: EventReference?, by author: Actor) -> QuestionState.Basis {
        if let revised = revises.flatMap({ authors[$0] }), revised != author {
            return revised.kind == .model ? .suggestion : .anothersAnswer
        }
        return context.accepts == nil ? .own : .suggestion
    }
}
