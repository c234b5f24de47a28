@_spi(_Unicode) import Swift

/// Ids of datasets, items, labels, people and the like, as `data` holds them (protocol.md §4).
public enum Identifier {
    /// Not empty, not `.` or `..`, and in Unicode normalisation form C.
    public static func isWellFormed(_ id: String) -> Bool {
        var id = id
        let (isASCII, isNamed) = id.withUTF8 { ($0.reduce(0, |) < 0x80, !isDots(UnsafeRawBufferPointer($0))) }
        guard isNamed else { return false }
        return isASCII || id.unicodeScalars.elementsEqual(id._nfc)
    }

    /// True of `.` and `..`, and of no bytes at all: the empty id.
    static func isDots(_ id: UnsafeRawBufferPointer) -> Bool {
        id.count <= 2 && id.allSatisfy { $0 == UInt8(ascii: ".") }
    }
}
