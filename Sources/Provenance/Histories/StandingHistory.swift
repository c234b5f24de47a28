public import Primitives
import Signatures

/// `annotator:<id>`, `model:<id>`, `connector:<id>`: enrolment, keys, suspensions, and which credentials were issued.
public struct StandingHistory: HistoryFold {
    /// The entry that enrolled somebody, and who holds her keys.
    public struct Enrolment: Hashable, Sendable {
        public let index: EntryIndex
        public let custody: Custody
    }

    public private(set) var enrolment: Enrolment?
    public private(set) var keys = KeyRing()
    private var suspended = Suspensions()
    /// `credential:` subjects in the order of their issue.
    public private(set) var credentials: [Subject] = []
    /// How many entries a verdict on what this actor signs may have to look at: suspensions and credentials, and their ends.
    public private(set) var examinationCount = 0

    /// True of somebody of the crowd: no credential was issued to or presented for her, as far as this history goes.
    public var isOfCrowd: Bool { credentials.isEmpty }

    public init() {}

    /// Officers suspend and reinstate people, and what an officer's key has signed is not void later.
    public var suspensions: [Suspension] { suspended.ended() }
    /// Ended by none but the reinstatements below `place`.
    func suspensions(endedBelow place: EntryIndex) -> [Suspension] { suspended.ended(below: place) }
    /// True if an officer has an open suspension that the reinstatement `entry` ends.
    func isSuspended(for entry: LoggedEvent) -> Bool { suspended.isOpen(by: entry.source, at: entry.recorded) }
    /// All moments at which a suspension may begin or end.
    var suspensionMoments: [Timestamp] { suspended.moments }

    /// The same, had the keys been brought in at other times. It is for being asked; no entry is applied to it.
    mutating func shift(_ shift: inout EntryShift) { keys.shift(&shift) }

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        if entry.event.body.isExamined { examinationCount += 1 }
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

extension EventBody {
    /// True of what says that somebody, or a credential of hers, was in good standing or not.
    fileprivate var isExamined: Bool {
        switch self {
        case .annotatorSuspended, .annotatorReinstated, .credentialIssued, .credentialPresented, .credentialSuspended,
            .credentialReinstated, .credentialRevoked:
            true
        default: false
        }
    }
}
