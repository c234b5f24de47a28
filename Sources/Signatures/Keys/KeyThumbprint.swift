public import Primitives

/// The name of a key: the SHA-256 thumbprint of its JWK (RFC 7638), which is what a `kid` holds (protocol.md §2).
public struct KeyThumbprint: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let digest: Digest

    public init(digest: Digest) {
        self.digest = digest
    }

    /// Characters of its text.
    static let textCount = 43

    /// Reads 43 characters of base64url; `nil` for any other text.
    public init?(_ text: String) {
        guard let digest = Digest(base64URL: text) else { return nil }
        self.init(digest: digest)
    }

    /// Reads the bytes of such a text.
    init?(utf8 text: UnsafeRawBufferPointer) {
        guard let digest = Digest(base64URL: text) else { return nil }
        self.init(digest: digest)
    }

    /// Byte order.
    public static func < (a: KeyThumbprint, b: KeyThumbprint) -> Bool { a.digest < b.digest }

    /// 43 characters of base64url.
    public var description: String { digest.base64URL }
}
