public import Primitives

/// The hashes of RFC 9162 §2.1.1.
extension Digest {
    /// The root of the tree without entries: SHA-256 of nothing.
    public static let emptyTree = Digest(hashing: [])

    /// SHA-256(0x00 ‖ entry).
    public static func leaf(_ entry: UnsafeRawBufferPointer) -> Digest {
        Digest(prefix: 0x00, entry)
    }

    /// SHA-256(0x00 ‖ entry).
    public static func leaf(_ entry: [UInt8]) -> Digest {
        entry.withUnsafeBytes { Digest(prefix: 0x00, $0) }
    }

    /// SHA-256(0x00 ‖ entry), of an entry that lies in two places.
    public static func leaf(_ start: UnsafeRawBufferPointer, _ rest: UnsafeRawBufferPointer) -> Digest {
        Digest(prefix: 0x00, start, rest)
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        Digest(prefix: 0x01, left, right)
    }
}
