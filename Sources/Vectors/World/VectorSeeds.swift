import Primitives
import Signatures

/// Everything that would be random elsewhere. These keys are public: they sign nothing but vectors.
enum VectorSeeds {
    static let origin = "vectors.example/ledger"

    /// The key whose seed is SHA-256 of a name.
    static func key(_ name: String) -> PrivateKey {
        guard let key = PrivateKey(seed: Digest(hashing: "touchmark vectors: \(name)").bytes) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return key
    }

    /// `[salt, name, value]`, the salt being half of SHA-256 of a name.
    static func disclosure(_ name: String, _ value: JSONValue, salt: String) -> String {
        let salt = Base64.encodeURL(Array(Digest(hashing: "touchmark vectors: salt \(salt)").bytes.prefix(16)))
        return Base64.encodeURL(JSONValue.array([.string(salt), .string(name), value]).canonicalBytes)
    }

    static func digest(of disclosure: String) -> String { Digest(hashing: disclosure).base64URL }
}
