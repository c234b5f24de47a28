import Primitives
import Provenance
import Signatures

/// The histories that verdicts rest on, of all people and datasets, folded in the order of the log. They grow with the number
/// of people, credentials and datasets, not with that of labels.
struct EntitlementFolds: Histories {
    private var folds: [Subject: any HistoryFold] = [:]

    /// Rules that look for ids are not asked here.
    var knowsEveryEvent: Bool { false }

    mutating func apply(_ entry: LoggedEvent) {
        for subject in entry.event.subjects {
            guard subject.kind.bearsOnVerdicts, let type = subject.kind.fold else { continue }
            var fold = folds[subject] ?? type.init()
            fold.apply(entry, of: subject)
            folds[subject] = fold
        }
    }

    func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) -> Fold? {
        guard subject.kind.bearsOnVerdicts else { return nil }
        return folds[subject] as? Fold ?? Fold()
    }

    func entry(withID id: EventID) -> LoggedEvent? { nil }
    func introducer(of key: KeyThumbprint) -> Actor? { nil }
}
