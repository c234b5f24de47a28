public import Primitives
public import Signatures

/// Who holds an annotator's private key.
public enum Custody: String, Hashable, Sendable, CaseIterable {
    case holder, connector
}

extension EventDataReader {
    /// `kind` and `id` of somebody enrolled.
    fileprivate mutating func enrolled() throws(JSONError) -> Actor {
        let kind: EnrolledKind = try choice("kind")
        return Actor(kind.actorKind, try id("id"))
    }
}

private enum EnrolledKind: String, CaseIterable {
    case annotator, model, connector

    var actorKind: ActorKind {
        switch self {
        case .annotator: .annotator
        case .model: .model
        case .connector: .connector
        }
    }
}

public struct AnnotatorEnrolled: EventData {
    public static let type = "touchmark.annotator.enrolled"
    public static let signers = Set<ActorKind>.officers

    public let actor: Actor
    public let introduction: KeyIntroduction
    public let custody: Custody
    /// For a model, and for nobody else.
    public let model: Model?
    public let name: Sealable<String>
    public let contact: Sealable<String>
    public let employer: Sealable<String>
    public let group: Sealable<String>
    public let languages: [String]

    public struct Model: Hashable, Sendable {
        public let model: String
        public let version: String
        public let digest: Digest
    }

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        actor = try reader.enrolled()
        introduction = try KeyIntroduction(&reader)
        custody = try reader.choice("custody")
        if actor.kind == .model {
            model = Model(
                model: try reader.id("model"), version: try reader.id("version"), digest: try reader.digest("digest"))
        } else {
            model = nil
        }
        name = try reader.sealableString("name")
        contact = try reader.sealableString("contact")
        employer = try reader.sealableString("employer")
        group = try reader.sealableString("group")
        languages = try reader.strings("languages") ?? []
    }

    public var subjects: [Subject] { [actor.standingSubject] }
}

public struct AnnotatorKeyRotated: EventData {
    public static let type = "touchmark.annotator.key-rotated"
    public static let signers: Set<ActorKind> = [.annotator, .model, .connector]

    public let actor: Actor
    public let introduction: KeyIntroduction
    public let reason: String

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        actor = try reader.enrolled()
        introduction = try KeyIntroduction(&reader)
        reason = try reader.string("reason")
    }

    public var subjects: [Subject] { [actor.standingSubject] }
}

public struct AnnotatorKeyRevoked: EventData {
    public static let type = "touchmark.annotator.key-revoked"
    public static let signers: Set<ActorKind> = [.operator, .registrar, .annotator, .model, .connector]

    public let actor: Actor
    public let kid: KeyThumbprint
    public let reason: KeyRevocationReason
    public let effective: Timestamp?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        actor = try reader.enrolled()
        kid = try reader.required("kid", KeyThumbprint.init(node:))
        reason = try reader.choice("reason")
        effective = try reader.optionalTime("effective")
    }

    public var subjects: [Subject] { [actor.standingSubject] }
}

public struct AnnotatorSuspended: EventData {
    public static let type = "touchmark.annotator.suspended"
    public static let signers = Set<ActorKind>.officers

    public let actor: Actor
    public let reason: Sealable<String>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        actor = try reader.enrolled()
        reason = try reader.requiredSealable("reason") { (node) throws(JSONError) in try node.string() }
    }

    public var subjects: [Subject] { [actor.standingSubject] }
}

public struct AnnotatorReinstated: EventData {
    public static let type = "touchmark.annotator.reinstated"
    public static let signers = Set<ActorKind>.officers

    public let actor: Actor
    public let reason: Sealable<String>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        actor = try reader.enrolled()
        reason = try reader.requiredSealable("reason") { (node) throws(JSONError) in try node.string() }
    }

    public var subjects: [Subject] { [actor.standingSubject] }
}

public struct TrainingCompleted: EventData {
    public static let type = "touchmark.training.completed"
    public static let signers: Set<ActorKind> = [.operator, .registrar, .authority]

    public let annotator: String
    public let course: String
    public let version: String
    public let score: Double
    public let passMark: Double

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        annotator = try reader.id("annotator")
        course = try reader.string("course")
        version = try reader.string("version")
        score = try reader.number("score")
        passMark = try reader.number("passMark")
    }

    public var subjects: [Subject] { [Actor(.annotator, annotator).standingSubject] }
}
