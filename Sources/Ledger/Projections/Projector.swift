import Primitives
package import Provenance
import Signatures

/// Makes derived rows from entries: the one place that says what a projection holds.
package struct Projector {
    package private(set) var rows = DerivedRows()

    package init() {}

    /// Adds the rows that follow from an entry. `histories` hold what is before it; they are asked for the verdict.
    package mutating func add(_ entry: LoggedEvent, in known: some Histories) throws {
        let event = entry.event
        rows.events.append((event.id, entry.index))
        for subject in event.subjects { rows.touches.append(SubjectTouch(subject, entry.index)) }
        if let (actor, key) = event.body.introducedKey {
            rows.keys.append(StoredKey(key: key, actor: actor, index: entry.index))
        }
        if let address = event.body.labelAddress {
            rows.labels.append(try Self.version(entry, address, in: known))
        } else {
            addRegistration(entry)
        }
    }

    private mutating func addRegistration(_ entry: LoggedEvent) {
        switch entry.event.body {
        case .datasetDefined(let data):
            rows.datasets.append(DatasetRow(dataset: data.dataset, title: data.title, index: entry.index))
        case .itemRegistered(let data):
            rows.items.append(ItemRow(dataset: data.dataset, item: data.item, index: entry.index))
        case .annotatorEnrolled(let data):
            rows.actors.append(ActorRow(actor: data.actor, custody: data.custody, index: entry.index))
        case .credentialIssued(let data): addCredential(data.terms, entry)
        case .credentialPresented(let data): addCredential(data.terms, entry)
        default: break
        }
    }

    private mutating func addCredential(_ terms: CredentialTerms, _ entry: LoggedEvent) {
        rows.credentials.append(
            CredentialRow(
                subject: entry.event.subject, annotator: terms.annotator, competence: terms.competence.description,
                validFrom: terms.validFrom, validUntil: terms.validUntil, index: entry.index))
    }

    private static func version(
        _ entry: LoggedEvent, _ address: LabelAddress, in known: some Histories
    ) throws -> LabelVersion {
        let kind = LabelVersion.Kind(entry.event.body)
        var verdict: Verdict?
        if !kind.isReview, kind != .withdrawn, let statement = Attribution(entry) {
            verdict = try Judge.judge(statement, .then(statement), in: known)?.verdict
        }
        return LabelVersion(
            dataset: address.dataset, item: address.item, label: address.label, name: address.name, index: entry.index,
            recorded: entry.recorded, kind: kind, source: entry.source,
            value: entry.event.body.labelValue?.canonicalText ?? "", verdictThen: verdict)
    }
}

extension LabelVersion.Kind {
    /// Of an event that has a label's address.
    fileprivate init(_ body: EventBody) {
        switch body {
        case .labelSuggested: self = .suggested
        case .labelRevised: self = .revised
        case .labelWithdrawn: self = .withdrawn
        case .relationAsserted: self = .related
        case .preferenceRanked: self = .ranked
        case .adjudicationDecided: self = .adjudicated
        case .reviewRecorded(let data):
            switch data.outcome {
            case .accepted: self = .reviewAccepted
            case .rejected: self = .reviewRejected
            case .corrected: self = .reviewCorrected
            }
        default: self = .asserted
        }
    }
}
