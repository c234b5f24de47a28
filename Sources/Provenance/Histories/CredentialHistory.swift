public import Primitives
public import Signatures

/// `credential:<authority>/<id>`: issue or presentation, suspension, revocation.
public struct CredentialHistory: HistoryFold {
    /// How a credential came into the ledger, and what it says.
    public struct Issue: Hashable, Sendable {
        public let index: EntryIndex
        public fileprivate(set) var recorded: Timestamp
        public let authority: String
        public let terms: CredentialTerms
        /// How it came into the ledger.
        public let provenance: Provenance

        public enum Provenance: Hashable, Sendable {
            /// The authority issued it here, with this key.
            case issued(KeyThumbprint)
            /// It was issued elsewhere; this actor brought it and answers for having checked it.
            case presented(by: Actor)
        }

        /// True if it was issued elsewhere and brought here.
        public var isPresented: Bool { if case .presented = provenance { true } else { false } }
        /// The authority's key that signed it; `nil` for a presented one.
        public var issuingKey: KeyThumbprint? { if case .issued(let key) = provenance { key } else { nil } }
        /// True if nobody but the person herself says that she holds it.
        public var isPresentedByHolder: Bool { provenance == .presented(by: Actor(.annotator, terms.annotator)) }
    }

    /// An end for good.
    public struct Revocation: Hashable, Sendable, Onset {
        public let index: EntryIndex
        public let effective: Timestamp
    }

    public private(set) var issue: Issue?
    private var suspended = Suspensions()
    public private(set) var revocations: [Revocation] = []
    private var revocationOnsets = Onsets<Revocation>()

    public init() {}

    /// As its authority and the operator said below `place`, whoever had their keys.
    func suspensionsAsSaid(below place: EntryIndex) -> [Suspension] { suspended.ended(below: place) }
    /// All moments at which a suspension may begin or end.
    var suspensionMoments: [Timestamp] { suspended.moments }

    /// Without the reinstatements by keys of the authority that are known, below `limit`, to have been compromised then: they
    /// end nothing, and others do. Ended by none but those below `place`.
    public func suspensions(
        issuedBy authority: AuthorityHistory, knownBelow limit: EntryIndex, endedBelow place: EntryIndex = EntryIndex(.max)
    ) -> [Suspension] {
        suspended.ended(below: place) { authority.isVoid($0, knownBelow: limit) }
    }

    /// Whether somebody has a suspension that the reinstatement `entry` may end, by `suspensions(issuedBy:knownBelow:)`.
    func isSuspended(for entry: LoggedEvent, issuedBy authority: AuthorityHistory) -> Bool {
        suspended.isOpen(by: entry.source, at: entry.recorded) { authority.isVoid($0, knownBelow: entry.index) }
    }

    /// Ended by no keys but `root`, which an authority is known by, and those that it brought in, as known below `limit`.
    package func suspensions(
        endedBy authority: AuthorityHistory, knownAs root: KeyThumbprint, knownBelow limit: EntryIndex
    ) -> [Suspension] {
        suspended.ended { !authority.descends($0.keyID, from: root, uncompromisedAt: $0.recorded, knownBelow: limit) }
    }

    /// The revocation that holds at `time` as known below `limit`.
    func revocation(at time: Timestamp, knownBelow limit: EntryIndex) -> Revocation? {
        revocationOnsets.first(at: time, knownBelow: limit)
    }

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        switch entry.event.body {
        case .credentialIssued(let data):
            issue = Issue(
                index: entry.index, recorded: entry.recorded, authority: data.authority, terms: data.terms,
                provenance: .issued(entry.keyID))
        case .credentialPresented(let data):
            issue = Issue(
                index: entry.index, recorded: entry.recorded, authority: data.authority, terms: data.terms,
                provenance: .presented(by: entry.source))
        case .credentialSuspended(let data): suspended.begin(by: entry, effective: data.action.effective)
        case .credentialReinstated(let data): suspended.end(by: entry, effective: data.action.effective)
        case .credentialRevoked(let data):
            let revocation = Revocation(index: entry.index, effective: data.action.effective ?? entry.recorded)
            revocations.append(revocation)
            revocationOnsets.append(revocation)
        default: break
        }
    }
}

extension CredentialHistory {
    /// The same, had it been issued and reinstated at other times. It is for being asked; no entry is applied to it.
    mutating func shift(_ shift: inout EntryShift, issuedBy authority: AuthorityHistory) {
        if var moved = issue, let kid = moved.issuingKey, let key = authority.keys[kid] {
            moved.recorded = shift.move(moved.index, moved.recorded, signedBy: key)
            issue = moved
        }
        suspended.shift(&shift, by: authority.keys)
    }
}

extension AuthorityHistory {
    /// True of a reinstatement by a key that is known, below `limit`, to have been a thief's then.
    fileprivate func isVoid(_ reinstatement: Suspension.Reinstatement, knownBelow limit: EntryIndex) -> Bool {
        compromise(of: reinstatement.keyID, at: reinstatement.recorded, knownBelow: limit) != nil
    }
}
