public import Primitives
public import Signatures

/// `annotator:<id>`, `model:<id>`, `connector:<id>`: enrolment, keys, suspensions, and which credentials were issued.
public struct StandingHistory: HistoryFold {
    public struct Enrolment: Hashable, Sendable {
        public let index: EntryIndex
        public let custody: Custody
    }

    public private(set) var enrolment: Enrolment?
    public private(set) var keys: [KeyThumbprint: KeyHistory] = [:]
    private var suspended = Suspensions()
    /// `credential:` subjects in the order of their issue.
    public private(set) var credentials: [Subject] = []

    /// True of somebody of the crowd: no credential was issued to or presented for her, as far as this history goes.
    public var isOfCrowd: Bool { credentials.isEmpty }

    public init() {}

    /// Officers suspend and reinstate people, and what an officer's key has signed is not void later.
    public var suspensions: [Suspension] { suspended.ended() }
    /// All moments at which a suspension may begin or end.
    var suspensionMoments: [Timestamp] { suspended.moments }

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        switch entry.event.body {
        case .annotatorEnrolled(let data):
            enrolment = Enrolment(index: entry.index, custody: data.custody)
            keys.introduce(data.introduction.key, by: entry)
        case .annotatorKeyRotated(let data):
            keys.introduce(data.introduction.key, by: entry, rotatedFrom: entry.keyID)
        case .annotatorKeyRevoked(let data): keys.end(data.kid, by: entry, data.reason, data.effective)
        case .annotatorSuspended: suspended.begin(by: entry, effective: nil)
        case .annotatorReinstated: suspended.end(by: entry, effective: nil)
        case .credentialIssued, .credentialPresented: credentials.append(entry.event.subject)
        default: break
        }
    }
}
