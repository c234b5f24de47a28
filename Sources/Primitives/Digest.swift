import Crypto

/// A SHA-256 digest: 32 bytes.
public struct Digest: Hashable, Sendable, Comparable {
    // Four words rather than an array: a digest is copied and compared far more often than it is read.
    @usableFromInline let words: (UInt64, UInt64, UInt64, UInt64)

    /// 32 zero bytes: the empty subtree of the prefix tree and the start of a history's head (protocol.md §5).
    public static let zero = Digest(words: (0, 0, 0, 0))

    /// The number of bytes in a digest.
    public static let byteCount = 32

    @inlinable
    init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// `nil` unless there are exactly 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.words = words
    }

    /// `nil` unless there are exactly 32 bytes.
    public init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: bytes) }
        self.words = words
    }

    /// SHA-256 of `bytes`.
    public init(hashing bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { Digest(hashing: $0) }
    }

    /// SHA-256 of the UTF-8 of `text`.
    public init(hashing text: String) {
        var text = text
        self = text.withUTF8 { Digest(hashing: UnsafeRawBufferPointer($0)) }
    }

    /// SHA-256 of `bytes`.
    public init(hashing bytes: UnsafeRawBufferPointer) {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        self.init(hasher.finalize())
    }

    /// SHA-256 of one prefix byte and `bytes`: how Merkle trees keep leaves and nodes apart (RFC 9162 §2.1.1).
    public init(prefix: UInt8, _ bytes: UnsafeRawBufferPointer) {
        var hasher = SHA256()
        Swift.withUnsafeBytes(of: prefix) { hasher.update(bufferPointer: $0) }
        hasher.update(bufferPointer: bytes)
        self.init(hasher.finalize())
    }

    /// As `init(prefix:_:)`, of bytes that lie in two places.
    public init(prefix: UInt8, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) {
        var hasher = SHA256()
        Swift.withUnsafeBytes(of: prefix) { hasher.update(bufferPointer: $0) }
        hasher.update(bufferPointer: first)
        hasher.update(bufferPointer: second)
        self.init(hasher.finalize())
    }

    /// SHA-256 of one prefix byte and two digests.
    public init(prefix: UInt8, _ left: Digest, _ right: Digest) {
        self = withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            buffer[0] = prefix
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            return Digest(hashing: UnsafeRawBufferPointer(buffer))
        }
    }

    init(_ digest: SHA256.Digest) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        digest.withUnsafeBytes { source in
            Swift.withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: source) }
        }
        self.words = words
    }

    /// The 32 bytes in order; the pointer is valid within `body` only.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: words, body)
    }

    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    @inlinable
    public static func == (a: Digest, b: Digest) -> Bool {
        a.words.0 == b.words.0 && a.words.1 == b.words.1 && a.words.2 == b.words.2 && a.words.3 == b.words.3
    }

    /// Takes as long for any two digests: how many bytes agree is nothing that a caller can measure.
    package func isEqualInConstantTime(to other: Digest) -> Bool {
        (words.0 ^ other.words.0) | (words.1 ^ other.words.1) | (words.2 ^ other.words.2) | (words.3 ^ other.words.3) == 0
    }

    /// Byte order.
    public static func < (a: Digest, b: Digest) -> Bool {
        (a.words.0.bigEndian, a.words.1.bigEndian, a.words.2.bigEndian, a.words.3.bigEndian)
            < (b.words.0.bigEndian, b.words.1.bigEndian, b.words.2.bigEndian, b.words.3.bigEndian)
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        // A digest is already uniform; one keyed word of it is enough for a table.
        hasher.combine(words.0)
        hasher.combine(words.1)
    }

    /// The first 64 bits, as a number.
    public var leadingBits: UInt64 { words.0.bigEndian }

    /// Bit `position`, counted from the most significant bit of byte 0.
    public func bit(_ position: Int) -> Bool {
        withUnsafeBytes { $0[position >> 3] & (0x80 >> UInt8(position & 7)) != 0 }
    }
}

extension Digest: CustomStringConvertible {
    /// 64 lower-case hex digits.
    public var description: String { hex }

    public var hex: String { withUnsafeBytes { Hex.encode($0) } }

    /// Standard base64, padded: 44 characters.
    public var base64: String { withUnsafeBytes { Base64.encode($0) } }

    /// base64url without padding: 43 characters.
    public var base64URL: String { withUnsafeBytes { Base64.encodeURL($0) } }

    /// A content digest, `sha256:` and 64 lower-case hex digits (protocol.md §1).
    public var contentDigest: String { "sha256:" + hex }

    /// Reads a content digest; `nil` if it is not exactly `sha256:` and 64 lower-case hex digits.
    public init?(contentDigest text: String) {
        var text = text
        guard let digest = text.withUTF8({ Digest(contentDigest: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = digest
    }

    /// As `init(contentDigest:)`, from the text's bytes.
    public init?(contentDigest text: UnsafeRawBufferPointer) {
        guard text.count == 71, text.begins(with: "sha256:") else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var seen: UInt8 = 0
        Swift.withUnsafeMutableBytes(of: &words) { bytes in
            for place in 0..<Self.byteCount {
                let (high, low) = (Hex.value(text[7 + 2 * place]), Hex.value(text[8 + 2 * place]))
                seen |= high | low
                bytes[place] = high << 4 | low
            }
        }
        guard seen < 16 else { return nil }
        self.words = words
    }

    /// Reads 44 characters of standard base64.
    public init?(base64 text: String) {
        guard let bytes = Base64.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// Reads 43 characters of base64url.
    public init?(base64URL text: String) {
        var text = text
        guard let digest = text.withUTF8({ Digest(base64URL: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = digest
    }

    /// As `init(base64URL:)`, from the text's bytes.
    public init?(base64URL text: UnsafeRawBufferPointer) {
        guard text.count == 43 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        guard Swift.withUnsafeMutableBytes(of: &words, { Base64.decodeURL(text, into: $0) }) != nil else { return nil }
        self.words = words
    }
}
