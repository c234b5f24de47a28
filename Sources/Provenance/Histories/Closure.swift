import Primitives

/// What a bundle is about.
public enum EvidenceScope: Hashable, Sendable {
    case label(Subject)
    case item(Subject)
    case dataset(Subject)
    case annotator(Subject)
    case ledger

    /// Scopes by their name in a bundle, with the kinds of subject that each takes.
    public init?(kind: String, subject: Subject) {
        switch (kind, subject.kind) {
        case ("label", .label): self = .label(subject)
        case ("item", .item): self = .item(subject)
        case ("dataset", .dataset): self = .dataset(subject)
        case ("annotator", .annotator), ("annotator", .model), ("annotator", .connector): self = .annotator(subject)
        case ("ledger", .ledger): self = .ledger
        default: return nil
        }
    }

    /// Its name in a bundle.
    public var kind: String {
        switch self {
        case .label: "label"
        case .item: "item"
        case .dataset: "dataset"
        case .annotator: "annotator"
        case .ledger: "ledger"
        }
    }

    /// Whether the label is in the scope and gets a verdict (protocol.md §4).
    public func covers(label: Subject) -> Bool {
        switch self {
        case .label(let scope): label == scope
        case .item(let scope), .dataset(let scope):
            (label.description.utf8.dropFirst(Subject.Kind.label.rawValue.utf8.count + 1))
                .starts(with: scope.description.utf8.dropFirst(scope.kind.rawValue.utf8.count + 1) + [UInt8(ascii: "/")])
        case .annotator: false
        case .ledger: true
        }
    }

    /// The subject that names it; `ledger:` for the whole ledger.
    public var subject: Subject {
        switch self {
        case .label(let subject), .item(let subject), .dataset(let subject), .annotator(let subject): subject
        case .ledger: .ledger
        }
    }
}

/// The histories that a certificate rests on (protocol.md §4): found by following, from the scope's own histories, every
/// signer to her standing, her credentials and their authorities, and every guideline cited.
public struct Closure: Sendable {
    /// Histories that belong to it, in the order in which they were found.
    public private(set) var subjects: [Subject] = []
    private var found: Set<Subject> = []
    private var guidelines: [EventReference: Subject] = [:]
    private var citedGuidelines: Set<EventReference> = []
    /// The label whose closure it is.
    private let label: Subject?

    /// The scope's own subjects and `ledger:`, to be completed by following every entry that touches one of `subjects`.
    public init(startingFrom scope: EvidenceScope) {
        if case .label(let subject) = scope { label = subject } else { label = nil }
        add(.ledger)
        for subject in Self.ownSubjects(of: scope) { add(subject) }
    }

    /// The closure of a scope other than the whole ledger.
    ///
    /// - Parameter history: the entries that touch a subject, in order. It is asked once for each subject of the closure.
    /// - Throws: what `history` throws.
    public init(of scope: EvidenceScope, history: (Subject) throws -> [LoggedEvent]) throws {
        self.init(startingFrom: scope)
        var next = 0
        while next < subjects.count {
            for entry in try history(subjects[next]) { follow(entry.event, reference: entry.reference) }
            next += 1
        }
    }

    private static func ownSubjects(of scope: EvidenceScope) -> [Subject] {
        let ids = scope.subject.segments
        return switch scope {
        case .label(let label): [label, .item(ids[0], ids[1]), .policy(ids[0])]
        case .item(let item): [item, .labels(ids[0], ids[1]), .policy(ids[0])]
        case .dataset(let dataset): [dataset, .policy(ids[0])]
        case .annotator(let annotator): [annotator, Subject(.work, [annotator.kind.rawValue, ids[0]])]
        case .ledger: []
        }
    }

    private mutating func add(_ subject: Subject) {
        if found.insert(subject).inserted { subjects.append(subject) }
    }

    /// Adds what an entry leads to that touches one of `subjects`.
    public mutating func follow(_ event: Event, reference: EventReference) {
        add(event.source.standingSubject)
        // The question is named by the label's own events.
        if let label, event.subject == label, let address = event.body.labelAddress { add(address.questionSubject) }
        switch event.body {
        case .credentialIssued, .credentialPresented, .credentialSuspended, .credentialReinstated, .credentialRevoked:
            let credential = event.subject
            add(credential)
            add(.authority(credential.segments[0]))
        case .guidelinePublished(let data):
            guidelines[reference] = .guideline(data.guideline)
            if citedGuidelines.contains(reference) { add(.guideline(data.guideline)) }
        default: cite(event.body.citedGuideline)
        }
    }

    private mutating func cite(_ guideline: EventReference?) {
        guard label != nil, let guideline else { return }
        citedGuidelines.insert(guideline)
        if let subject = guidelines[guideline] { add(subject) }
    }
}
