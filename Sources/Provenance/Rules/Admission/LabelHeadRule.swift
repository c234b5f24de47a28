import Primitives

/// Nobody overwrites anybody unseen: an event of a label follows the head that its signer saw.
enum LabelHeadRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard let address = entry.event.body.labelAddress, let label = try histories.label(entry.event.subject) else {
            return nil
        }
        if let head = label.head, head.attribution.name != address.name {
            return Refusal(
                "other-question", .conflict, "The label answers \"\(head.attribution.name)\", not \"\(address.name)\".",
                remedy: "Keep the label's name, or make another label.", head: head.reference)
        }
        return switch entry.event.body {
        case .labelSuggested: mustBeNew(label.head)
        case .labelAsserted, .relationAsserted, .preferenceRanked: mustBeNewOrSuggested(label.head)
        case .labelRevised(let data): mustFollow(data.revises, label.head)
        case .labelWithdrawn(let data): mustFollow(data.revises, label.head) ?? mustBeAuthor(entry, label)
        case .reviewRecorded(let data): mustFollow(data.reviews, label.head) ?? mustNotBeAuthor(entry, label)
        case .adjudicationDecided(let data): try adjudication(data, label.head, histories)
        default: nil
        }
    }

    private static func mustBeNew(_ head: LabelHistory.Head?) -> Refusal? {
        guard let head else { return nil }
        return Refusal(
            "label-exists", .conflict, "The label was made already.",
            remedy: "Revise it (label.revised with revises), or choose another label id.", head: head.reference)
    }

    private static func mustBeNewOrSuggested(_ head: LabelHistory.Head?) -> Refusal? {
        head?.kind == .suggested ? nil : mustBeNew(head)
    }

    private static func mustFollow(_ cited: EventReference, _ head: LabelHistory.Head?) -> Refusal? {
        guard let head else {
            return Refusal(
                "no-label", .conflict, "There is no such label.", remedy: "Assert it first (label.asserted).")
        }
        guard cited == head.reference else {
            let id = head.reference.id
            return Refusal(
                "head-moved", .conflict,
                cited.id == id
                    ? "The digest cited is not that of the label's head, \(id)." : "The label's head is \(id), not \(cited.id).",
                remedy: "Look at the label again and cite its head.", head: head.reference)
        }
        return nil
    }

    private static func mustBeAuthor(_ entry: LoggedEvent, _ label: LabelHistory) -> Refusal? {
        guard entry.source.kind != .operator, label.head?.attribution.source != entry.source else { return nil }
        return Refusal(
            "not-its-author", .forbidden, "A label is withdrawn by whoever gave it its value, or by the operator.",
            remedy: "Record a review instead.")
    }

    private static func mustNotBeAuthor(_ entry: LoggedEvent, _ label: LabelHistory) -> Refusal? {
        guard label.head?.attribution.source == entry.source else { return nil }
        return Refusal(
            "own-label", .forbidden, "Nobody reviews a label of their own.", remedy: "Let somebody else review it.")
    }

    /// An adjudication makes a label of its own, or decides on one that is among those it saw.
    private static func adjudication(
        _ data: AdjudicationDecided, _ head: LabelHistory.Head?, _ histories: some Histories
    ) throws -> Refusal? {
        for candidate in data.among {
            let subject = Subject.label(data.address.dataset, data.address.item, candidate.label)
            guard let label = try histories.label(subject) else { continue }
            if let refusal = mustFollow(candidate.event, label.head) { return refusal }
        }
        guard !data.among.contains(where: { $0.label == data.address.label }) else { return nil }
        return mustBeNew(head)
    }
}
