import Crypto
import CryptoExtras
public import Primitives

/// A public key by which somebody outside the ledger signs credentials: Ed25519, ECDSA on P-256, or RSA.
public struct IssuerKey: Hashable, Sendable {
    enum Material: Hashable, Sendable {
        case ed25519(PublicKey)
        /// X9.63, uncompressed: 04, x, y.
        case p256([UInt8])
        case rsa(modulus: [UInt8], exponent: [UInt8])
    }

    let material: Material
    /// The `kid` that its JWK bears: any text, of the issuer's choosing.
    public let name: String?
    /// The only algorithm that its JWK allows, if it names one.
    let onlyAlgorithm: PresentedAlgorithm?
    /// RFC 7638.
    public let thumbprint: KeyThumbprint

    /// A key that the ledger knows already.
    public init(_ key: PublicKey) {
        self.init(.ed25519(key), name: nil, onlyAlgorithm: nil, thumbprint: key.thumbprint)
    }

    private init(_ material: Material, name: String?, onlyAlgorithm: PresentedAlgorithm?, thumbprint: KeyThumbprint) {
        self.material = material
        self.name = name
        self.onlyAlgorithm = onlyAlgorithm
        self.thumbprint = thumbprint
    }

    /// Whether tokens signed by `algorithm` may be checked with it: an algorithm is fixed by the type of the key.
    func allows(_ algorithm: PresentedAlgorithm) -> Bool {
        guard onlyAlgorithm.map({ $0.isSame(as: algorithm) }) ?? true else { return false }
        return algorithm.isSame(as: self.algorithm)
    }

    private var algorithm: PresentedAlgorithm {
        switch material {
        case .ed25519: .ed25519
        case .p256: .es256
        case .rsa: .rs256
        }
    }

    /// Whether `signature`, as a JWS holds it, is this key's over `message`.
    func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        switch material {
        case .ed25519(let key): return key.isValid(signature: signature, for: message)
        case .p256(let point):
            // Both throw for bytes of the wrong shape, and such a signature is nobody's.
            guard let key = try? P256.Signing.PublicKey(x963Representation: point),
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: message)
        case .rsa(let modulus, let exponent):
            // As above: a key that was read once can be made again.
            guard signature.count == modulus.count, let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else {
                return false
            }
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: message, padding: .insecurePKCS1v1_5)
        }
    }
}

// Reading and writing of JWKs (RFC 7517, RFC 7518 §6, RFC 8037 §2).
extension IssuerKey {
    /// Sizes of an RSA modulus, in bits: what is smaller can be broken, what is larger is there to keep us busy.
    static let modulusBitCounts = 2048...8192
    /// FIPS 186-5 §5.1.
    static let leastExponent: UInt64 = 65_537

    /// Reads a public JWK. Members that say nothing of the key or its use are passed over: issuers add certificates and the
    /// like.
    ///
    /// - Throws: `JSONError` for a key that cannot be used here, and for a private one, which nobody should have sent.
    public init(jwk node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        try Self.refusePrivate(&reader)
        try Self.refuseOtherUses(&reader)
        let (material, required) = try Self.material(&reader)
        let algorithm = try reader.optional("alg") { (node) throws(JSONError) in
            guard let algorithm = PresentedAlgorithm(rawValue: try node.string()) else {
                throw JSONError(.invalidValue, "is no algorithm that is checked here: Ed25519, EdDSA, ES256 or RS256")
            }
            return algorithm
        }
        self.init(
            material, name: try reader.optionalString("kid"), onlyAlgorithm: algorithm,
            thumbprint: KeyThumbprint(digest: Digest(hashing: JSONValue.object(required).canonicalBytes)))
        if let algorithm, !allows(algorithm) {
            throw JSONError(.invalidValue, "is not an algorithm of this type of key", path: ["alg"])
        }
    }

    /// `init(jwk:)`, of a value.
    public init(jwk value: JSONValue) throws(JSONError) {
        self = try JSONNode.read(value.canonicalBytes) { (node) throws(JSONError) in try IssuerKey(jwk: node) }
    }

    /// The members that make the key, its `kid` and its `alg`, and nothing else.
    public var jwk: JSONValue {
        var members = Self.members(of: material)
        if let name { members["kid"] = .string(name) }
        if let onlyAlgorithm { members["alg"] = .string(onlyAlgorithm.rawValue) }
        return .object(members)
    }

    /// RFC 7638 §3.2: the members from which a thumbprint is made.
    private static func members(of material: Material) -> JSONObject {
        switch material {
        case .ed25519(let key): key.jwk.object ?? [:]
        case .p256(let point):
            [
                "crv": "P-256", "kty": "EC", "x": .string(Base64.encodeURL(Array(point[1..<33]))),
                "y": .string(Base64.encodeURL(Array(point[33...]))),
            ]
        case .rsa(let modulus, let exponent):
            ["e": .string(Base64.encodeURL(exponent)), "kty": "RSA", "n": .string(Base64.encodeURL(modulus))]
        }
    }

