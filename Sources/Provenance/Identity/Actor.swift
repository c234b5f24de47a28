/// What an actor is; it says which events the actor may sign.
public enum ActorKind: String, Hashable, Sendable, CaseIterable {
    case `operator`, registrar, service, authority, annotator, model, connector

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
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            let kind = ActorKind(rawValue: String(text[..<colon])),
            let id = SubjectPath.decodeSegment(text[text.utf8.index(after: colon)...])
        else { return nil }
        self.init(kind, id)
    }

    /// The encoded form.
    public var description: String { kind.rawValue + ":" + SubjectPath.encodeSegment(id) }

    /// The subject whose history says what this actor is entitled to.
    public var standingSubject: Subject {
        switch kind {
        case .operator, .registrar, .service: .ledger
        case .authority: Subject(.authority, [id])
        case .annotator: Subject(.annotator, [id])
        case .model: Subject(.model, [id])
        case .connector: Subject(.connector, [id])
        }
    }

    /// The subject whose history is everything this actor signed.
    public var workSubject: Subject { Subject(.work, [kind.rawValue, id]) }
}
