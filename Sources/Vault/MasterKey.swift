package import Primitives

/// The key under which a vault's keys are kept, in a file of its own: a JWK of type `oct` (RFC 7518 §6.4).
package struct MasterKey: Sendable {
    private let key: VaultKey

    /// A new one.
    package init() { key = .random() }

    /// - Returns: `nil` if it is no JWK of type `oct` with 32 bytes.
    package init?(jwk: JSONValue) {
        guard jwk["kty"]?.string == "oct", let text = jwk["k"]?.string, let bytes = Base64.decodeURL(text),
            let key = VaultKey(bytes: bytes)
        else { return nil }
        self.key = key
    }

    /// The JWK, with the secret in it.
    package var jwk: JSONValue { ["k": .string(Base64.encodeURL(key.exposedBytes)), "kty": "oct"] }

    /// - Parameter place: where the key stands; it unwraps there alone.
    package func wrap(_ key: VaultKey, at place: String) -> [UInt8] {
        self.key.seal(key.exposedBytes, binding: Array(place.utf8))
    }

    /// `nil` if it was not wrapped under this key at this place.
    package func unwrap(_ wrapped: [UInt8], at place: String) -> VaultKey? {
        key.open(wrapped, binding: Array(place.utf8)).flatMap { VaultKey(bytes: $0) }
    }
}
