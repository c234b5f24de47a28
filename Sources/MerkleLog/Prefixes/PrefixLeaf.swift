public import Primitives

/// A subject in the prefix tree: SHA-256 of its name, and its history's head (protocol.md §5).
public struct PrefixLeaf: Hashable, Sendable {
    public let key: Digest
    public let history: HistoryHead

    public init(key: Digest, history: HistoryHead) {
        self.key = key
        self.history = history
    }

    /// SHA-256(0x10 ‖ key ‖ count as u64 big-endian ‖ head).
    public var hash: Digest {
        withUnsafeTemporaryAllocation(byteCount: 2 * Digest.byteCount + 8, alignment: 8) { buffer in
            key.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[..<32]).copyMemory(from: $0) }
            buffer.storeBytes(of: history.count.bigEndian, toByteOffset: 32, as: UInt64.self)
            history.digest.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[40...]).copyMemory(from: $0) }
            return Digest(prefix: 0x10, UnsafeRawBufferPointer(buffer))
        }
    }
}

extension Digest {
    /// SHA-256(0x11 ‖ left ‖ right): an inner node of the prefix tree.
    static func prefixNode(_ left: Digest, _ right: Digest) -> Digest { Digest(prefix: 0x11, left, right) }
}
