import Primitives

/// A JSON Web Token in compact form (RFC 7519, RFC 7515 §3.1) of which nothing has been checked but its form.
struct UncheckedJSONWebToken {
    let header: JSONValue
    let claims: JSONValue
    let signature: [UInt8]
    /// What the signature is over.
    let signed: [UInt8]

    /// `nil` if it is none: not three parts in base64url, of which the first two are objects in strict JSON.
    init?(parsing text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Base64.decodeURL(String(parts[2]))
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    private static func object(_ part: Substring) -> JSONValue? {
        // What does not parse is no token of this kind; there is nothing more to say of it.
        guard let bytes = Base64.decodeURL(String(part)), let value = try? JSONValue(parsing: bytes), value.object != nil else {
            return nil
        }
        return value
    }
}
