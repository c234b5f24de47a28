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
    public private(set) var suspensions: [Suspension] = []
    public private(set) var revocations: [Revocation] = []

    public init() {}

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
        case .credentialSuspended(let data): suspensions.begin(by: entry, effective: data.action.effective)
        case .credentialReinstated(let data): suspensions.end(by: entry, effective: data.action.effective)
        case .credentialRevoked(let data):
            revocations.append(Revocation(index: entry.index, effective: data.action.effective ?? entry.recorded))
        default: break
        }
    }
}
