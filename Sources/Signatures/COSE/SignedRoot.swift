public import Primitives

/// A log's signature over the root of its tree, as COSE makes it (RFC 9052 §4.4, COSE_Sign1 with detached payload; RFC 9942 §5.2).
///
/// The signed bytes begin with 0x84, with which no UTF-8 begins: they are never those of a note, which the same key signs.
public struct SignedRoot: Hashable, Sendable {
    /// `alg`: EdDSA (RFC 9053 §2.2), because common libraries know only that; Ed25519 (RFC 9864) is read too. The key is
    /// Ed25519 all the same.
    public enum Algorithm: Int64, Sendable {
        case edDSA = -8
        case ed25519 = -19
    }

    /// Labels of header parameters and claims, and the name of the tree (IANA, COSE Header Parameters; RFC 9597; RFC 9942).
    enum Label {
        static let algorithm: Int64 = 1
        static let keyID: Int64 = 4
        static let claims: Int64 = 15
        static let issuer: Int64 = 1
        static let subject: Int64 = 2
        static let dataStructure: Int64 = 395
        static let rfc9162SHA256: Int64 = 1
    }

    public let algorithm: Algorithm
    /// The thumbprint of the log's key, as events name keys.
    public let keyID: String
    public let origin: String
    /// What the receipt is about, as the signer said; the signature does not tie it to an entry.
    public let subject: String
    /// The encoded protected header.
    public let protectedHeader: [UInt8]
    public let signature: [UInt8]

    /// - Parameters:
    ///   - protectedHeader: `{1: alg, 4: kid, 15: {1: origin, 2: subject}, 395: 1}`, exactly.
    ///   - signature: 64 bytes.
    /// - Throws: `CBORError`.
    public init(parsing protectedHeader: [UInt8], signature: [UInt8]) throws(CBORError) {
        var reader = CBORReader(protectedHeader)
        try reader.map(4)
        try reader.expect(Label.algorithm, "alg")
        guard let algorithm = Algorithm(rawValue: try reader.integer()) else {
            throw CBORError(.shape, at: 0, "alg is neither EdDSA (-8) nor Ed25519 (-19)")
        }
        try reader.expect(Label.keyID, "kid")
        let keyID = String(decoding: try reader.byteString(), as: UTF8.self)
        try reader.expect(Label.claims, "the claims")
        try reader.map(2)
        try reader.expect(Label.issuer, "iss")
        let origin = try reader.text()
        try reader.expect(Label.subject, "sub")
        let subject = try reader.text()
        try reader.expect(Label.dataStructure, "vds")
        try reader.expect(Label.rfc9162SHA256, "RFC9162_SHA256")
        try reader.end()
        guard signature.count == PublicKey.signatureByteCount else {
            throw CBORError(.shape, at: 0, "an Ed25519 signature has 64 bytes")
        }
        self.init(algorithm, keyID, (origin, subject), protectedHeader, signature)
    }

    fileprivate init(
        _ algorithm: Algorithm, _ keyID: String, _ claims: (origin: String, subject: String), _ protectedHeader: [UInt8],
        _ signature: [UInt8]
    ) {
        self.algorithm = algorithm
        self.keyID = keyID
        (origin, subject) = claims
        self.protectedHeader = protectedHeader
        self.signature = signature
    }

    /// Whether the log that `key` names signed this root.
    public func isValid(for root: Digest, by key: VerifierKey) -> Bool {
        key.algorithm == .log && origin.isSpelled(as: key.name) && keyID.isSpelled(as: key.publicKey.thumbprint.description)
            && key.publicKey.isValid(signature: signature, for: Self.toBeSigned(protectedHeader, root))
    }

    /// `["Signature1", protected, external_aad, payload]`: RFC 9052's Sig_structure.
    fileprivate static func toBeSigned(_ protectedHeader: [UInt8], _ root: Digest) -> [UInt8] {
        var writer = DeterministicCBOR()
        writer.array(4)
        writer.text("Signature1")
        writer.byteString(protectedHeader)
        writer.byteString([])
        writer.byteString(root.bytes)
        return writer.bytes
    }

    fileprivate static func protectedHeader(
        _ algorithm: Algorithm, _ keyID: String, _ claims: (origin: String, subject: String)
    ) -> [UInt8] {
        var writer = DeterministicCBOR()
        writer.map(4)
        writer.integer(Label.algorithm)
        writer.integer(algorithm.rawValue)
        writer.integer(Label.keyID)
        writer.byteString(Array(keyID.utf8))
        writer.integer(Label.claims)
        writer.map(2)
        writer.integer(Label.issuer)
        writer.text(claims.origin)
        writer.integer(Label.subject)
        writer.text(claims.subject)
        writer.integer(Label.dataStructure)
        writer.integer(Label.rfc9162SHA256)
        return writer.bytes
    }
}

extension LogSigner {
    /// Signs the root of `checkpoint` once more, for readers of COSE. Only what this key has signed as a note can be signed.
    ///
    /// - Parameter subject: what the receipt is about.
    public func sign(
        rootOf checkpoint: VerifiedCheckpoint, subject: String, as algorithm: SignedRoot.Algorithm = .edDSA
    ) -> SignedRoot {
        precondition(checkpoint.key == vkey, "a log signs the roots of its own checkpoints only")
        let keyID = vkey.publicKey.thumbprint.description
        let header = SignedRoot.protectedHeader(algorithm, keyID, (origin, subject))
        return SignedRoot(
            algorithm, keyID, (origin, subject), header,
            signature(over: SignedRoot.toBeSigned(header, checkpoint.checkpoint.root)))
    }
}
