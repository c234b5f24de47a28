import Primitives

/// What a label cites is what it says it is: the item's registration, a guideline of the dataset, a suggestion for the
/// same question, labels of the same item.
enum CitationRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard let address = entry.event.body.labelAddress else { return nil }
        let body = entry.event.body
        return try item(body.citedRegistration, address, histories) ?? guideline(body.citedGuideline, entry, address, histories)
            ?? suggestion(body.acceptedSuggestion, address, histories) ?? ends(body, address, histories)
    }

    private static func item(
        _ cited: EventReference?, _ address: LabelAddress, _ histories: some Histories
    ) throws -> Refusal? {
        guard let item = try histories.item(address.itemSubject) else { return nil }
        guard let registration = item.registration else {
            return Refusal(
                "unknown-item", .conflict, "\(address.itemSubject) is not registered.",
                remedy: "Register the item first (item.registered).")
        }
        guard let cited, cited != registration else { return nil }
        return Refusal(
            "other-item", .conflict, "on is not the registration of \(address.itemSubject).",
            remedy: "Cite the event \(registration.id) with its digest.")
    }

    private static func guideline(
        _ cited: EventReference?, _ entry: LoggedEvent, _ address: LabelAddress, _ histories: some Histories
    ) throws -> Refusal? {
        guard let cited, let policy = try histories.policy(of: address.dataset) else { return nil }
        guard let version = policy.guidelines[cited] else {
            return Refusal(
                "unknown-guideline", .conflict, "The guideline cited was not published for \(Subject.dataset(address.dataset)).",
                remedy: "Cite a guideline.published that names the dataset.")
        }
        guard version.isWithdrawn(at: entry.recorded) else { return nil }
        return Refusal(
            "guideline-withdrawn", .conflict, "The version of the guideline that is cited was withdrawn.",
            remedy: "Follow and cite a version that is in force, or cite none.")
    }

    private static func suggestion(
        _ cited: EventReference?, _ address: LabelAddress, _ histories: some Histories
    ) throws -> Refusal? {
        guard let cited, let question = try histories.fold(QuestionHistory.self, of: address.questionSubject),
            !question.suggestions.contains(cited)
        else { return nil }
        return Refusal(
            "unknown-suggestion", .conflict, "accepts names no suggestion for \(address.questionSubject).",
            remedy: "Cite a label.suggested of the same item and name.")
    }

    private static func ends(_ body: EventBody, _ address: LabelAddress, _ histories: some Histories) throws -> Refusal? {
        guard case .relationAsserted(let data) = body else { return nil }
        for end in [data.from, data.to] {
            let subject = Subject.label(address.dataset, address.item, end)
            guard let label = try histories.label(subject), label.head == nil else { continue }
            return Refusal(
                "no-label", .conflict, "The relation's end \(subject) does not exist.",
                remedy: "Assert both labels before their relation.")
        }
        return nil
    }
}
