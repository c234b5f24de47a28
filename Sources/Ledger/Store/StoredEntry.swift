import MerkleLog
package import Primitives

/// An entry as the log holds it (protocol.md §3): `<recorded> <JWS>`.
package struct StoredEntry: Hashable, Sendable {
    package let index: EntryIndex
    package let recorded: Timestamp
    /// ASCII.
    package let jws: [UInt8]

    package init(index: EntryIndex, recorded: Timestamp, jws: [UInt8]) {
        self.index = index
        self.recorded = recorded
        self.jws = jws
    }

    /// The bytes whose leaf hash stands in the tree.
    package var bytes: [UInt8] { withTime { Array($0) } + jws }

    /// The leaf hash, without the bytes being put together.
    package var leaf: Digest {
        withTime { time in jws.withUnsafeBytes { Digest.leaf(time, $0) } }
    }

    /// Calls `body` with `<recorded>` and the space after it.
    private func withTime<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeTemporaryAllocation(byteCount: 24, alignment: 1) { buffer in
            // From the end: the least digit comes first.
            var start = buffer.count - 1
            buffer[start] = UInt8(ascii: " ")
            var rest = recorded.microseconds.magnitude
            repeat {
                start -= 1
                buffer[start] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if recorded.microseconds < 0 {
                start -= 1
                buffer[start] = UInt8(ascii: "-")
            }
            return body(UnsafeRawBufferPointer(rebasing: buffer[start...]))
        }
    }
}
