import Primitives

extension Process {
    /// Whether people answered without having seen what others had said.
    ///
    /// The log shows only that somebody had: an answer that accepts a suggestion or revises somebody else's, or whose author
    /// had reviewed or decided on others' answers before. That nobody had, no log can show, so it is never met.
    static func blindness(_ question: QuestionState) -> ProcessFinding {
        var firstLook: [Actor: EntryIndex] = [:]
        for look in question.reviews.map(\.attribution) + question.decisions.map(\.attribution) {
            firstLook[look.source] = min(firstLook[look.source] ?? look.index, look.index)
        }
        var seen: [String: Int] = [:]
        let people = question.answers.filter(\.isByPerson)
        for answer in people {
            if let reason = reason(answer, firstLook[answer.author]) { seen[reason, default: 0] += 1 }
        }
        guard !people.isEmpty else {
            return ProcessFinding(part: .blind, state: .open, sentence: "blind: nobody has answered")
        }
        guard !seen.isEmpty else {
            return ProcessFinding(
                part: .blind, state: .notEvaluable,
                sentence: "blind: nothing here speaks against it; what people saw before they answered, the log cannot show")
        }
        let reasons = seen.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return ProcessFinding(part: .blind, state: .unmet, sentence: "not blind: of \(people.count) answers \(reasons)")
    }

    private static func reason(_ answer: QuestionState.Answer, _ firstLook: EntryIndex?) -> String? {
        switch answer.basis {
        case .suggestion: "accepted or revised a suggestion"
        case .anothersAnswer: "revised somebody else's"
        case .own: firstLook.map { $0 < answer.attribution.index } ?? false ? "came after its author had judged others" : nil
        }
    }
}
