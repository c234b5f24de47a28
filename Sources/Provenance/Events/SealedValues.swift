import Primitives

/// A member that its event may keep out of the log (protocol.md §2, "Sealed values").
public enum Sealable<Value: Hashable & Sendable>: Hashable, Sendable {
    case clear(Value)
    /// Not in clear, in an object that seals something: it may be behind one of the digests.
    case withheld
    case absent
}

/// An object inside `data` that holds `_sd`: which digests stand there and which members they may be.
public struct SealedObject: Hashable, Sendable {
    /// From `data` down; empty for `data` itself.
    public let path: [String]
    /// base64url SHA-256 digests; decoys are among them and look the same.
    public let digests: [String]
    /// Members that may be sealed here and do not stand in clear.
    public let candidates: [String]

    /// True if more is sealed than there are members for: then of one member two values may be sealed, and who holds them shows
    /// this one here and that one there. Where no member is left nothing can be shown.
    public var isAmbiguous: Bool { !candidates.isEmpty && digests.count > candidates.count }
}

/// Reads the members of `data`, or of an object in it, knowing which of them may be sealed.
public struct EventDataReader {
    private var members: JSONObjectReader
    private let path: [String]
    private let digests: [String]?
    private var candidates: [String] = []
    /// True if the vocabulary lets some member of this object be sealed, also where that member stands in clear.
    private var maySeal = false
    /// Sealed objects found so far, here and below.
    private(set) var sealed: [SealedObject] = []

    init(_ node: JSONNode, path: [String] = []) throws(JSONError) {
        members = try JSONObjectReader(node)
        self.path = path
        digests = try members.optional("_sd") { (node) throws(JSONError) in
            try node.elements { (element) throws(JSONError) in
                let text = try element.string()
                guard Digest(base64URL: text) != nil else {
                    throw JSONError(.invalidValue, "a base64url SHA-256 digest is expected")
                }
                return text
            }
        }
    }

    var sealsSomething: Bool { digests?.isEmpty == false }

    mutating func required<T>(
        _ name: StaticString, _ read: (JSONNode) throws(JSONError) -> T
    ) throws(JSONError) -> T { try members.required(name, read) }

    mutating func optional<T>(
        _ name: StaticString, _ read: (JSONNode) throws(JSONError) -> T
    ) throws(JSONError) -> T? { try members.optional(name, read) }

    /// A member that may be sealed or left out.
    mutating func sealable<T>(
        _ name: StaticString, _ read: (JSONNode) throws(JSONError) -> T
    ) throws(JSONError) -> Sealable<T> {
        maySeal = true
        if let value = try members.optional(name, read) { return .clear(value) }
        // Most events seal nothing: then nobody asks what could be sealed.
        guard digests != nil else { return .absent }
        candidates.append("\(name)")
        return sealsSomething ? .withheld : .absent
    }

    /// A member that must be there; sealed counts as there.
    mutating func requiredSealable<T>(
        _ name: StaticString, _ read: (JSONNode) throws(JSONError) -> T
    ) throws(JSONError) -> Sealable<T> {
        let value = try sealable(name, read)
        guard value != .absent else { throw JSONError(.missingMember, "missing; give it or seal it", path: ["\(name)"]) }
        return value
    }

    /// The value of a label: an object with `kind`, of which only `text` may be sealed.
    mutating func labelValue(_ name: StaticString) throws(JSONError) -> LabelValue {
        guard let value = try optionalLabelValue(name) else {
            throw JSONError(.missingMember, "missing", path: ["\(name)"])
        }
        return value
    }

    mutating func optionalLabelValue(_ name: StaticString) throws(JSONError) -> LabelValue? {
        var inner: SealedObject?
        let outer = path
        let value = try members.optional(name) { (node) throws(JSONError) in
            let (value, sealed) = try LabelValue.read(node, path: outer + ["\(name)"])
            inner = sealed
            return value
        }
        if let inner { sealed.append(inner) }
        return value
    }

    /// As `labelValue`, for a value that may also be sealed as a whole.
    mutating func sealableLabelValue(_ name: StaticString) throws(JSONError) -> Sealable<LabelValue> {
        maySeal = true
        if let value = try optionalLabelValue(name) { return .clear(value) }
        candidates.append("\(name)")
        guard sealsSomething else { throw JSONError(.missingMember, "missing; give it or seal it", path: ["\(name)"]) }
        return .withheld
    }

    /// Refuses members that nobody asked for, and `_sd` where nothing may be sealed.
    mutating func finish() throws(JSONError) {
        try members.finish()
        guard let digests else { return }
        guard maySeal else {
            throw JSONError(.invalidValue, "nothing in this object may be sealed", path: ["_sd"])
        }
        sealed.append(SealedObject(path: path, digests: digests, candidates: candidates))
    }
}

