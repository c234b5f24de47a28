import Primitives
import Provenance
import Signatures

/// The histories of a bundle, folded as far as its entries were applied: what the rules read.
///
/// A history that is not here whole is not given out. Labels, items and event ids are packed, so that a million entries
/// fit; what a ledger has few of is kept as it is.
struct BundleHistories: Histories, Sendable {
    /// True if every entry of the log is in the bundle.
    let knowsEveryEvent: Bool
    let keys: KeyRegister
    var listed = ListedHistories()
    private(set) var labels = LabelTable()
    private(set) var ledgerHistory = LedgerHistory()
    /// By their ids.
    private var authorities: [String: AuthorityHistory] = [:]
    /// Of those who are enrolled.
    private var standings: [Actor: StandingHistory] = [:]
    private var credentials: [Subject: CredentialHistory] = [:]
    /// By the ids of datasets.
    private var policies: [String: PolicyHistory] = [:]
    private var guidelines: [Subject: GuidelineHistory] = [:]
    private var creations: [Subject: CreationHistory] = [:]
    private var items = ItemTable()
    private var questions = QuestionTable()
    private var events = EventTable()
    /// The last entry that touches a history which verdicts rest on.
    private(set) var lastEntitlementChange: EntryIndex?
    /// Of all signers, the greatest number of entries that a verdict may have to look at.
    private(set) var greatestExaminationCount = 0
    private let reread: Reread

    /// Reads an entry of the bundle again.
    typealias Reread = @Sendable (EntryIndex, BundlePlace) throws -> ExaminedEntry?

    init(knowsEveryEvent: Bool, keys: KeyRegister, reread: @escaping Reread) {
        self.knowsEveryEvent = knowsEveryEvent
        self.keys = keys
        self.reread = reread
    }

    func isWhole(_ subject: Subject) -> Bool { knowsEveryEvent || listed.isWhole(subject) }

    func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) throws -> Fold? {
        guard isWhole(subject) else { return nil }
        return switch subject.kind {
        case .ledger: ledgerHistory as? Fold
        case .authority: (authorities[subject.segments[0]] ?? AuthorityHistory()) as? Fold
        case .annotator, .model, .connector: (Actor(ofStanding: subject).flatMap { standings[$0] } ?? StandingHistory()) as? Fold
        case .credential: (credentials[subject] ?? CredentialHistory()) as? Fold
        case .policy: (policies[subject.segments[0]] ?? PolicyHistory()) as? Fold
        case .guideline: (guidelines[subject] ?? GuidelineHistory()) as? Fold
        case .item: (items.history(of: subject) ?? ItemHistory()) as? Fold
        case .label: (labels.history(of: subject) ?? LabelHistory()) as? Fold
        case .question: (questions.history(of: subject) ?? QuestionHistory()) as? Fold
        case .session, .release, .training, .decision, .report: (creations[subject] ?? CreationHistory()) as? Fold
        case .seal, .work, .dataset, .labels: Fold()
        }
    }

    // What every label asks for: by ids, and compiled for its types. Where every event is here, no subject is written for it.
    func ledger() -> LedgerHistory? { isWhole(.ledger) ? ledgerHistory : nil }
    func authority(_ id: String) -> AuthorityHistory? {
        knowsEveryEvent || listed.isWhole(.authority(id)) ? authorities[id] ?? AuthorityHistory() : nil
    }
    func standing(of actor: Actor) throws -> StandingHistory? {
        // An officer's is the ledger's, and none of these.
        guard actor.kind.isEnrolled else { return try fold(StandingHistory.self, of: actor.standingSubject) }
        return knowsEveryEvent || listed.isWhole(actor.standingSubject) ? standings[actor] ?? StandingHistory() : nil
    }
    func policy(of dataset: String) -> PolicyHistory? {
        knowsEveryEvent || listed.isWhole(.policy(dataset)) ? policies[dataset] ?? PolicyHistory() : nil
    }
    func credential(_ subject: Subject) -> CredentialHistory? {
        isWhole(subject) ? credentials[subject] ?? CredentialHistory() : nil
    }
    func item(_ subject: Subject) -> ItemHistory? { isWhole(subject) ? items.history(of: subject) ?? ItemHistory() : nil }
    func label(_ subject: Subject) -> LabelHistory? { isWhole(subject) ? labels.history(of: subject) ?? LabelHistory() : nil }

    func entry(withID id: EventID) throws -> LoggedEvent? {
        guard let (index, place) = events.find(id), let entry = try reread(index, place),
            case .signed(let recorded, let signed) = entry.content
        else { return nil }
        return LoggedEvent(index: index, recorded: recorded, signed: signed)
    }

    func introducer(of key: KeyThumbprint) throws -> Actor? { keys[key]?.actor }

    /// How many entries a verdict on what `actor` signed may have to look at; 0 where her history is not here whole, so that there is none.
    func examinationCount(of actor: Actor) throws -> Int {
        try standing(of: actor)?.examinationCount ?? 0
    }

    /// Takes in an admissible entry.
    mutating func apply(_ entry: LoggedEvent, at place: BundlePlace) {
        events.append(entry.event.id, at: entry.index, place)
        for subject in entry.event.subjects {
            if subject.kind.bearsOnVerdicts { lastEntitlementChange = entry.index }
            // An event may name thousands of subjects. What is not here whole is not given out, and will not become whole.
            guard subject.kind == .ledger || isWhole(subject) else { continue }
            switch subject.kind {
            case .ledger: ledgerHistory.apply(entry, of: subject)
            case .authority: authorities[subject.segments[0], default: .init()].apply(entry, of: subject)
            case .annotator, .model, .connector: applyToStanding(entry, subject)
            case .credential: credentials[subject, default: .init()].apply(entry, of: subject)
            case .policy: policies[subject.segments[0], default: .init()].apply(entry, of: subject)
            case .guideline: guidelines[subject, default: .init()].apply(entry, of: subject)
            case .item: items.apply(entry, of: subject)
            case .label: labels.apply(entry, of: subject)
            case .question: questions.apply(entry, of: subject)
            case .session, .release, .training, .decision, .report:
                creations[subject, default: .init()].apply(entry, of: subject)
            case .seal, .work, .dataset, .labels: break
            }
        }
        if let (actor, key) = entry.event.body.introducedKey { keys.introduce(key, of: actor) }
    }

    private mutating func applyToStanding(_ entry: LoggedEvent, _ subject: Subject) {
        guard let actor = Actor(ofStanding: subject) else { return }
        standings[actor, default: .init()].apply(entry, of: subject)
        greatestExaminationCount = max(greatestExaminationCount, standings[actor]?.examinationCount ?? 0)
    }

    mutating func setDerived(_ verdict: DerivedVerdict, at place: Int) { labels.setDerived(verdict, at: place) }
    mutating func setDisputed(at place: Int) { labels.setDisputed(at: place) }
    mutating func claim(at place: Int) -> Bool { labels.claim(at: place) }
}
