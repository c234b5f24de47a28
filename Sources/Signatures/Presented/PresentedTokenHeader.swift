import Primitives

/// What the header of a presented token says. Nothing in it is a source of trust: keys and certificates that a token brings
/// along are its own word for itself.
struct PresentedTokenHeader: Sendable {
    let algorithm: String
    let type: String?
    let keyName: String?
    /// True if the token asks for extensions to be understood (RFC 7515 §4.1.11).
    let isCritical: Bool
    let embeddedKey: EmbeddedKey?

    enum EmbeddedKey: Sendable {
        case key(KeyThumbprint)
        /// One that could not be a key of any authority here.
        case unreadable
    }

    /// - Throws: `TokenError` with code `headerJSON` or `headerMember`.
    init(parsing json: [UInt8]) throws(TokenError) {
        let object: JSONObject
        do throws(JSONError) {
            guard case .object(let members) = try JSONValue(parsing: json) else {
                throw JSONError(.wrongType, "an object is expected")
            }
            object = members
        } catch {
            throw TokenError(.headerJSON, "the header is not an object of strict JSON: \(error)")
        }
        guard let algorithm = object["alg"]?.string else {
            throw TokenError(.headerMember, "the header names no algorithm (alg)")
        }
        self.algorithm = algorithm
        type = try Self.text("typ", object)
        keyName = try Self.text("kid", object)
        isCritical = object["crit"] != nil || object["b64"] != nil
        embeddedKey = object["jwk"].map { jwk in
            // Only its name is wanted: whether it is one of the authority's.
            if let key = try? IssuerKey(jwk: jwk) { .key(key.thumbprint) } else { .unreadable }
        }
    }

    private static func text(_ name: String, _ object: JSONObject) throws(TokenError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw TokenError(.headerMember, "the header's \(name) is not a string") }
        return text
    }
}
