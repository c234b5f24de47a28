import Crypto

/// SHA-256 of what comes in pieces and is not kept.
public struct RunningDigest: Sendable {
    private var hasher = SHA256()
    /// How many bytes were taken in.
    public private(set) var byteCount: UInt64 = 0

    public init() {}

    /// Takes in the UTF-8 of `text`.
    public mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// Takes in `bytes` where they lie.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hasher.update(bufferPointer: bytes)
        byteCount += UInt64(bytes.count)
    }

    /// Of everything so far; more may follow.
    public var digest: Digest { Digest(hasher.finalize()) }
}
