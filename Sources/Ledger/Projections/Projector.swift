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
        if let version = try Self.version(entry, in: known) {
            rows.labels.append(version)
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

    /// `nil` for an event that neither gives a label a value nor takes it away, and reviews none.
    package static func version(_ entry: LoggedEvent, in known: some Histories) throws -> LabelVersion? {
        let body = entry.event.body
        guard let address = body.labelAddress, let statement = Attribution(entry), let kind = LabelVersion.Kind(body) else {
            return nil
        }
        return LabelVersion(
            dataset: address.dataset, item: address.item, label: address.label, name: address.name, index: entry.index,
            recorded: entry.recorded, kind: kind, source: entry.source, value: body.labelValue?.canonicalText ?? "",
            verdictThen: body.givesLabelValue ? try Judge.judge(statement, .then(statement), in: known)?.verdict : nil)
    }
}

extension LabelVersion.Kind {
    /// `nil` for an event that makes no version of a label.
    fileprivate init?(_ body: EventBody) {
        if case .reviewRecorded(let data) = body {
            self.init(data.outcome)
        } else if let head = LabelHistory.HeadKind(body) {
            self.init(head)
        } else {
            return nil
        }
    }

    private init(_ outcome: ReviewRecorded.Outcome) {
        switch outcome {
        case .accepted: self = .reviewAccepted
        case .rejected: self = .reviewRejected
        case .corrected: self = .reviewCorrected
        }
    }

    private init(_ head: LabelHistory.HeadKind) {
        switch head {
        case .suggested: self = .suggested
        case .asserted: self = .asserted
        case .revised: self = .revised
        case .withdrawn: self = .withdrawn
        case .related: self = .related
        case .ranked: self = .ranked
        case .adjudicated: self = .adjudicated
        }
    }
}
