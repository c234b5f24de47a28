import CSodium
import Primitives

/// An Ed25519 public key that protocol.md §1 accepts: canonical, a point of the curve, not of small order.
public struct PublicKey: Hashable, Sendable {
    // Four words rather than an array: a key lies in caches and is copied with every lookup.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// RFC 7638: SHA-256 of the JWK's required members in their canonical form.
    public let thumbprint: KeyThumbprint

    /// The number of bytes in a key.
    public static let byteCount = 32
    /// The number of bytes in a signature.
    public static let signatureByteCount = 64

    /// `nil` unless the bytes are a key that protocol.md §1 accepts.
    public init?(bytes: [UInt8]) {
        Sodium.prepare()
        guard CurvePoint.isAcceptableKey(bytes) else { return nil }
        self.init(accepted: bytes)
    }

    /// `bytes` are known to be an acceptable key.
    init(accepted bytes: [UInt8]) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.words = words
        let canonical = #"{"crv":"Ed25519","kty":"OKP","x":"\#(Base64.encodeURL(bytes))"}"#
        thumbprint = KeyThumbprint(digest: Digest(hashing: canonical))
    }

    public var bytes: [UInt8] { Swift.withUnsafeBytes(of: words) { Array($0) } }

    /// Whether `signature` is this key's over `message`, in the sense of protocol.md §1. Signatures that are not 64 bytes
    /// are not.
    public func isValid(signature: UnsafeRawBufferPointer, for message: UnsafeRawBufferPointer) -> Bool {
        guard signature.count == Self.signatureByteCount,
            let start = signature.baseAddress?.assumingMemoryBound(to: UInt8.self)
        else { return false }
        return withUnsafePointer(to: words) { key in
            // libsodium refuses by itself S ≥ L and R of small order, and compares R by its bytes; AcceptSetTests shows it.
            crypto_sign_verify_detached(
                start, message.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(message.count),
                UnsafeRawPointer(key).assumingMemoryBound(to: UInt8.self)) == 0
        }
    }

    /// `isValid`, of arrays of bytes.
    public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        signature.withUnsafeBytes { signature in
            message.withUnsafeBytes { isValid(signature: signature, for: $0) }
        }
    }

    public static func == (a: PublicKey, b: PublicKey) -> Bool {
        a.words.0 == b.words.0 && a.words.1 == b.words.1 && a.words.2 == b.words.2 && a.words.3 == b.words.3
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(thumbprint)
    }
}

extension PublicKey: CustomStringConvertible {
    /// The thumbprint: what events call this key.
    public var description: String { thumbprint.description }
}
