public import Primitives
public import Signatures

/// What a ledger does with an adverse verdict, and how far a claimed time may be from the ledger's clock.
public struct LedgerPolicy: Hashable, Sendable {
    public let enforcement: Enforcement
    public let clockToleranceSeconds: Int64

    init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        enforcement = try reader.required("enforcement", EventDataReader.readChoice)
        clockToleranceSeconds = try reader.integer("clockToleranceSeconds")
        try reader.finish()
        guard clockToleranceSeconds >= 0 else {
            throw JSONError(.invalidValue, "a tolerance is not negative", path: ["clockToleranceSeconds"])
        }
    }
}

/// `refuse` turns an adverse verdict into a refusal at admission; `record` admits and shows it.
public enum Enforcement: String, Hashable, Sendable, CaseIterable {
    case refuse, record
}

public struct LedgerOpened: EventData {
    public static let type = "touchmark.ledger.opened"
    public static let signers = Set<ActorKind>.operatorOnly

    public let vkey: String
    public let operatorID: String
    public let operatorKey: PublicKey
    public let operatorProof: String
    public let operatorName: String
    public let policy: LedgerPolicy
    /// The ledger that this one goes on from (protocol.md §3, "Continuation").
    public let continues: Continuation?

    public struct Continuation: Hashable, Sendable {
        public let origin: String
        public let size: UInt64
        public let root: Digest
    }

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        vkey = try reader.string("vkey")
        (operatorID, operatorKey, operatorProof, operatorName) = try reader.required("operator", Self.readOperator)
        policy = try reader.required("policy", LedgerPolicy.init)
        continues = try reader.optional("continues", Self.readContinuation)
    }

    private static func readOperator(
        _ node: JSONNode
    ) throws(JSONError) -> (String, PublicKey, String, String) {
        var reader = try JSONObjectReader(node)
        let result = (
            try reader.required("id", EventDataReader.readID), try reader.required("jwk", PublicKey.init(jwk:)),
            try reader.string("proof"), try reader.string("name")
        )
        try reader.finish()
        return result
    }

    private static func readContinuation(_ node: JSONNode) throws(JSONError) -> Continuation {
        var reader = try JSONObjectReader(node)
        let result = Continuation(
            origin: try reader.string("origin"), size: try reader.required("size", UInt64.init(countNode:)),
            // In base64 as in a checkpoint, which it is copied from (protocol.md §1).
            root: try reader.required("root", Digest.init(base64Node:)))
        try reader.finish()
        return result
    }

    public var subjects: [Subject] { [.ledger] }
}

public struct LedgerPolicySet: EventData {
    public static let type = "touchmark.ledger.policy-set"
    public static let signers = Set<ActorKind>.operatorOnly
    public let policy: LedgerPolicy

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        policy = try reader.required("policy", LedgerPolicy.init)
    }

    public var subjects: [Subject] { [.ledger] }
}

public struct LedgerKeyAdded: EventData {
    public static let type = "touchmark.ledger.key-added"
    public static let signers = Set<ActorKind>.operatorOnly

    public enum Addition: Hashable, Sendable {
        case officer(Actor, KeyIntroduction)
        case log(vkey: String)
    }

    enum Role: String, CaseIterable {
        case `operator`, registrar, service, log

        var actorKind: ActorKind? { ActorKind(rawValue: rawValue) }
    }

    public let addition: Addition

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        let role: Role = try reader.choice("role")
        if let kind = role.actorKind {
            addition = .officer(Actor(kind, try reader.id("id")), try KeyIntroduction(&reader))
        } else {
            addition = .log(vkey: try reader.string("vkey"))
        }
    }

    public var subjects: [Subject] { [.ledger] }
}

public struct LedgerKeyRetired: EventData {
    public static let type = "touchmark.ledger.key-retired"
    public static let signers = Set<ActorKind>.operatorOnly

    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case rotated, lost, compromised
    }

    public enum RetiredKey: Hashable, Sendable {
        case officer(KeyThumbprint)
        case log(vkey: String)
    }

    public let key: RetiredKey
    public let reason: Reason
    public let effective: Timestamp?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        let kid = try reader.optional("kid", KeyThumbprint.init(node:))
        let vkey = try reader.optionalString("vkey")
        switch (kid, vkey) {
        case (let kid?, nil): key = .officer(kid)
        case (nil, let vkey?): key = .log(vkey: vkey)
        default: throw JSONError(.invalidValue, "either kid or vkey names the key", path: ["kid"])
        }
        reason = try reader.choice("reason")
        effective = try reader.optionalTime("effective")
    }

    public var subjects: [Subject] { [.ledger] }
}

public struct LedgerSealed: EventData {
    public static let type = "touchmark.ledger.sealed"
    public static let signers: Set<ActorKind> = [.service]

    public let size: UInt64
    /// Of the log at `size`.
    public let root: Digest
    /// Of the prefix tree over all subjects of entries below `size`.
    public let indexRoot: Digest
    /// How many leaves the prefix tree has.
    public let subjectCount: UInt64

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        size = try reader.count("size")
        root = try reader.required("root", Digest.init(rootNode:))
        indexRoot = try reader.required("indexRoot", Digest.init(rootNode:))
        subjectCount = try reader.count("subjects")
    }

    public var subjects: [Subject] { [.seal] }
}

extension KeyThumbprint {
    init(node: JSONNode) throws(JSONError) {
        guard let thumbprint = KeyThumbprint(try node.string()) else {
            throw JSONError(.invalidValue, "a key's RFC 7638 thumbprint is expected, 43 characters of base64url")
        }
        self = thumbprint
    }
}

extension Digest {
    /// A root hash inside an event.
    fileprivate init(rootNode node: JSONNode) throws(JSONError) {
        guard let root = Digest(base64URL: try node.string()) else {
            throw JSONError(.invalidValue, "a root hash is expected, 43 characters of base64url")
        }
        self = root
    }
}
