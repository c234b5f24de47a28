public import Primitives

/// The public keys that an issuer publishes, as a JWK Set (RFC 7517 §5) holds them.
public struct IssuerKeySet: Hashable, Sendable {
    public let keys: [IssuerKey]
    /// Why the others of the set are not used, each with its place. Issuers publish keys for other purposes beside them.
    public let unusable: [JSONError]

    public static let maximumCount = 64

    /// Reads `{"keys": [...]}`.
    ///
    /// - Throws: `JSONError` if it is no JWK Set, and if one of its keys is secret.
    public init(jwks node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        var keys: [IssuerKey] = []
        var unusable: [JSONError] = []
        let list = try reader.required("keys")
        guard list.count <= Self.maximumCount else {
            throw JSONError(.tooLarge, "there are more than \(Self.maximumCount) keys", path: ["keys"])
        }
        do throws(JSONError) {
            try list.forEachElement { (place, node) throws(JSONError) in
                do throws(JSONError) {
                    keys.append(try IssuerKey(jwk: node))
                } catch {
                    // A secret that was published is not to be copied into a log.
                    if try Self.isSecret(node) { throw error }
                    unusable.append(error.inside(String(place)).inside("keys"))
                }
            }
        } catch {
            throw error.inside("keys")
        }
        self.keys = keys
        self.unusable = unusable
    }

    /// `init(jwks:)`, of a value.
    public init(jwks value: JSONValue) throws(JSONError) {
        self = try JSONNode.read(value.canonicalBytes) { (node) throws(JSONError) in try IssuerKeySet(jwks: node) }
    }

    public var json: JSONValue { ["keys": .array(keys.map(\.jwk))] }

    private static func isSecret(_ node: JSONNode) throws(JSONError) -> Bool {
        guard node.kind == .object else { return false }
        var reader = try JSONObjectReader(node)
        return IssuerKey.holdsSecret(&reader)
    }
}
