import Primitives
import Provenance

/// People's answers held against gold, told apart by which was there first.
struct GoldComparison {
    /// Given when the gold answer was in the log already.
    private(set) var after: [GoldAnswer] = []
    /// Given before: whoever placed the gold answer could read them.
    private(set) var before: [GoldAnswer] = []
    /// Gold answers that were compared, and that nobody gives to a question of that name.
    private(set) var unmatched: Set<QuestionKey> = []

    /// Current answers of people to questions that have a gold answer, where it can be compared. A ranking is right if it has the
    /// gold's order for each criterion that the gold ranks by.
    init(_ survey: DatasetSurvey) {
        guard !survey.gold.isEmpty else { return }
        var given: Set<GivenAnswer> = []
        var answered: Set<QuestionKey> = []
        for label in survey.peoplesAnswers {
            let answers = survey.labels.answersByPart(of: label)
            guard answers.isComparable else { continue }
            let key = QuestionKey(item: label.item, name: survey.labels.name(of: label))
            for (part, answer) in answers { given.insert(GivenAnswer(name: key.name, part: part, answer: answer)) }
            guard let gold = survey.gold[key], let truth = gold.answers, truth.isComparable else { continue }
            answered.insert(key)
            let compared = GoldAnswer(
                coder: Int32(bitPattern: label.source), unit: Int32(bitPattern: label.item),
                time: label.isOffClock ? nil : label.recorded,
                isRight: truth.allSatisfy { answers[$0.key] == $0.value })
            if label.head > gold.index.value { after.append(compared) } else { before.append(compared) }
        }
        unmatched = answered.filter { key in
            guard let truth = survey.gold[key]?.answers else { return false }
            return !truth.allSatisfy { given.contains(GivenAnswer(name: key.name, part: $0.key, answer: $0.value)) }
        }
    }

    var all: [GoldAnswer] { after + before }
}

private struct GivenAnswer: Hashable {
    let name: String
    let part: String?
    let answer: Answer
}

extension LabelRegister {
    fileprivate func answersByPart(of label: SurveyedLabel) -> [String?: Answer] {
        Answer.byPart(
            answers(of: label).map { given in
                let answer: Answer =
                    switch given.kind {
                    case .nominal: .nominal(nominals[given.code])
                    case .number: .number(given.number)
                    case .outline, .relation, .sealed, .unclear: .sealed
                    }
                return (given.part == 0 ? nil : names[given.part - 1], answer)
            })
    }
}

extension [String?: Answer] {
    fileprivate var isComparable: Bool { !isEmpty && values.allSatisfy(\.isComparable) }
}
