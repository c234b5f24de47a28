public import Primitives
import Signatures

/// Whether a question was worked on as its dataset requires: apart from the verdict, and never a cause of refusal.
public enum ProcessState: String, Hashable, Sendable {
    /// All that was asked for is there.
    case met
    /// Something is still missing and can still come.
    case open
    /// Something was done against the requirement.
    case unmet
}

/// One part of the process of a question.
public struct ProcessFinding: Hashable, Sendable {
    public let state: ProcessState
    /// "annotations: 2 of 3".
    public let sentence: String
}

/// The process rules: annotations per item, reviews by others of the needed competence, adjudication of disagreements.
public enum Process {
    /// - Parameters:
    ///   - entries: the history of the question, in order.
    ///   - size: what is known.
    /// - Returns: nothing if the dataset asks for no process, or if a history is not here whole.
    public static func findings(
        on entries: [LoggedEvent], at size: TreeSize, in histories: some Histories
    ) throws -> [ProcessFinding] {
        guard let first = entries.lazy.compactMap(Attribution.init).first,
            let policy = try histories.policy(of: first.dataset),
            let row = policy.requirements(at: size.nextIndex)?.set.row(for: first.name)
        else { return [] }
        let question = QuestionState(entries)
        var findings: [ProcessFinding] = []
        if let wanted = row.annotationsPerItem { findings.append(annotations(question, wanted)) }
        if let wanted = row.reviews { findings.append(try reviews(question, wanted, row, at: size, in: histories)) }
        if row.adjudication != nil { findings.append(adjudication(question)) }
        return findings
    }

    private static func annotations(_ question: QuestionState, _ wanted: UInt64) -> ProcessFinding {
        let people = Set(question.current.filter { $0.kind != .adjudicated }.map(\.attribution.source))
            .filter { $0.kind == .annotator }
        let state: ProcessState = people.count >= wanted ? .met : .open
        return ProcessFinding(state: state, sentence: "annotations by different people: \(people.count) of \(wanted)")
    }

    private static func reviews(
        _ question: QuestionState, _ wanted: UInt64, _ row: Requirement, at size: TreeSize, in histories: some Histories
    ) throws -> ProcessFinding {
        var fewest: Int?
        for label in question.current where label.attribution.source.kind == .annotator {
            var reviewers: Set<Actor> = []
            for review in question.reviews[label.reference] ?? []
            where try isEntitled(review, row, at: size, in: histories) { reviewers.insert(review.source) }
            fewest = min(fewest ?? reviewers.count, reviewers.count)
        }
        let state: ProcessState = (fewest ?? 0) >= wanted ? .met : .open
        return ProcessFinding(state: state, sentence: "reviews of each label by entitled others: \(fewest ?? 0) of \(wanted)")
    }

    private static func isEntitled(
        _ review: Attribution, _ row: Requirement, at size: TreeSize, in histories: some Histories
    ) throws -> Bool {
        guard let competence = row.reviewerCompetence else {
            guard let signer = try histories.standing(of: review.source) else { return false }
            return Judge.judgeSigner(review, signer, .now(review, at: size)) == nil
        }
        let judgement = try Judge.judge(review, asking: competence, .now(review, at: size), in: histories)
        return judgement?.verdict.isCertified == true
    }

    private static func adjudication(_ question: QuestionState) -> ProcessFinding {
        let values = Set(question.current.filter { $0.kind != .adjudicated && $0.kind != .suggested }.map(\.value))
        guard values.count > 1 else { return ProcessFinding(state: .met, sentence: "no disagreement to adjudicate") }
        let isDecided = question.current.contains { $0.kind == .adjudicated }
        return ProcessFinding(
            state: isDecided ? .met : .open,
            sentence: isDecided ? "the disagreement is adjudicated" : "a disagreement waits for adjudication")
    }
}

/// The labels that answer one question, as they stand, and the reviews of their heads.
private struct QuestionState {
    struct Current {
        let reference: EventReference
        let kind: LabelHistory.HeadKind
        let attribution: Attribution
        /// What they disagree about, in canonical text.
        let value: String
    }

    private(set) var current: [Current] = []
    private(set) var reviews: [EventReference: [Attribution]] = [:]

    init(_ entries: [LoggedEvent]) {
        var byLabel: [Subject: Current] = [:]
        var order: [Subject] = []
        for entry in entries {
            guard let attribution = Attribution(entry) else { continue }
            if case .reviewRecorded(let data) = entry.event.body { reviews[data.reviews, default: []].append(attribution) }
            guard let kind = LabelHistory.HeadKind(entry.event.body) else { continue }
            let subject = entry.event.subject
            if byLabel[subject] == nil { order.append(subject) }
            byLabel[subject] = Current(
                reference: entry.reference, kind: kind, attribution: attribution,
                value: entry.event.body.labelValue?.canonicalText ?? "")
        }
        current = order.compactMap { byLabel[$0] }.filter { $0.kind != .withdrawn }
    }
}

extension EventBody {
    /// What the event says of its label, as JSON: the value, the relation, or the rankings. `nil` if it gives no value.
    public var labelValue: JSONValue? {
        switch self {
        case .labelSuggested(let data): .object(data.value.json)
        case .labelAsserted(let data): .object(data.value.json)
        case .labelRevised(let data): .object(data.value.json)
        case .adjudicationDecided(let data): .object(data.value.json)
        case .relationAsserted(let data):
            ["kind": "relation", "relation": .string(data.relation.rawValue), "from": .string(data.from), "to": .string(data.to)]
        case .preferenceRanked(let data): Self.rankings(data)
        default: nil
        }
    }

    private static func rankings(_ data: PreferenceRanked) -> JSONValue {
        let rankings = data.rankings.map { ranking -> JSONValue in
            let order = ranking.order.map { place -> JSONValue in
                place.count == 1 ? .string(place[0]) : .array(place.map { .string($0) })
            }
            return ["criterion": .string(ranking.criterion), "order": .array(order)]
        }
        return ["kind": "ranking", "rankings": .array(rankings)]
    }
}
