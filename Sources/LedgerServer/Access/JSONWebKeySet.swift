import JWTKit
import Primitives

/// An issuer's public keys (RFC 7517 §5), made ready for each algorithm that each of them may be used with.
struct JSONWebKeySet: Sendable {
    static let byteLimit = 1 << 20
    private static let keyLimit = 100

    /// By key id, then by algorithm. A key is asked for with an algorithm that it was made ready for, and with no other: what a
    /// token says of its algorithm never decides how a key is used.
    private let keys: [String?: [String: any JWTAlgorithm]]

    /// - Throws: `ServiceFileError` if it is no key set, holds a secret, or no key that can be used.
    init(parsing bytes: [UInt8], from path: String) async throws {
        func damaged(_ what: String) -> ServiceFileError {
            ServiceFileError(.damaged, "\(path) \(what). Put the issuer's public JSON Web Key Set there.")
        }
        let set: JSONValue
        do { set = try JSONValue(parsing: bytes) } catch { throw damaged("is no JSON: \(error)") }
        guard let list = set["keys"]?.array, list.count <= Self.keyLimit else {
            throw damaged("is no key set of at most \(Self.keyLimit) keys")
        }
        var keys: [String?: [String: any JWTAlgorithm]] = [:]
        for jwk in list {
            guard jwk["kty"]?.string != "oct", jwk["d"] == nil, jwk["k"] == nil else { throw damaged("holds a secret key") }
            let algorithms = Self.algorithms(for: jwk)
            guard !algorithms.isEmpty else { continue }
            let id = jwk["kid"]?.string
            guard keys[id] == nil else { throw damaged("holds two keys of the same id") }
            do { keys[id] = try await Self.ready(jwk, for: algorithms) } catch {
                throw damaged("holds a key that is none, or is too weak")
            }
        }
        guard !keys.isEmpty else { throw damaged("holds no key that can be used (RSA, EC or Ed25519, for signatures)") }
        self.keys = keys
    }

    /// The algorithms of RFC 7518 §3.1 and RFC 8037 that a key may be used with: none for one of another kind or purpose.
    private static func algorithms(for jwk: JSONValue) -> [String] {
        guard jwk["use"]?.string ?? "sig" == "sig" else { return [] }
        let fitting: [String] =
            switch (jwk["kty"]?.string, jwk["crv"]?.string) {
            case ("RSA", _): ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
            case ("EC", "P-256"): ["ES256"]
            case ("EC", "P-384"): ["ES384"]
            case ("EC", "P-521"): ["ES512"]
            case ("OKP", "Ed25519"): ["EdDSA"]
            default: []
            }
        guard let named = jwk["alg"] else { return fitting }
        return fitting.filter { .string($0) == named }
    }

    private static func ready(_ jwk: JSONValue, for algorithms: [String]) async throws -> [String: any JWTAlgorithm] {
        var ready: [String: any JWTAlgorithm] = [:]
        for name in algorithms {
            guard var object = jwk.object else { continue }
            object["alg"] = .string(name)
            object["kid"] = "key"
            let key = try JWK(json: JSONValue.object(object).canonicalText)
            ready[name] = try await JWTKeyCollection().add(jwk: key).getKey(for: "key")
        }
        return ready
    }

    /// Whether a signature is that of the key that the header names, under the algorithm that it names.
    ///
    /// - Returns: `nil` if there is no such key for that algorithm. A header without `kid` means the only key.
    func check(_ token: UncheckedJSONWebToken) throws -> Bool? {
        let id = token.header["kid"]?.string
        guard let name = token.header["alg"]?.string,
            let key = (id == nil && keys.count == 1 ? keys.first?.value : keys[id])?[name]
        else { return nil }
        return try key.verify(token.signature, signs: token.signed)
    }
}
