public import Primitives
public import Signatures

/// Why a key stopped being good.
public enum KeyRevocationReason: String, Hashable, Sendable, CaseIterable {
    case retired, lost, compromised
}

public struct AuthorityRecognised: EventData {
    public static let type = "touchmark.authority.recognised"
    public static let signers = Set<ActorKind>.operatorOnly

    public let authority: String
    public let name: String
    public let introduction: KeyIntroduction
    public let competences: [Competence]
    public let register: JSONValue?
    public let jurisdiction: JSONValue?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        authority = try reader.id("authority")
        name = try reader.string("name")
        introduction = try KeyIntroduction(&reader)
        competences = try reader.required("competences") { (node) throws(JSONError) in
            try node.elements(Competence.init(node:))
        }
        register = try reader.open("register")
        jurisdiction = try reader.open("jurisdiction")
    }

    public var subjects: [Subject] { [.authority(authority)] }
}

public struct AuthorityKeyAdded: EventData {
    public static let type = "touchmark.authority.key-added"
    public static let signers: Set<ActorKind> = [.authority, .operator]

    public let authority: String
    public let introduction: KeyIntroduction
    public let reason: String

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        authority = try reader.id("authority")
        introduction = try KeyIntroduction(&reader)
        reason = try reader.string("reason")
    }

    public var subjects: [Subject] { [.authority(authority)] }
}

public struct AuthorityKeyRevoked: EventData {
    public static let type = "touchmark.authority.key-revoked"
    public static let signers: Set<ActorKind> = [.authority, .operator]

    public let authority: String
    public let kid: KeyThumbprint
    public let reason: KeyRevocationReason
    public let effective: Timestamp?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        authority = try reader.id("authority")
        kid = try reader.required("kid", KeyThumbprint.init(node:))
        reason = try reader.choice("reason")
        effective = try reader.optionalTime("effective")
    }

    public var subjects: [Subject] { [.authority(authority)] }
}

public struct AuthorityWithdrawn: EventData {
    public static let type = "touchmark.authority.withdrawn"
    public static let signers = Set<ActorKind>.operatorOnly

    public let authority: String
    public let reason: String
    public let effective: Timestamp?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        authority = try reader.id("authority")
        reason = try reader.string("reason")
        effective = try reader.optionalTime("effective")
    }

    public var subjects: [Subject] { [.authority(authority)] }
}
