import Primitives

/// What a requirement's `adjudication` asks for.
package enum AskedAdjudication: Equatable {
    /// That disagreements are adjudicated, in whatever way.
    case anyRule
    case rule(AdjudicationDecided.Rule)
    /// Something in words that no rule here can read.
    case words

    /// `nil` if a row asks for none.
    init?(_ row: Requirement) {
        switch row.adjudication {
        case nil, .null?, .bool(false)?, .string("none")?: return nil
        case .bool(true)?: self = .anyRule
        case .string(let text)?: self = AdjudicationDecided.Rule(rawValue: text).map { .rule($0) } ?? .words
        case .object(let object)?:
            self = (object["rule"]?.string).flatMap(AdjudicationDecided.Rule.init).map { .rule($0) } ?? .words
        default: self = .words
        }
    }
}

extension Requirement {
    /// What it asks of disagreements; `nil` if nothing.
    package var askedAdjudication: AskedAdjudication? { AskedAdjudication(self) }
}

extension Process {
    /// Whether what people disagree about was decided, as was asked.
    ///
    /// Two people disagree if one gave a value that the other did not; an author and a reviewer, if the review put the answer in
    /// dispute and nobody who was entitled to speak has accepted it since. A decision settles the answers that it saw, and those of its own value.
    static func adjudication(
        _ question: QuestionState, _ asked: AskedAdjudication, at size: TreeSize, in histories: some Histories
    ) throws -> ProcessFinding {
        let disagreement = try Disagreement(question, at: size, in: histories)
        guard !disagreement.isEmpty else { return finding(.met, "no disagreement to adjudicate") }
        var fault: ProcessFinding?
        for decision in question.decisions.reversed() where disagreement.isSettled(by: decision) {
            guard try DisputeRule.dispute(in: question.reviews(of: decision.head), at: size, in: histories) == nil else {
                fault = fault ?? finding(.open, "the decision was not accepted by its reviewer")
                continue
            }
            let finding = try judge(decision, on: question, disagreement, asked, at: size, in: histories)
            if finding.state == .met { return finding }
            fault = fault ?? finding
        }
        if let fault { return fault }
        guard !disagreement.isOfPlace else {
            return finding(
                .notEvaluable, "people gave the same values for different parts of the item, so whether they agree cannot be seen"
            )
        }
        return disagreement.isSealed
            ? finding(.notEvaluable, "answers are sealed, or rank what cannot be told, so whether they agree cannot be seen")
            : finding(.open, "a disagreement waits for adjudication")
    }

    private static func finding(_ state: ProcessState, _ sentence: String) -> ProcessFinding {
        ProcessFinding(part: .adjudication, state: state, sentence: sentence)
    }

    private static func judge(
        _ decision: QuestionState.Decision, on question: QuestionState, _ disagreement: Disagreement,
        _ asked: AskedAdjudication, at size: TreeSize, in histories: some Histories
    ) throws -> ProcessFinding {
        let attribution = decision.attribution
        guard let judgement = try Judge.judge(attribution, .now(attribution, at: size), in: histories) else {
            return finding(.notEvaluable, "whether the adjudicator was entitled cannot be evaluated")
        }
        if judgement.verdict.isAdverse {
            return finding(.unmet, "adjudicated by somebody not entitled to it: \(judgement.verdict.rawValue)")
        }
        if case .rule(let rule) = asked, rule != decision.rule {
            return finding(.unmet, "adjudicated by \(decision.rule.rawValue) where \(rule.rawValue) is asked")
        }
        let finding =
            switch decision.rule {
            case .expert: byExpert(decision, disagreement)
            case .majority: byMajority(decision, question)
            case .consensus: try byConsensus(decision, question, disagreement, at: size, in: histories)
            }
        guard finding.state == .met, asked == .words else { return finding }
        return self.finding(.notEvaluable, "the disagreement is adjudicated; whether as the requirement says cannot be evaluated")
    }

    private static func byExpert(_ decision: QuestionState.Decision, _ disagreement: Disagreement) -> ProcessFinding {
        disagreement.contestants.union(decision.disputants).contains(decision.attribution.source)
            ? finding(.unmet, "adjudicated as an expert by one of those who disagreed")
            : finding(.met, "the disagreement is adjudicated")
    }

    /// Each person has a vote for each value that she gave; a tie is decided either way.
    private static func byMajority(_ decision: QuestionState.Decision, _ question: QuestionState) -> ProcessFinding {
        guard let decided = decision.value, question.peoplesAnswers.allSatisfy({ $0.value != nil }) else {
            return finding(.notEvaluable, "answers that are sealed, or rank what cannot be told, cannot be counted")
        }
        var voters: [Digest: Set<Actor>] = [:]
        for answer in question.peoplesAnswers {
            if let value = answer.value { voters[value, default: []].insert(answer.author) }
        }
        let most = voters.values.map(\.count).max() ?? 0
        return voters[decided]?.count ?? 0 == most
            ? finding(.met, "the disagreement is adjudicated")
            : finding(.unmet, "adjudicated by majority, against what most people answered")
    }