extension EventDataReader {
    mutating func string(_ name: StaticString) throws(JSONError) -> String {
        try required(name) { (node) throws(JSONError) in try node.string() }
    }
    mutating func optionalString(_ name: StaticString) throws(JSONError) -> String? {
        try optional(name) { (node) throws(JSONError) in try node.string() }
    }
    mutating func sealableString(_ name: StaticString) throws(JSONError) -> Sealable<String> {
        try sealable(name) { (node) throws(JSONError) in try node.string() }
    }
    /// An id: it becomes a segment of a subject.
    mutating func id(_ name: StaticString) throws(JSONError) -> String { try required(name, Self.readID) }
    mutating func optionalID(_ name: StaticString) throws(JSONError) -> String? { try optional(name, Self.readID) }

    static func readID(_ node: JSONNode) throws(JSONError) -> String {
        let id = try node.string()
        guard Identifier.isWellFormed(id) else {
            throw JSONError(.invalidValue, "an id is not empty, not . or .., and in Unicode form NFC")
        }
        return id
    }

    mutating func ids(_ name: StaticString) throws(JSONError) -> [String] {
        try required(name) { (node) throws(JSONError) in try node.elements(Self.readID) }
    }
    mutating func strings(_ name: StaticString) throws(JSONError) -> [String]? {
        try optional(name) { (node) throws(JSONError) in
            try node.elements { (element) throws(JSONError) in try element.string() }
        }
    }
    mutating func count(_ name: StaticString) throws(JSONError) -> UInt64 {
        try required(name, UInt64.init(countNode:))
    }
    mutating func optionalCount(_ name: StaticString) throws(JSONError) -> UInt64? {
        try optional(name, UInt64.init(countNode:))
    }

    mutating func number(_ name: StaticString) throws(JSONError) -> Double {
        try required(name) { (node) throws(JSONError) in try node.number() }
    }
    mutating func time(_ name: StaticString) throws(JSONError) -> Timestamp { try required(name, Self.readTime) }
    mutating func optionalTime(_ name: StaticString) throws(JSONError) -> Timestamp? { try optional(name, Self.readTime) }

    static func readTime(_ node: JSONNode) throws(JSONError) -> Timestamp {
        guard let time = try node.withString({ Timestamp($0) }) else {
            throw JSONError(.invalidValue, "a time YYYY-MM-DDTHH:MM:SS[.d]Z is expected")
        }
        return time
    }

    mutating func digest(_ name: StaticString) throws(JSONError) -> Digest {
        try required(name, Digest.init(contentDigestNode:))
    }
    mutating func optionalDigest(_ name: StaticString) throws(JSONError) -> Digest? {
        try optional(name, Digest.init(contentDigestNode:))
    }
    mutating func reference(_ name: StaticString) throws(JSONError) -> EventReference {
        try required(name, EventReference.init)
    }
    mutating func optionalReference(_ name: StaticString) throws(JSONError) -> EventReference? {
        try optional(name, EventReference.init)
    }
    mutating func choice<T: RawRepresentable & CaseIterable & SendableMetatype>(_ name: StaticString) throws(JSONError) -> T
    where T.RawValue == String {
        try required(name, Self.readChoice)
    }
    mutating func optionalChoice<T: RawRepresentable & CaseIterable & SendableMetatype>(_ name: StaticString) throws(JSONError)
        -> T?
    where T.RawValue == String {
        try optional(name, Self.readChoice)
    }

    static func readChoice<T: RawRepresentable & CaseIterable & SendableMetatype>(_ node: JSONNode) throws(JSONError) -> T
    where T.RawValue == String {
        guard let value = T(rawValue: try node.string()) else {
            let allowed = T.allCases.map(\.rawValue).joined(separator: ", ")
            throw JSONError(.invalidValue, "one of \(allowed) is expected")
        }
        return value
    }

    /// A value whose shape the vocabulary leaves open. Sealing is not possible inside.
    mutating func open(_ name: StaticString) throws(JSONError) -> JSONValue? { try optional(name, Self.readOpen) }
    mutating func requiredOpen(_ name: StaticString) throws(JSONError) -> JSONValue { try required(name, Self.readOpen) }

    /// As `readOpen`, of an object that has no other members than these.
    static func readOpen(
        _ node: JSONNode, members names: [StaticString]
    ) throws(JSONError) -> JSONValue {
        var members = try JSONObjectReader(node)
        for name in names { _ = members.optional(name) }
        try members.finish()
        return try readOpen(node)
    }

    static func readOpen(_ node: JSONNode) throws(JSONError) -> JSONValue {
        let value = try node.value()
        guard !value.holdsSealingMember else {
            throw JSONError(.invalidValue, "nothing in here may be sealed (_sd, ...)")
        }
        return value
    }
}

extension JSONValue {
    /// True if an object in here has a member by which SD-JWT would hide something (RFC 9901 §4).
    var holdsSealingMember: Bool {
        switch self {
        case .array(let elements): elements.contains(where: \.holdsSealingMember)
        case .object(let object):
            object.members.contains { $0.name == "_sd" || $0.name == "..." || $0.value.holdsSealingMember }
        default: false
        }
    }
}
