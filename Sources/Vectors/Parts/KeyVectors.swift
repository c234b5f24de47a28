import Primitives
import Signatures

/// Keys in use, and public keys and JWKs that are accepted or refused.
enum KeyVectors {
    static let names = ["one", "two", "three"]

    /// Keys with their seeds: `{"seed","jwk","thumbprint","vkey","cosignerVkey"}`.
    static var pairs: JSONValue {
        .array(
            names.map { name in
                let key = VectorSeeds.key(name)
                return [
                    "seed": .string(Digest(hashing: "touchmark vectors: \(name)").hex), "jwk": key.publicKey.jwk,
                    "thumbprint": .string(key.publicKey.thumbprint.description),
                    "vkey": .string(LogSigner(origin: VectorSeeds.origin, key: key).vkey.text),
                    "cosignerVkey": .string(CosignatureSigner(name: "witness.example/\(name)", key: key).vkey.text),
                ]
            })
    }

    /// Public keys in hex. The eight points of small order and their other spellings are in every list of them.
    static let publicKeys: [(name: String, hex: String, isAccepted: Bool)] = [
        ("an ordinary key", Hex.encode(VectorSeeds.key("one").publicKey.bytes), true),
        ("the neutral element", "01" + String(repeating: "00", count: 31), false),
        ("zero, of order 4", String(repeating: "00", count: 32), false),
        ("minus one, of order 2", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false),
        ("of order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", false),
        ("of order 8, the other", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", false),
        ("p, another spelling of zero", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false),
        ("p + 1, another spelling of one", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false),
        ("no point of the curve", "02" + String(repeating: "00", count: 31), false),
        ("31 bytes", String(repeating: "11", count: 31), false),
    ]

    /// JWKs as they stand in events.
    static var webKeys: [(name: String, jwk: JSONValue, isAccepted: Bool)] {
        let key = VectorSeeds.key("one").publicKey
        guard case .object(let good) = key.jwk else { return [] }
        func with(_ more: JSONObject) -> JSONValue { .object(good.adding(more)) }
        var noCurve = good
        noCurve["crv"] = nil
        return [
            ("the required members", .object(good), true),
            ("its own kid", with(["kid": .string(key.thumbprint.description)]), true),
            ("alg, use and key_ops", with(["alg": "EdDSA", "use": "sig", "key_ops": ["verify"]]), true),
            ("another kid", with(["kid": .string(VectorSeeds.key("two").publicKey.thumbprint.description)]), false),
            ("a private key", with(["d": .string(Base64.encodeURL([UInt8](repeating: 1, count: 32)))]), false),
            ("an unknown member", with(["x5u": "https://example.org"]), false),
            ("another curve", with(["crv": "X25519"]), false), ("another type", with(["kty": "EC"]), false),
            ("no curve", .object(noCurve), false), ("x in padded base64", with(["x": .string(Base64.encode(key.bytes))]), false),
            ("x of 31 bytes", with(["x": .string(Base64.encodeURL(Array(key.bytes.dropLast())))]), false),
        ]
    }

    static var all: JSONValue {
        [
            "pairs": pairs,
            "publicKeys": .array(
                publicKeys.map { ["name": .string($0.name), "key": .string($0.hex), "accepted": .bool($0.isAccepted)] }),
            "jwks": .array(webKeys.map { ["name": .string($0.name), "jwk": $0.jwk, "accepted": .bool($0.isAccepted)] }),
        ]
    }
}