    /// That everybody came to agree shows in what each person said last: the decided value, or an acceptance of the decision by
    /// somebody entitled to speak.
    private static func byConsensus(
        _ decision: QuestionState.Decision, _ question: QuestionState, _ disagreement: Disagreement, at size: TreeSize,
        in histories: some Histories
    ) throws -> ProcessFinding {
        let assents = question.peoplesAnswers.filter { $0.value != nil && $0.value == decision.value }
        let words =
            try assents.map { ($0.attribution, true) }
            + question.reviews(of: decision.head).map { review in
                let isAssent =
                    try review.outcome == .accepted && DisputeRule.isSettled(by: review.attribution, at: size, in: histories)
                return (review.attribution, isAssent)
            }
        var agrees: [Actor: Bool] = [decision.attribution.source: true]
        for (word, isAssent) in words.sorted(by: { $0.0.index < $1.0.index }) { agrees[word.source] = isAssent }
        let people = disagreement.parties.union(decision.disputants.filter { $0.kind == .annotator })
        return people.allSatisfy { agrees[$0] == true }
            ? finding(.met, "the disagreement is adjudicated")
            : finding(.notEvaluable, "adjudicated by consensus, to which not everybody's consent is recorded")
    }
}

/// What people disagree about, with each other or with what a machine answered and they reviewed.
private struct Disagreement {
    /// People's answers that somebody contradicts, or may, where one is sealed or about another part.
    private let answers: [QuestionState.Answer]
    /// Reviews that put an answer in dispute.
    private let disputes: [QuestionState.Review]
    /// The people who gave such answers, and those who did not accept them.
    let parties: Set<Actor>
    /// Those of them who are no experts in it: authors whose answers stand against each other or are disputed. A reviewer is one of
    /// these only where nothing but the review stands against the answer; who reviews two that differ takes no side by it.
    let contestants: Set<Actor>
    /// True if nobody is seen to contradict anybody, because values are sealed, or rankings of what cannot be told.
    let isSealed: Bool
    /// True if people gave the same values and not for the same parts, and nobody disputes any: whether a box that is a little larger is another answer, nobody
    /// has said.
    let isOfPlace: Bool

    init(_ question: QuestionState, at size: TreeSize, in histories: some Histories) throws {
        var values: [Actor: Set<Digest>] = [:]
        var marks: [Actor: Set<Mark>] = [:]
        var sealers: Set<Actor> = []
        for answer in question.peoplesAnswers {
            values[answer.author, default: []].formUnion(answer.value.map { [$0] } ?? [])
            marks[answer.author, default: []].insert(Mark(value: answer.value, parts: answer.parts))
            if answer.value == nil { sealers.insert(answer.author) }
        }
        var holders: [Digest: Int] = [:]
        for value in values.values.joined() { holders[value, default: 0] += 1 }
        let everybody = values.count
        let contradicted =
            everybody > 1 ? question.peoplesAnswers.filter { $0.value.map { holders[$0] != everybody } ?? true } : []
        disputes = try question.answers.compactMap {
            try DisputeRule.dispute(in: question.reviews(of: $0.head), at: size, in: histories)
        }
        isOfPlace = contradicted.isEmpty && disputes.isEmpty && Set(marks.values).count > 1
        answers = isOfPlace ? question.peoplesAnswers : contradicted
        let disputed = Set(disputes.map(\.reviewed))
        let authors = Set((answers + question.peoplesAnswers.filter { disputed.contains($0.head) }).map(\.author))
        parties = authors.union(disputes.map(\.attribution.source))
        contestants = answers.isEmpty ? parties : authors
        isSealed = disputes.isEmpty && Set(values.filter { !sealers.contains($0.key) }.values).count <= 1
    }

    /// A value and the parts that it was given for.
    private struct Mark: Hashable {
        let value: Digest?
        let parts: Digest?
    }

    var isEmpty: Bool { answers.isEmpty && disputes.isEmpty }

    /// True if the decision saw every such answer and every review against it, or is what the answer says.
    func isSettled(by decision: QuestionState.Decision) -> Bool {
        answers.allSatisfy {
            decision.among.contains($0.head) || ($0.value != nil && $0.value == decision.value)
        }
            && disputes.allSatisfy {
                decision.among.contains($0.reviewed) && $0.attribution.index < decision.attribution.index
            }
    }
}
