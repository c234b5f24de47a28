@_spi(_Unicode) import Swift

/// Ids of datasets, items, labels, people and the like, as `data` holds them (protocol.md §4).
public enum Identifier {
    /// Not empty, not `.` or `..`, and in Unicode normalisation form C.
    public static func isWellFormed(_ id: String) -> Bool {
        var id = id
        let (isASCII, isDots) = id.withUTF8 { bytes in
            (bytes.reduce(0, |) < 0x80, bytes.count <= 2 && bytes.allSatisfy { $0 == UInt8(ascii: ".") })
        }
        // No bytes are dots as well: the empty id.
        guard !isDots else { return false }
        return isASCII || id.unicodeScalars.elementsEqual(id._nfc)
    }
}
