package import Primitives

extension StoredEntry {
    /// Reads an entry as tiles hold it: `<recorded> <JWS>`. `nil` for any other spelling of the time.
    package init?(index: EntryIndex, bytes: [UInt8]) {
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")),
            let recorded = Int64(String(decoding: bytes[..<space], as: UTF8.self))
        else { return nil }
        self.init(index: index, recorded: Timestamp(microseconds: recorded), jws: Array(bytes[(space + 1)...]))
        // The leaf is over the bytes: "+7" and "07" are other leaves than "7".
        guard self.bytes == bytes else { return nil }
    }
}
