#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension String {
    /// Whether both are the same bytes: Swift's `==` takes the two Unicode forms of a letter for one.
    public func isSpelled(as other: String) -> Bool {
        var (own, other) = (self, other)
        return own.withUTF8 { own in
            other.withUTF8 { other in UnsafeRawBufferPointer(own).isSame(as: UnsafeRawBufferPointer(other)) }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether both hold the same bytes.
    public func isSame(as other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
        return memcmp(start, otherStart, count) == 0
    }

    /// Whether these are the bytes of `text`.
    public func isSame(as text: StaticString) -> Bool {
        isSame(as: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether they begin with those of `text`.
    public func begins(with text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount
            && UnsafeRawBufferPointer(rebasing: self[..<text.utf8CodeUnitCount]).isSame(as: text)
    }

    /// Whether they end with those of `text`.
    public func ends(with text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount
            && UnsafeRawBufferPointer(rebasing: self[(count - text.utf8CodeUnitCount)...]).isSame(as: text)
    }

    /// Where `byte` stands first, from `start` on: the C library looks at many bytes at once.
    public func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count, let base = baseAddress, let found = memchr(base + start, Int32(byte), count - start) else {
            return nil
        }
        return UnsafeRawPointer(found) - base
    }
}
