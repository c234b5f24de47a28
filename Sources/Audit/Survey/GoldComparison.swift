import Primitives
import Provenance

/// People's answers held against gold, told apart by which was there first.
struct GoldComparison {
    /// Given when the gold answer was in the log already.
    private(set) var after: [GoldAnswer] = []
    /// Given before: whoever placed the gold answer could read them.
    private(set) var before: [GoldAnswer] = []
    /// Gold answers that were compared, and that nobody gives to a question of that name.
    private(set) var unmatched: Set<GoldKey> = []

    /// Current answers of people to questions that have a gold answer, where it can be compared.
    init(_ survey: DatasetSurvey) {
        guard !survey.gold.isEmpty else { return }
        var given: Set<GivenAnswer> = []
        var answered: Set<GoldKey> = []
        for label in survey.peoplesAnswers {
            guard let answer = survey.labels.answers(of: label).first.flatMap({ survey.labels.answer($0) }) else { continue }
            let key = GoldKey(item: label.item, name: survey.labels.name(of: label))
            given.insert(GivenAnswer(name: key.name, answer: answer))
            guard let gold = survey.gold[key], let truth = gold.answer, truth.isComparable else { continue }
            answered.insert(key)
            let compared = GoldAnswer(
                coder: Int32(bitPattern: label.source), unit: Int32(bitPattern: label.item), time: label.recorded,
                isRight: answer == truth)
            if label.head > gold.index.value { after.append(compared) } else { before.append(compared) }
        }
        unmatched = answered.filter { key in
            guard let truth = survey.gold[key]?.answer else { return false }
            return !given.contains(GivenAnswer(name: key.name, answer: truth))
        }
    }

    var all: [GoldAnswer] { after + before }
}

private struct GivenAnswer: Hashable {
    let name: String
    let answer: Answer
}

extension LabelRegister {
    /// `nil` for what is not compared: outlines and sealed texts.
    fileprivate func answer(_ given: SurveyedAnswer) -> Answer? {
        switch given.kind {
        case .nominal: .nominal(nominals[given.code])
        case .number: .number(given.number)
        case .outline, .sealed: nil
        }
    }
}

extension Answer {
    fileprivate var isComparable: Bool {
        switch self {
        case .nominal, .number: true
        case .outline, .sealed: false
        }
    }
}
