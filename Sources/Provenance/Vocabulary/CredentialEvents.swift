public import Primitives
public import Signatures

/// What a credential certifies, of whom, and for how long.
public struct CredentialTerms: Hashable, Sendable {
    public let credential: String
    public let annotator: String
    /// The annotator's key that it is bound to.
    public let kid: KeyThumbprint
    public let competence: Competence
    public let validFrom: Timestamp
    /// The first moment at which it no longer holds.
    public let validUntil: Timestamp
    public let level: JSONValue?
    public let jurisdiction: JSONValue?
    public let languages: [String]
    public let modalities: [String]
    public let licence: Sealable<String>
    /// Digest of the documents seen.
    public let evidence: Digest?

    init(_ reader: inout EventDataReader) throws(JSONError) {
        credential = try reader.id("credential")
        annotator = try reader.id("annotator")
        kid = try reader.required("kid", KeyThumbprint.init(node:))
        competence = try reader.required("competence", Competence.init(node:))
        validFrom = try reader.time("validFrom")
        validUntil = try reader.time("validUntil")
        level = try reader.open("level")
        jurisdiction = try reader.open("jurisdiction")
        languages = try reader.strings("languages") ?? []
        modalities = try reader.strings("modalities") ?? []
        licence = try reader.sealableString("licence")
        evidence = try reader.optional("evidence") { (node) throws(JSONError) in
            var evidence = try JSONObjectReader(node)
            let digest = try evidence.required("digest", Digest.init(contentDigestNode:))
            try evidence.finish()
            return digest
        }
        guard validFrom < validUntil else {
            throw JSONError(.invalidValue, "a credential ends after it begins", path: ["validUntil"])
        }
    }

    var annotatorSubject: Subject { Actor(.annotator, annotator).standingSubject }
}

public struct CredentialIssued: EventData {
    public static let type = "touchmark.credential.issued"
    public static let signers: Set<ActorKind> = [.authority]

    /// The signer.
    public let authority: String
    public let terms: CredentialTerms

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        authority = source.id
        terms = try CredentialTerms(&reader)
    }

    public var subjects: [Subject] { [.credential(authority, terms.credential), terms.annotatorSubject] }
}

public struct CredentialPresented: EventData {
    public static let type = "touchmark.credential.presented"
    public static let signers: Set<ActorKind> = [.registrar, .annotator]

    public enum Format: String, Hashable, Sendable, CaseIterable {
        case sdJWTVC = "sd-jwt-vc"
        case vcJWT = "vc-jwt"
        case openBadge = "open-badge"
    }

    public let authority: String
    public let terms: CredentialTerms
    public let format: Format
    public let tokenDigest: Digest
    public let algorithm: String
    public let statusChecked: JSONValue
    public let checkedBy: String
    public let token: Sealable<String>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        authority = try reader.id("authority")
        terms = try CredentialTerms(&reader)
        format = try reader.choice("format")
        tokenDigest = try reader.digest("tokenDigest")
        algorithm = try reader.string("algorithm")
        statusChecked = try reader.requiredOpen("statusChecked")
        checkedBy = try reader.string("checkedBy")
        token = try reader.sealableString("token")
    }

    public var subjects: [Subject] { [.credential(authority, terms.credential), terms.annotatorSubject] }
}

/// Which credential an event is about, why, and from when.
public struct CredentialAction: Hashable, Sendable {
    public let authority: String
    public let credential: String
    public let annotator: String
    public let reason: String
    public let effective: Timestamp?

    init(_ reader: inout EventDataReader) throws(JSONError) {
        authority = try reader.id("authority")
        credential = try reader.id("credential")
        annotator = try reader.id("annotator")
        reason = try reader.string("reason")
        effective = try reader.optionalTime("effective")
    }

    var subjects: [Subject] { [.credential(authority, credential), Actor(.annotator, annotator).standingSubject] }
}

public struct CredentialSuspended: EventData {
    public static let type = "touchmark.credential.suspended"
    public static let signers: Set<ActorKind> = [.authority, .operator]
    public let action: CredentialAction

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        action = try CredentialAction(&reader)
    }
    public var subjects: [Subject] { action.subjects }
}

public struct CredentialReinstated: EventData {
    public static let type = "touchmark.credential.reinstated"
    public static let signers: Set<ActorKind> = [.authority, .operator]
    public let action: CredentialAction

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        action = try CredentialAction(&reader)
    }
    public var subjects: [Subject] { action.subjects }
}

public struct CredentialRevoked: EventData {
    public static let type = "touchmark.credential.revoked"
    public static let signers: Set<ActorKind> = [.authority, .operator]
    public let action: CredentialAction

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        action = try CredentialAction(&reader)
    }
    public var subjects: [Subject] { action.subjects }
}
