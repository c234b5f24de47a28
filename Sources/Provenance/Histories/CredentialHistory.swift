public import Primitives
public import Signatures

/// `credential:<authority>/<id>`: issue or presentation, suspension, revocation.
public struct CredentialHistory: HistoryFold {
    public struct Issue: Hashable, Sendable {
        public let index: EntryIndex
        public let recorded: Timestamp
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

        public var isPresented: Bool { if case .presented = provenance { true } else { false } }
        /// The authority's key that signed it; `nil` for a presented one.
        public var issuingKey: KeyThumbprint? { if case .issued(let key) = provenance { key } else { nil } }
        /// True if nobody but the person herself says that she holds it.
        public var isPresentedByHolder: Bool { provenance == .presented(by: Actor(.annotator, terms.annotator)) }
    }

    public struct Revocation: Hashable, Sendable {
        public let index: EntryIndex
        public let effective: Timestamp
    }

    public private(set) var issue: Issue?
    private var suspended = Suspensions()
    public private(set) var revocations: [Revocation] = []

    public init() {}

    /// As its authority and the operator said, whoever had their keys.
    var suspensionsAsSaid: [Suspension] { suspended.ended() }
    /// All moments at which a suspension may begin or end.
    var suspensionMoments: [Timestamp] { suspended.moments }

    /// Without the reinstatements by keys of the authority that are known, below `limit`, to have been compromised then: they
    /// end nothing, and the next one does.
    public func suspensions(issuedBy authority: AuthorityHistory, knownBelow limit: EntryIndex) -> [Suspension] {
        suspended.ended { authority.compromise(of: $0.keyID, at: $0.recorded, knownBelow: limit) != nil }
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
            revocations.append(Revocation(index: entry.index, effective: data.action.effective ?? entry.recorded))
        default: break
        }
    }
}
