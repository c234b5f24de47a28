public import Primitives

/// One sealed value and its salt (RFC 9901 §4.2.1), as it travels beside the event that seals it.
public struct Disclosure: Hashable, Sendable {
    /// base64url of the JSON array `[salt, name, value]`.
    public let encoded: String
    public let name: String
    public let value: JSONValue

    /// A salt has at least this many bytes (protocol.md §2).
    public static let leastSaltByteCount = 16

    /// - Throws: `TokenError` with code `base64` or `disclosure`.
    public init(parsing encoded: String) throws(TokenError) {
        guard let json = Base64.decodeURL(encoded) else {
            throw TokenError(.base64, "a disclosure is not base64url without padding, in its one spelling")
        }
        let parts: [JSONValue]
        do throws(JSONError) {
            parts = try JSONNode.read(json) { (node) throws(JSONError) in
                try node.elements { (node) throws(JSONError) in try node.value() }
            }
        } catch {
            throw TokenError(.disclosure, "a disclosure is not an array of strict JSON: \(error)")
        }
        guard parts.count == 3, let salt = parts[0].string, let name = parts[1].string else {
            throw TokenError(.disclosure, "a disclosure is [salt, name, value]; array elements cannot be sealed")
        }
        guard let saltBytes = Base64.decodeURL(salt), saltBytes.count >= Self.leastSaltByteCount else {
            throw TokenError(.disclosure, "a disclosure's salt is at least 16 bytes in base64url")
        }
        guard !Self.isReserved(name), !Self.holdsReservedName(parts[2]) else {
            throw TokenError(.disclosure, "a disclosure has no member \"_sd\" or \"...\": sealed values do not nest")
        }
        self.init(encoded: encoded, name: name, value: parts[2])
    }

    private init(encoded: String, name: String, value: JSONValue) {
        self.encoded = encoded
        self.name = name
        self.value = value
    }

    /// Seals `value` under a fresh salt of 16 random bytes. `name` and the members of `value` must not be `_sd` or `...`,
    /// which parsing refuses.
    public static func make(name: String, value: JSONValue) -> Disclosure {
        make(name: name, value: value, salt: Sodium.randomBytes(leastSaltByteCount))
    }

    static func make(name: String, value: JSONValue, salt: [UInt8]) -> Disclosure {
        let array = JSONValue.array([.string(Base64.encodeURL(salt)), .string(name), value])
        return Disclosure(encoded: Base64.encodeURL(array.canonicalBytes), name: name, value: value)
    }

    /// What stands in `_sd` for it: base64url of the SHA-256 of `encoded`, 43 characters.
    public var digest: String { Digest(hashing: encoded).base64URL }

    /// Everything follows from the encoded form.
    public static func == (a: Disclosure, b: Disclosure) -> Bool { a.encoded == b.encoded }
    public func hash(into hasher: inout Hasher) { hasher.combine(encoded) }

    private static func isReserved(_ name: String) -> Bool { name == "_sd" || name == "..." }

    private static func holdsReservedName(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let elements): elements.contains { holdsReservedName($0) }
        case .object(let object): object.members.contains { isReserved($0.name) || holdsReservedName($0.value) }
        default: false
        }
    }
}

extension Disclosure: CustomStringConvertible, CustomReflectable {
    /// The digest; what is sealed is shown only to those who ask for it by name.
    public var description: String { "disclosure \(digest)" }
    public var customMirror: Mirror { Mirror(self, children: ["digest": digest]) }
}
