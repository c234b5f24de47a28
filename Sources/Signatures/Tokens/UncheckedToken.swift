import Primitives

/// An event as it came: of the right shape (protocol.md §2), its signature not looked at yet.
public struct UncheckedToken: Sendable {
    /// The event itself: what is hashed and logged.
    public let jws: [UInt8]
    /// The key that the header names.
    public let keyID: KeyThumbprint
    /// The bytes that the second part encodes; whether they are JSON has not been looked at.
    public let payload: [UInt8]
    public let disclosures: [Disclosure]
    private let signature: [UInt8]
    private let signedCount: Int

    /// The limits of protocol.md §2.
    public enum Limits {
        public static let jwsByteCount = 65_000
        public static let disclosureCount = 64
        /// All disclosures together, as they travel, without the tildes.
        public static let disclosureByteCount = 1 << 20
    }

    /// Reads `<JWS>`, or `<JWS>~` followed by disclosures, each ended by `~`.
    public init(parsing bytes: [UInt8]) throws(TokenError) {
        self = try bytes.withUnsafeBufferPointer { (buffer) throws(TokenError) in
            try UncheckedToken(UnsafeRawBufferPointer(buffer), whole: bytes)
        }
    }

    /// Reads `<JWS>`, or `<JWS>~` followed by disclosures, each ended by `~`.
    public init(parsing bytes: UnsafeRawBufferPointer) throws(TokenError) {
        try self.init(bytes, whole: nil)
    }

    /// - Parameter whole: an array of the same bytes, kept without a copy where nothing follows the JWS.
    private init(_ bytes: UnsafeRawBufferPointer, whole: [UInt8]?) throws(TokenError) {
        let parts = try CompactJWS(parsing: bytes, type: .event)
        disclosures = try Self.disclosures(bytes[parts.byteCount...])
        jws = whole.flatMap { $0.count == parts.byteCount ? $0 : nil } ?? Array(bytes[..<parts.byteCount])
        keyID = parts.keyID
        payload = parts.payload
        signature = parts.signature
        signedCount = parts.signedCount
    }

    /// Reads what follows the JWS: nothing, or a tilde and disclosures each ended by one.
    private static func disclosures(_ tail: Slice<UnsafeRawBufferPointer>) throws(TokenError) -> [Disclosure] {
        let tilde = UInt8(ascii: "~")
        guard let last = tail.last, tail.count > 1 else { return [] }
        guard last == tilde else {
            throw TokenError(.keyBinding, "something follows the last \"~\"; a key binding is not part of an event")
        }
        guard tail.count <= Limits.disclosureByteCount + Limits.disclosureCount + 1 else {
            throw TokenError(.tooLarge, "the disclosures are more than \(Limits.disclosureByteCount) bytes together")
        }
        let texts = tail.dropFirst().dropLast().split(separator: tilde, omittingEmptySubsequences: false)
        guard texts.count <= Limits.disclosureCount else {
            throw TokenError(.tooManyDisclosures, "there are more than \(Limits.disclosureCount) disclosures")
        }
        guard texts.reduce(0, { $0 + $1.count }) <= Limits.disclosureByteCount else {
            throw TokenError(.tooLarge, "the disclosures are more than \(Limits.disclosureByteCount) bytes together")
        }
        var seen = Set<String>()
        var result: [Disclosure] = []
        for text in texts {
            let disclosure = try Disclosure(parsing: String(decoding: text, as: UTF8.self))
            guard seen.insert(disclosure.encoded).inserted else {
                throw TokenError(.duplicateDisclosure, "the same disclosure is there twice")
            }
            result.append(disclosure)
        }
        return result
    }

    /// Looks whether `key` is the one the header names and signed the first two parts as they stand.
    public func check(with key: PublicKey) -> SignatureCheck {
        guard key.thumbprint == keyID else { return .invalid(.otherKey) }
        let isValid = jws.withUnsafeBytes { text in
            signature.withUnsafeBytes { signature in
                key.isValid(signature: signature, for: UnsafeRawBufferPointer(rebasing: text[..<signedCount]))
            }
        }
        return isValid ? .valid(SignedToken(self)) : .invalid(.badSignature)
    }
}

/// Whether a token is signed by a key.
public enum SignatureCheck: Sendable {
    case valid(SignedToken)
    case invalid(SignatureFailure)
}

/// Why a signature does not count.
public enum SignatureFailure: String, Hashable, Sendable, CustomStringConvertible {
    /// The token names another key.
    case otherKey
    /// The signature is not this key's over these bytes.
    case badSignature

    public var description: String {
        switch self {
        case .otherKey: "the token names another key than the one given"
        case .badSignature: "the signature is not that of this key over these bytes"
        }
    }
}
