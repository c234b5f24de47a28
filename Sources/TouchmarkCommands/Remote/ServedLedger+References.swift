import Intake
import Primitives
import Provenance
import Signatures

extension ServedLedger {
    /// What a draft cites of a subject, as `CitationResolver` finds it in a ledger that is here.
    ///
    /// - Parameter dataset: that of the draft, whose guidelines alone it can cite; `nil` for a draft that names none.
    /// - Throws: `CommandFailure` if there is nothing to cite, or the service does not say.
    func reference(to subject: Subject, in dataset: String?) async throws -> JSONValue {
        let found: JSONValue? =
            switch subject.kind {
            case .item: try await references(subject)?["item"]
            case .label: try await references(subject)?["label"]
            case .guideline: try await version(inForce: subject, for: dataset)
            case .report:
                try await events(about: subject).first { if case .reportIssued = $0.event.body { true } else { false } }?
                    .reference.json
            default:
                throw IntakeError(.invalid, "\(subject) is of a kind that no event cites: item, label, guideline and report are.")
            }
        guard let found, found != .null else {
            throw IntakeError(.invalid, "\(subject) cannot be cited: \(address) has nothing of it that is in force.")
        }
        return found
    }

    private func version(inForce guideline: Subject, for dataset: String?) async throws -> JSONValue? {
        try await references(dataset.map(Subject.dataset) ?? guideline)?["guidelines"]?.array?
            .first { $0["guideline"]?.string.map(Subject.guideline) == guideline }?["ref"]
    }

    /// Whose key this is; `nil` if it is nobody's.
    func holder(of key: KeyThumbprint) async throws -> Actor? {
        try await jsonIfThere("/v1/keys/\(key)")?["actor"]?.string.flatMap { Actor(parsing: $0) }
    }

    private func references(_ subject: Subject) async throws -> JSONValue? {
        try await jsonIfThere("/v1/refs/\(subject)")
    }
}
