package import Primitives
package import Provenance
import Signatures

extension StoredEntry {
    /// The event in an entry of the ledger's own store. Its signature was checked before it was written and is not again.
    ///
    /// - Throws: `StoreError.corrupt` if what is there is no event any more.
    package func logged() throws -> LoggedEvent {
        do {
            let token = SignedToken(checkedBeforeItWasStored: try UncheckedToken(parsing: jws))
            return LoggedEvent(index: index, recorded: recorded, signed: try SignedEvent(token))
        } catch {
            throw StoreError(
                .corrupt, "Entry \(index) cannot be read any more. Restore the ledger from a backup.", cause: error)
        }
    }
}

extension LedgerReader {
    /// The entries that touch `subject`, below `limit`, decoded.
    package func events(of subject: Subject, below limit: TreeSize) throws -> [LoggedEvent] {
        try history(of: subject, below: limit).map { try event(at: $0) }
    }

    /// The entry that an item, or a label, begins with: no other touches it before that.
    package func beginning(of subject: Subject, below limit: TreeSize) throws -> EntryIndex? {
        try history(of: subject, below: limit).first
    }

    /// What an item was registered as; `nil` if there is no such item.
    package func registration(of item: Subject, below limit: TreeSize) throws -> ItemRegistered? {
        guard let first = try beginning(of: item, below: limit),
            case .itemRegistered(let data) = try event(at: first).event.body
        else { return nil }
        return data
    }

    /// The history of `subject` as far as the entries below `limit` make it.
    package func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject, below limit: TreeSize) throws -> Fold {
        var fold = Fold()
        for entry in try events(of: subject, below: limit) { fold.apply(entry, of: subject) }
        return fold
    }
}

extension Subject.Kind {
    /// The fold that rules read of such subjects; `nil` where no rule reads the history.
    var fold: (any HistoryFold.Type)? {
        switch self {
        case .ledger: LedgerHistory.self
        case .authority: AuthorityHistory.self
        case .annotator, .model, .connector: StandingHistory.self
        case .credential: CredentialHistory.self
        case .policy: PolicyHistory.self
        case .guideline: GuidelineHistory.self
        case .item: ItemHistory.self
        case .label: LabelHistory.self
        case .question: QuestionHistory.self
        case .session, .release, .training, .decision, .report: CreationHistory.self
        case .seal, .work, .dataset, .labels: nil
        }
    }
}
