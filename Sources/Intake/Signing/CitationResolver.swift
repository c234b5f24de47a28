package import Ledger
package import Primitives
package import Provenance

/// Finds the events that drafts cite by subject: among those signed in this run, else in the ledger.
///
/// An `item:` gives its registration, a `label:` its head, a `guideline:` its latest version in force that names the draft's dataset, a
/// `report:` its issue.
package struct CitationResolver {
    private var own: [Citable: EventReference] = [:]
    /// Of labels that were signed in this run, the kind of head that each has.
    private var heads: [Subject: LabelHistory.HeadKind] = [:]
    private let store: (any LedgerStore)?

    /// What a draft cites: of guidelines, what is published for its dataset; for any if it names none.
    private struct Citable: Hashable {
        let subject: Subject
        var dataset: String?
    }

    /// Without a store, only what was signed in this run can be cited.
    package init(_ store: (any LedgerStore)?) { self.store = store }

    /// Remembers an event that was signed in this run; of guidelines, the versions that are in force `now`.
    package mutating func remember(_ signed: SignedDraft, at now: Timestamp) {
        let subject = signed.event.subject
        if let kind = LabelHistory.HeadKind(signed.event.body) {
            own[Citable(subject: subject)] = signed.reference
            heads[subject] = kind
            return
        }
        switch signed.event.body {
        case .itemRegistered, .reportIssued: own[Citable(subject: subject)] = signed.reference
        case .guidelinePublished(let data):
            guard data.applies(by: now) else { return }
            for dataset in [nil] + data.datasets.map(Optional.some) {
                own[Citable(subject: subject, dataset: dataset)] = signed.reference
            }
        case .guidelineWithdrawn(let data): own = own.filter { $0.value != data.of }
        default: break
        }
    }

    /// `data` with the references that the draft's citations stand for.
    package func resolve(_ draft: EventDraft, at now: Timestamp) throws -> EventDraft {
        var resolved = draft
        for citation in draft.citations { resolved.data[citation.member] = try reference(to: citation, in: draft, at: now).json }
        return try resolveInside(resolved, at: now)
    }

    /// Candidates of an adjudication may be cited by label alone.
    private func resolveInside(_ draft: EventDraft, at now: Timestamp) throws -> EventDraft {
        guard draft.type == AdjudicationDecided.type, case .array(let among) = draft.data["among"],
            let dataset = draft.data["dataset"]?.string, let item = draft.data["item"]?.string
        else { return draft }
        var resolved = draft
        resolved.data["among"] = .array(
            try among.map { candidate in
                guard case .object(var object) = candidate, object["event"] == nil, let label = object["label"]?.string else {
                    return candidate
                }
                object["event"] = try reference(to: .label(dataset, item, label), in: dataset, at: now).json
                return .object(object)
            })
        return resolved
    }

    private func reference(to citation: EventDraft.Citation, in draft: EventDraft, at now: Timestamp) throws -> EventReference {
        guard let name = citation.version else {
            return try reference(to: citation.subject, in: draft.data["dataset"]?.string, at: now)
        }
        guard let version = try version(name, of: citation.subject) else {
            throw IntakeError(.invalid, "\(citation.subject) cannot be cited: the ledger has no version \"\(name)\" of it.")
        }
        return version
    }

    /// The publication of a guideline's version, be it in force or not; `nil` if it is not in the ledger.
    func version(_ name: String, of guideline: Subject) throws -> EventReference? {
        try versions(of: guideline)?.all.first { $0.version == name }?.reference
    }

    /// The versions of a guideline that are in the ledger.
    func versions(of guideline: Subject) throws -> GuidelineVersions? {
        try store?.read { try LedgerHistories($0).fold(GuidelineHistory.self, of: guideline)?.versions }
    }

    /// - Parameter dataset: that of the draft, whose guidelines alone it can cite; `nil` for a draft that names none.
    package func reference(to subject: Subject, in dataset: String?, at now: Timestamp) throws -> EventReference {
        let citable = Citable(subject: subject, dataset: subject.kind == .guideline ? dataset : nil)
        if let reference = own[citable] { return reference }
        guard let store else {
            throw IntakeError(.invalid, "\(subject) was not signed in this run; give --ledger, so that it can be found there.")
        }
        let found = try store.read { reader in try Self.find(citable, LedgerHistories(reader), at: now) }
        guard let found else {
            let orEnded =
                subject.kind == .guideline ? ", or no version of it is in force\(dataset.map { " for \($0)" } ?? "")" : ""
            throw IntakeError(.invalid, "\(subject) cannot be cited: it is not in the ledger\(orEnded).")
        }
        return found
    }

    /// True if a label is a suggestion that stands.
    func isSuggestion(_ label: Subject) throws -> Bool {
        if let head = heads[label] { return head == .suggested }
        return try store?.read { try LedgerHistories($0).fold(LabelHistory.self, of: label)?.head?.kind == .suggested } ?? false
    }

    private static func find(_ citable: Citable, _ histories: LedgerHistories, at now: Timestamp) throws -> EventReference? {
        let subject = citable.subject
        return switch subject.kind {
        case .item: try histories.fold(ItemHistory.self, of: subject)?.registration
        case .label: try histories.fold(LabelHistory.self, of: subject)?.head?.reference
        case .guideline: try version(inForce: subject, for: citable.dataset, histories, at: now)
        case .report: try histories.fold(CreationHistory.self, of: subject)?.creation
        default:
            throw IntakeError(.invalid, "\(subject) is of a kind that no event cites: item, label, guideline and report are.")
        }
    }

    private static func version(
        inForce guideline: Subject, for dataset: String?, _ histories: LedgerHistories, at now: Timestamp
    ) throws -> EventReference? {
        let versions =
            if let dataset { try histories.policy(of: dataset)?.guidelines } else {
                try histories.fold(GuidelineHistory.self, of: guideline)?.versions
            }
        return versions?.inForce(at: now).first { .guideline($0.guideline) == guideline }?.reference
    }
}
