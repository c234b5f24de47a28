public import Primitives
import Signatures

/// The process rules: annotations per item, blindness, reviews by others of the needed competence, adjudication of
/// disagreements. They count answers whatever the verdict on them.
public enum Process {
    /// - Parameters:
    ///   - entries: the history of the question, in order.
    ///   - size: what is known.
    /// - Returns: nothing if nobody has answered, the dataset asks for no process, or its policy is not here whole.
    public static func findings(
        on entries: [LoggedEvent], at size: TreeSize, in histories: some Histories
    ) throws -> [ProcessFinding] {
        guard let first = entries.lazy.compactMap(Attribution.init).first,
            let row = try requirement(for: first.name, of: first.dataset, at: size, in: histories)
        else { return [] }
        return try findings(on: QuestionState(entries), asking: row, at: size, in: histories)
    }

    /// The row in force for questions of this name as known at `size`.
    public static func requirement(
        for name: String, of dataset: String, at size: TreeSize, in histories: some Histories
    ) throws -> Requirement? {
        try histories.policy(of: dataset).flatMap { RequirementRule.row(for: name, at: size.nextIndex, in: $0)?.row }
    }

    /// As `findings(on:at:in:)`, for whoever has folded the question already. Of each person who reviewed or decided it reads
    /// the standing and, where a competence is asked, the credentials.
    public static func findings(
        on question: QuestionState, asking row: Requirement, at size: TreeSize, in histories: some Histories
    ) throws -> [ProcessFinding] {
        var findings: [ProcessFinding] = []
        if let wanted = row.annotationsPerItem { findings.append(annotations(question, wanted)) }
        if row.blind == true { findings.append(blindness(question)) }
        if let wanted = row.reviews { findings.append(try reviews(question, wanted, row, at: size, in: histories)) }
        if let asked = AskedAdjudication(row) {
            findings.append(try adjudication(question, asked, at: size, in: histories))
        }
        return findings
    }

    private static func annotations(_ question: QuestionState, _ wanted: UInt64) -> ProcessFinding {
        let people = Set(question.peoplesAnswers.map(\.author))
        return ProcessFinding(
            part: .annotations, state: people.count >= wanted ? .met : .open,
            sentence: "annotations by different people: \(people.count) of \(wanted)")
    }

    /// Every answer wants its reviews: the fewest count.
    private static func reviews(
        _ question: QuestionState, _ wanted: UInt64, _ row: Requirement, at size: TreeSize, in histories: some Histories
    ) throws -> ProcessFinding {
        var fewest: Int?
        var uncounted: Set<Actor> = []
        var isEvaluable = true
        for answer in question.peoplesAnswers {
            var reviewers: Set<Actor> = []
            for review in question.reviews(of: answer.head) {
                switch try isEntitled(review.attribution, row.reviewerCompetence, at: size, in: histories) {
                case true? where review.attribution.source != answer.author: reviewers.insert(review.attribution.source)
                case nil: isEvaluable = false
                default: uncounted.insert(review.attribution.source)
                }
            }
            fewest = min(fewest ?? reviewers.count, reviewers.count)
        }
        let isMet = (fewest ?? 0) >= wanted
        var sentence = "reviews of each label by entitled others: \(fewest ?? 0) of \(wanted)"
        if !isMet, !uncounted.isEmpty { sentence += "; \(uncounted.count) who reviewed were not entitled to it" }
        return ProcessFinding(
            part: .reviews, state: isMet ? .met : isEvaluable ? .open : .notEvaluable, sentence: sentence)
    }

    /// `nil` if a history that the rules read is not here whole.
    private static func isEntitled(
        _ review: Attribution, _ competence: Competence?, at size: TreeSize, in histories: some Histories
    ) throws -> Bool? {
        guard let competence else {
            return try histories.standing(of: review.source).map {
                Judge.judgeSigner(review, $0, .now(review, at: size)) == nil
            }
        }
        return try Judge.judge(review, asking: competence, .now(review, at: size), in: histories)?.verdict.isCertified
    }
}
