import Primitives

/// What an actor is; it says which events the actor may sign.
public enum ActorKind: String, Hashable, Sendable, CaseIterable {
    case `operator`, registrar, service, authority, annotator, model, connector

    // By its place, not by its name, as Swift hashes enumerations with names: every event asks a set of these.
    public func hash(into hasher: inout Hasher) { hasher.combine(place) }

    private var place: UInt8 {
        switch self {
        case .operator: 0
        case .registrar: 1
        case .service: 2
        case .authority: 3
        case .annotator: 4
        case .model: 5
        case .connector: 6
        }
    }

    /// Kinds whose keys live in `ledger:`.
    public var isOfficer: Bool { self == .operator || self == .registrar || self == .service }
    /// Kinds that are enrolled with `annotator.enrolled`.
    public var isEnrolled: Bool { self == .annotator || self == .model || self == .connector }
}

/// Who signed an event: `<kind>:<id>`, the member `source` (protocol.md §2).
public struct Actor: Hashable, Sendable, CustomStringConvertible {
    public let kind: ActorKind
    /// As `data` holds it: NFC, not percent-encoded.
    public let id: String

    /// - Parameter id: as `data` holds it, not percent-encoded.
    public init(_ kind: ActorKind, _ id: String) {
        self.kind = kind
        self.id = id
    }

    /// Reads the encoded form; `nil` if the kind is unknown or the id is not encoded as subjects are.
    public init?(parsing text: String) {
        var text = text
        guard let actor = text.withUTF8({ Actor(parsing: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = actor
    }

    /// As `init(parsing:)`, from the text's bytes.
    init?(parsing text: UnsafeRawBufferPointer) {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":"), from: 0),
            let kind = Self.kinds[UnsafeRawBufferPointer(rebasing: text[..<colon])],
            let id = SubjectPath.decodeSegment(UnsafeRawBufferPointer(rebasing: text[(colon + 1)...]))
        else { return nil }
        self.init(kind, id)
    }

    private static let kinds = Spellings<ActorKind>()

    /// The encoded form.
    public var description: String { kind.rawValue + ":" + SubjectPath.encodeSegment(id) }

    /// The subject whose history says what this actor is entitled to.
    public var standingSubject: Subject {
        switch kind {
        case .operator, .registrar, .service: .ledger
        case .authority: Subject(.authority, encoded: SubjectPath.encodeSegment(id))
        case .annotator: Subject(.annotator, encoded: SubjectPath.encodeSegment(id))
        case .model: Subject(.model, encoded: SubjectPath.encodeSegment(id))
        case .connector: Subject(.connector, encoded: SubjectPath.encodeSegment(id))
        }
    }

    /// Whose standing `subject` is; `nil` if it is not that of somebody enrolled.
    public init?(ofStanding subject: Subject) {
        switch subject.kind {
        case .annotator: self.init(.annotator, subject.segments[0])
        case .model: self.init(.model, subject.segments[0])
        case .connector: self.init(.connector, subject.segments[0])
        default: return nil
        }
    }

    /// The subject whose history is everything this actor signed.
    public var workSubject: Subject { Subject(.work, encoded: kind.rawValue, SubjectPath.encodeSegment(id)) }
}
