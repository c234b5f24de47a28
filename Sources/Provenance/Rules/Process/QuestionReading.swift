import Primitives
import Signatures

/// Reads the history of a question.
struct QuestionReading {
    private(set) var labels: [Subject] = []
    private(set) var answers: [Subject: QuestionState.Answer] = [:]
    private(set) var decisions: [Subject: QuestionState.Decision] = [:]
    private(set) var reviews: [QuestionState.Review] = []
    private(set) var firstLooks: [Actor: EntryIndex] = [:]
    private var seen: Set<Subject> = []
    private var responses = QuestionResponses()
    /// All heads of labels of the question, also those that were revised or withdrawn since.
    private var heads: [EventReference: (kind: LabelHistory.HeadKind, author: Actor)] = [:]
    /// Who gave each label its last value, and on what basis; a withdrawal leaves it.
    private var givers: [Subject: (author: Actor, basis: QuestionState.Basis)] = [:]

    mutating func apply(_ entry: LoggedEvent) {
        guard let attribution = Attribution(entry) else { return }
        if case .reviewRecorded(let data) = entry.event.body {
            reviews.append(.init(reviewed: data.reviews, outcome: data.outcome, attribution: attribution))
            look(attribution)
        } else if let kind = LabelHistory.HeadKind(entry.event.body) {
            setHead(kind, entry, attribution)
        }
    }

    private mutating func setHead(_ kind: LabelHistory.HeadKind, _ entry: LoggedEvent, _ attribution: Attribution) {
        let label = entry.event.subject
        responses.take(entry)
        if kind != .withdrawn {
            let basis = QuestionState.Basis(entry.event.body, by: entry.source, after: givers[label])
            if kind == .adjudicated || basis != .own { look(attribution) }
            givers[label] = (entry.source, basis)
        }
        decisions[label] = decision(entry, attribution)
        if kind != .adjudicated { answers[label] = kind.isAnswer ? answer(entry, attribution) : nil }
        heads[entry.reference] = (kind, entry.source)
        if seen.insert(label).inserted { labels.append(label) }
    }

    private mutating func look(_ attribution: Attribution) {
        firstLooks[attribution.source] = firstLooks[attribution.source] ?? attribution.index
    }

    private func value(_ entry: LoggedEvent) -> Digest? {
        entry.event.body.labelValueDigest(responses.names(for: entry.event.subject))
    }

    private func decision(_ entry: LoggedEvent, _ attribution: Attribution) -> QuestionState.Decision? {
        guard case .adjudicationDecided(let data) = entry.event.body else { return nil }
        return .init(
            head: entry.reference, attribution: attribution, value: value(entry), rule: data.rule,
            among: data.among.map { QuestionState.Candidate(head: $0.event, of: heads[$0.event]) })
    }

    private func answer(_ entry: LoggedEvent, _ attribution: Attribution) -> QuestionState.Answer {
        .init(
            head: entry.reference, attribution: attribution, value: value(entry),
            parts: entry.event.body.labelSegments?.comparedDigest, basis: givers[entry.event.subject]?.basis ?? .own)
    }
}
