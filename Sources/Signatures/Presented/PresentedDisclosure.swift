import Primitives

/// A disclosure of somebody else's SD-JWT (RFC 9901 §4.2). Events have stricter ones, `Disclosure`: there, sealed values do
/// not nest and array elements cannot be sealed; issuers do both.
struct PresentedDisclosure: Sendable {
    /// base64url of the SHA-256 of the disclosure as it travels.
    let digest: String
    /// `nil` for an element of an array.
    let name: String?
    let value: JSONValue

    /// - Throws: `TokenError` with code `base64` or `disclosure`.
    init(parsing encoded: String) throws(TokenError) {
        guard let bytes = Base64.decodeURL(encoded) else {
            throw TokenError(.base64, "a disclosure is not base64url without padding, in its one spelling")
        }
        let parts: [JSONValue]
        do throws(JSONError) {
            guard case .array(let elements) = try JSONValue(parsing: bytes) else {
                throw JSONError(.wrongType, "an array is expected")
            }
            parts = elements
        } catch {
            throw TokenError(.disclosure, "a disclosure is not an array of strict JSON: \(error)")
        }
        guard (2...3).contains(parts.count), parts[0].string != nil, let value = parts.last else {
            throw TokenError(.disclosure, "a disclosure is [salt, name, value], or [salt, value] for an element of an array")
        }
        if parts.count == 3 {
            guard let name = parts[1].string, name != "_sd", name != "..." else {
                throw TokenError(.disclosure, "a disclosure's name is a string, and neither \"_sd\" nor \"...\"")
            }
            self.name = name
        } else {
            name = nil
        }
        self.value = value
        digest = Digest(hashing: encoded).base64URL
    }
}
