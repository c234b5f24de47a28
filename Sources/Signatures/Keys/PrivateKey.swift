import CSodium
import Primitives

/// An Ed25519 private key. Neither its description nor its mirror shows it, and its memory is wiped when it goes.
public struct PrivateKey: Sendable {
    private let secret: Secret
    public let publicKey: PublicKey

    /// The number of bytes in a seed, which is what a JWK's `d` holds (RFC 8037 §2).
    public static let seedByteCount = 32

    /// A new key from libsodium's random bytes.
    public init() {
        self.init(checked: Sodium.randomBytes(Self.seedByteCount))
    }

    /// The key of RFC 8032's private key `seed`; `nil` unless there are 32 bytes.
    public init?(seed: [UInt8]) {
        guard seed.count == Self.seedByteCount else { return nil }
        self.init(checked: seed)
    }

    private init(checked seed: [UInt8]) {
        Sodium.prepare()
        let (secret, publicBytes) = Secret.make(seed: seed)
        self.secret = secret
        publicKey = PublicKey(accepted: publicBytes)
    }

    /// The signature over `message`: 64 bytes, the same ones every time.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: PublicKey.signatureByteCount)
        crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret.bytes)
        return signature
    }

    var seed: [UInt8] { Array(UnsafeBufferPointer(start: secret.bytes, count: Self.seedByteCount)) }
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The public key's thumbprint, never the key.
    public var description: String { "private key of \(publicKey.thumbprint)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// libsodium's 64-byte secret key.
///
/// `@unchecked Sendable`: nothing writes to `bytes` between `make` and `deinit`.
private final class Secret: @unchecked Sendable {
    private static let byteCount = Int(crypto_sign_SECRETKEYBYTES)
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: Secret.byteCount)

    static func make(seed: [UInt8]) -> (Secret, publicBytes: [UInt8]) {
        let secret = Secret()
        var publicBytes = [UInt8](repeating: 0, count: PublicKey.byteCount)
        crypto_sign_seed_keypair(&publicBytes, secret.bytes, seed)
        return (secret, publicBytes)
    }

    deinit {
        sodium_memzero(bytes, Self.byteCount)
        bytes.deallocate()
    }
}
