import Primitives
public import Signatures

/// What the entries that touch one subject add up to, as far as rules need it.
///
/// A fold keeps the index of whatever it keeps, so that a rule can ask what was known at an earlier moment. Only admissible
/// entries are applied, in the order of the log.
public protocol HistoryFold: Sendable {
    init()
    /// Takes in an entry that touches `subject`, this fold's own.
    mutating func apply(_ entry: LoggedEvent, of subject: Subject)
}

/// Where rules read histories from: a store, or the entries of a bundle.
public protocol Histories {
    /// The fold of `subject`'s history; empty if nothing touched it. `nil` if that history is not here whole: then no rule
    /// that reads it can be evaluated.
    ///
    /// - Throws: when the histories cannot be read; never for what they say.
    func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) throws -> Fold?

    // What every label asks for, by `fold` unless somebody has a shorter way.
    func ledger() throws -> LedgerHistory?
    func authority(_ id: String) throws -> AuthorityHistory?
    func standing(of actor: Actor) throws -> StandingHistory?
    func credential(_ subject: Subject) throws -> CredentialHistory?
    func policy(of dataset: String) throws -> PolicyHistory?
    func item(_ subject: Subject) throws -> ItemHistory?
    func label(_ subject: Subject) throws -> LabelHistory?

    /// The event with this id, if it is here. `nil` means that there is none; without `knowsEveryEvent` it means nothing.
    func entry(withID id: EventID) throws -> LoggedEvent?

    /// Who brought this key into the ledger. `nil` without `knowsEveryEvent` means nothing.
    func introducer(of key: KeyThumbprint) throws -> Actor?

    /// True if every entry of the log before the one in question is here, so that what is not found does not exist.
    var knowsEveryEvent: Bool { get }
}

extension Histories {
    // Inlinable, so that whoever has a `fold` has these compiled for their types: a call through it looks them up each time.
    @inlinable public func ledger() throws -> LedgerHistory? { try fold(LedgerHistory.self, of: .ledger) }
    @inlinable public func authority(_ id: String) throws -> AuthorityHistory? {
        try fold(AuthorityHistory.self, of: .authority(id))
    }
    @inlinable public func standing(of actor: Actor) throws -> StandingHistory? {
        try fold(StandingHistory.self, of: actor.standingSubject)
    }
    @inlinable public func credential(_ subject: Subject) throws -> CredentialHistory? {
        try fold(CredentialHistory.self, of: subject)
    }
    @inlinable public func policy(of dataset: String) throws -> PolicyHistory? {
        try fold(PolicyHistory.self, of: .policy(dataset))
    }
    @inlinable public func item(_ subject: Subject) throws -> ItemHistory? { try fold(ItemHistory.self, of: subject) }
    @inlinable public func label(_ subject: Subject) throws -> LabelHistory? { try fold(LabelHistory.self, of: subject) }
}

extension Subject {
    /// Subjects that every entry touching this one touches too: if such a history is whole, so is this one.
    public var coveringSubjects: [Subject] {
        let ids = segments
        switch kind {
        case .label, .question: return [.labels(ids[0], ids[1]), .dataset(ids[0])]
        case .labels, .item, .policy: return [.dataset(ids[0])]
        default: return []
        }
    }
}
