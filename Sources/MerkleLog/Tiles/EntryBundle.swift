/// The form in which entries are served: each with its length in front, two bytes, big-endian (C2SP tlog-tiles).
public enum EntryBundle {
    /// The greatest entry: 65,535 bytes.
    public static let maximumEntryByteCount = Int(UInt16.max)

    /// `nil` if an entry is longer than the format can say.
    public static func format(_ entries: some Sequence<[UInt8]>) -> [UInt8]? {
        var bytes: [UInt8] = []
        for entry in entries {
            guard let length = UInt16(exactly: entry.count) else { return nil }
            bytes.append(UInt8(length >> 8))
            bytes.append(UInt8(length & 0xFF))
            bytes.append(contentsOf: entry)
        }
        return bytes
    }

    /// `nil` if the bytes end within a length or an entry, or hold more than 256 entries.
    public static func parse(_ bytes: [UInt8]) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var rest = bytes[...]
        while let high = rest.popFirst() {
            guard entries.count < TileWidth.full.value, let low = rest.popFirst() else { return nil }
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= length else { return nil }
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return entries
    }
}
