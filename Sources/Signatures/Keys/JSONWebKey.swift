public import Primitives

/// The members of an Ed25519 JWK (RFC 7517, RFC 8037 §2), read strictly. Unknown members are refused.
private struct JSONWebKey {
    let publicKey: PublicKey
    /// Only in a private key's JWK.
    let seed: [UInt8]?

    init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        try reader.required("kty") { (node) throws(JSONError) in try Self.expect("OKP", node) }
        try reader.required("crv") { (node) throws(JSONError) in try Self.expect("Ed25519", node) }
        publicKey = try reader.required("x") { (node) throws(JSONError) in try Self.publicKey(node) }
        seed = try reader.optional("d") { (node) throws(JSONError) in try Self.bytes(node) }
        let publicKey = publicKey
        _ = try reader.optional("kid") { (node) throws(JSONError) in try Self.expect(publicKey.thumbprint.description, node) }
        // They say what the key is for; here that follows from the event that introduces it.
        _ = try reader.optionalString("alg")
        _ = try reader.optionalString("use")
        _ = try reader.optional("key_ops") { (node) throws(JSONError) in
            try node.elements { (node) throws(JSONError) in try node.string() }
        }
        try reader.finish()
    }

    private static func expect(_ text: String, _ node: JSONNode) throws(JSONError) {
        guard try node.string().isSpelled(as: text) else { throw JSONError(.invalidValue, "must be \"\(text)\" in this JWK") }
    }

    private static func bytes(_ node: JSONNode) throws(JSONError) -> [UInt8] {
        guard let bytes = try node.withString({ Base64.decodeURL($0) }), bytes.count == PublicKey.byteCount else {
            throw JSONError(.invalidValue, "must be 32 bytes in base64url without padding")
        }
        return bytes
    }

    private static func publicKey(_ node: JSONNode) throws(JSONError) -> PublicKey {
        guard let key = PublicKey(bytes: try bytes(node)) else {
            throw JSONError(.invalidValue, "is not an acceptable Ed25519 key: not a canonical point, or of small order")
        }
        return key
    }
}

extension PublicKey {
    /// Reads a JWK: `kty`, `crv` and `x`; `kid`, if there, is the thumbprint; `alg`, `use` and `key_ops` have no effect.
    ///
    /// - Throws: `JSONError`, with a path; also for a private key, which nobody should have sent.
    public init(jwk node: JSONNode) throws(JSONError) {
        let members = try JSONWebKey(node)
        guard members.seed == nil else {
            throw JSONError(.invalidValue, "this is a private key; send only the public members and replace the key", path: ["d"])
        }
        self = members.publicKey
    }

    /// `init(jwk:)`, of a value.
    public init(jwk value: JSONValue) throws(JSONError) {
        self = try JSONNode.read(value.canonicalBytes) { (node) throws(JSONError) in try PublicKey(jwk: node) }
    }

    /// Exactly `crv`, `kty` and `x`.
    public var jwk: JSONValue {
        .object(["crv": "Ed25519", "kty": "OKP", "x": .string(Base64.encodeURL(bytes))])
    }
}

extension PrivateKey {
    /// Reads a JWK with `d`; the public key in `x` must be that of `d`.
    public init(jwk value: JSONValue) throws(JSONError) {
        let members = try JSONNode.read(value.canonicalBytes) { (node) throws(JSONError) in try JSONWebKey(node) }
        guard let seed = members.seed, let key = PrivateKey(seed: seed) else {
            throw JSONError(.missingMember, "missing; this is a public key", path: ["d"])
        }
        guard key.publicKey == members.publicKey else {
            throw JSONError(.invalidValue, "is not the public key of \"d\"", path: ["x"])
        }
        self = key
    }

    /// `crv`, `d`, `kty` and `x`. Whoever has it can sign as this key: write it only where secrets are kept.
    public var jwk: JSONValue {
        var members = publicKey.jwk.object ?? [:]
        members["d"] = .string(Base64.encodeURL(seed))
        return .object(members)
    }
}