    /// True for a JWK with one of the members that only private and symmetric keys have (RFC 7518 §6).
    static func holdsSecret(_ reader: inout JSONObjectReader) -> Bool {
        let names: [StaticString] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
        return names.contains { reader.optional($0) != nil }
    }

    private static func refusePrivate(_ reader: inout JSONObjectReader) throws(JSONError) {
        guard !holdsSecret(&reader) else {
            throw JSONError(.invalidValue, "this is a secret key; send only the public members and replace the key")
        }
    }

    private static func refuseOtherUses(_ reader: inout JSONObjectReader) throws(JSONError) {
        if let use = try reader.optionalString("use"), use != "sig" {
            throw JSONError(.invalidValue, "the key is not for signatures", path: ["use"])
        }
        let operations = try reader.optional("key_ops") { (node) throws(JSONError) in
            try node.elements { (node) throws(JSONError) in try node.string() }
        }
        if let operations, !operations.contains("verify") {
            throw JSONError(.invalidValue, "the key is not for checking signatures", path: ["key_ops"])
        }
    }

    private static func material(_ reader: inout JSONObjectReader) throws(JSONError) -> (Material, JSONObject) {
        let material: Material
        let type = try reader.string("kty")
        // By bytes, not by Swift's equality of strings, which takes the Kelvin sign for a K.
        switch type {
        case _ where type.isSpelled(as: "OKP"): material = try ed25519(&reader)
        case "EC": material = try p256(&reader)
        case "RSA": material = try rsa(&reader)
        default: throw JSONError(.invalidValue, "is no type of key that is used here: OKP, EC or RSA", path: ["kty"])
        }
        return (material, members(of: material))
    }

    private static func ed25519(_ reader: inout JSONObjectReader) throws(JSONError) -> Material {
        try expectCurve("Ed25519", &reader)
        guard let key = PublicKey(bytes: try bytes("x", &reader)) else {
            throw JSONError(
                .invalidValue, "is not an acceptable Ed25519 key: not a canonical point, or of small order", path: ["x"])
        }
        return .ed25519(key)
    }

    private static func p256(_ reader: inout JSONObjectReader) throws(JSONError) -> Material {
        try expectCurve("P-256", &reader)
        let (x, y) = (try bytes("x", &reader), try bytes("y", &reader))
        let point = [0x04] + x + y
        guard x.count == 32, y.count == 32, (try? P256.Signing.PublicKey(x963Representation: point)) != nil else {
            throw JSONError(.invalidValue, "x and y are not a point of P-256, in 32 bytes each", path: ["x"])
        }
        return .p256(point)
    }

    private static func rsa(_ reader: inout JSONObjectReader) throws(JSONError) -> Material {
        let (modulus, exponent) = (try bytes("n", &reader), try bytes("e", &reader))
        guard let first = modulus.first, first != 0,
            modulusBitCounts.contains(modulus.count * 8 - first.leadingZeroBitCount)
        else {
            throw JSONError(
                .invalidValue, "an RSA modulus has \(modulusBitCounts.lowerBound) to \(modulusBitCounts.upperBound) bits here",
                path: ["n"])
        }
        let value = exponent.count <= 4 ? exponent.reduce(0) { $0 << 8 | UInt64($1) } : 0
        guard exponent.first != 0, value >= leastExponent, value & 1 == 1 else {
            throw JSONError(.invalidValue, "an RSA exponent is odd, from 65537 up, in at most 4 bytes here", path: ["e"])
        }
        guard (try? _RSA.Signing.PublicKey(n: modulus, e: exponent)) != nil else {
            throw JSONError(.invalidValue, "n and e are no RSA key", path: ["n"])
        }
        return .rsa(modulus: modulus, exponent: exponent)
    }

    private static func expectCurve(_ name: String, _ reader: inout JSONObjectReader) throws(JSONError) {
        guard try reader.string("crv") == name else {
            throw JSONError(.invalidValue, "is no curve that is used here: Ed25519 with OKP, P-256 with EC", path: ["crv"])
        }
    }

    private static func bytes(_ name: StaticString, _ reader: inout JSONObjectReader) throws(JSONError) -> [UInt8] {
        try reader.required(name) { (node) throws(JSONError) in
            guard let bytes = try node.withString({ Base64.decodeURL($0) }) else {
                throw JSONError(.invalidValue, "base64url without padding is expected")
            }
            return bytes
        }
    }
}
