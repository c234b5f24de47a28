import Primitives

extension Process {
    /// Whether people answered without having seen what others had said.
    ///
    /// The log shows only that somebody had: an answer that goes back to a suggestion or to somebody else's, or whose author had
    /// judged what others said before. That nobody had, no log can show, so it is never met.
    static func blindness(_ question: QuestionState) -> ProcessFinding {
        let answers = question.peoplesAnswers
        var seen: [String: Int] = [:]
        for answer in answers {
            if let reason = reason(answer, question.firstLooks[answer.author]) { seen[reason, default: 0] += 1 }
        }
        guard !answers.isEmpty else {
            return ProcessFinding(part: .blind, state: .open, sentence: "blind: nobody has answered")
        }
        guard !seen.isEmpty else {
            return ProcessFinding(
                part: .blind, state: .notEvaluable,
                sentence: "blind: nothing here speaks against it; what people saw before they answered, the log cannot show")
        }
        let reasons = seen.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return ProcessFinding(part: .blind, state: .unmet, sentence: "not blind: of \(answers.count) answers \(reasons)")
    }

    private static func reason(_ answer: QuestionState.Answer, _ firstLook: EntryIndex?) -> String? {
        switch answer.basis {
        case .suggestion: "accepted or revised a suggestion"
        case .anothersAnswer: "revised somebody else's"
        case .own: firstLook.map { $0 < answer.attribution.index } ?? false ? "came after its author had judged others" : nil
        }
    }
}
