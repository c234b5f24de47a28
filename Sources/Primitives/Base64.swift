/// RFC 4648 base64, strict in both directions (protocol.md §1): a decoder refuses white space, wrong padding, the other
/// alphabet, and trailing bits that are not zero, so that one sequence of bytes has one text.
public enum Base64 {
    /// Standard alphabet with padding (RFC 4648 §4).
    public static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
        encode(bytes, alphabet: Alphabet.standard, padded: true)
    }

    /// Standard alphabet with padding (RFC 4648 §4).
    public static func encode(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { encode($0) }
    }

    /// URL-safe alphabet without padding (RFC 4648 §5).
    public static func encodeURL(_ bytes: UnsafeRawBufferPointer) -> String {
        encode(bytes, alphabet: Alphabet.urlSafe, padded: false)
    }

    /// URL-safe alphabet without padding (RFC 4648 §5).
    public static func encodeURL(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { encodeURL($0) }
    }

    /// `nil` if `text` is not what `encode` gives for some bytes.
    public static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode(UnsafeRawBufferPointer($0)) }
    }

    /// `nil` if `text` is not what `encode` gives for some bytes.
    public static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        guard let last = text.last else { return [] }
        var count = text.count
        if last == UInt8(ascii: "=") {
            count -= text[count - 2] == UInt8(ascii: "=") ? 2 : 1
        }
        return decode(UnsafeRawBufferPointer(rebasing: text[..<count]), Alphabet.fromStandard)
    }

    /// `nil` if `text` is not what `encodeURL` gives for some bytes.
    public static func decodeURL(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decodeURL(UnsafeRawBufferPointer($0)) }
    }

    /// `nil` if `text` is not what `encodeURL` gives for some bytes.
    public static func decodeURL(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        decode(text, Alphabet.fromURLSafe)
    }

    private enum Alphabet {
        private static let shared = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        static let standard = Array((shared + "+/").utf8)
        static let urlSafe = Array((shared + "-_").utf8)
        static let fromStandard = reversed(standard)
        static let fromURLSafe = reversed(urlSafe)
        /// Beyond the three bytes of a block.
        static let invalid: UInt32 = 0xFF00_0000

        /// What each character stands for in each of the four places of a block, as `block` puts them together: one look a character.
        private static func reversed(_ alphabet: [UInt8]) -> [UInt32] {
            var table = [UInt32](repeating: invalid, count: 4 * 256)
            for (value, character) in alphabet.enumerated() {
                let (value, character) = (UInt32(value), Int(character))
                table[character] = value << 2
                table[256 + character] = value >> 4 | (value & 0xF) << 12
                table[512 + character] = (value >> 2) << 8 | (value & 0x3) << 22
                table[768 + character] = value << 16
            }
            return table
        }
    }

    /// How many characters `encode` gives for so many bytes.
    package static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// As `encode`, into memory that has room for `encodedCount` characters.
    ///
    /// - Returns: how many were written.
    package static func encode(_ bytes: UnsafeRawBufferPointer, into text: UnsafeMutableRawBufferPointer) -> Int {
        write(bytes, Alphabet.standard, padded: true, to: text)
    }

    private static func encode(_ bytes: UnsafeRawBufferPointer, alphabet: [UInt8], padded: Bool) -> String {
        String(unsafeUninitializedCapacity: encodedCount(bytes.count)) {
            write(bytes, alphabet, padded: padded, to: UnsafeMutableRawBufferPointer($0))
        }
    }

    private static func write(
        _ bytes: UnsafeRawBufferPointer, _ alphabet: [UInt8], padded: Bool, to text: UnsafeMutableRawBufferPointer
    ) -> Int {
        alphabet.withUnsafeBufferPointer { alphabet in
            var to = 0
            func put(_ block: UInt32, characters: Int) {
                for place in 0..<characters { text[to + place] = alphabet[Int(block >> UInt32(18 - 6 * place) & 63)] }
                to += characters
            }
            var from = 0
            while from + 3 <= bytes.count {
                put(UInt32(bytes[from]) << 16 | UInt32(bytes[from + 1]) << 8 | UInt32(bytes[from + 2]), characters: 4)
                from += 3
            }
            let rest = bytes.count - from
            guard rest > 0 else { return to }
            put(UInt32(bytes[from]) << 16 | (rest > 1 ? UInt32(bytes[from + 1]) << 8 : 0), characters: rest + 1)
            guard padded else { return to }
            for _ in rest..<3 {
                text[to] = UInt8(ascii: "=")
                to += 1
            }
            return to
        }
    }

    /// As `decodeURL`, into memory that has room for as many bytes as there are characters.
    ///
    /// - Returns: how many were written; `nil` for what `decodeURL` refuses.
    package static func decodeURL(_ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Int? {
        write(text, Alphabet.fromURLSafe, to: bytes) ? decodedCount(text.count) : nil
    }

    /// How many bytes so many characters stand for, without padding; `nil` for no number of bytes.
    private static func decodedCount(_ count: Int) -> Int? {
        let rest = count % 4
        return rest == 1 ? nil : count / 4 * 3 + (rest == 0 ? 0 : rest - 1)
    }

    private static func decode(_ text: UnsafeRawBufferPointer, _ table: [UInt32]) -> [UInt8]? {
        guard let count = decodedCount(text.count) else { return nil }
        var isValid = true
        let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            isValid = write(text, table, to: UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
        return isValid ? result : nil
    }

    /// Writes what `text` stands for; there is room for it.
    ///
    /// - Returns: false if `text` is not what `encode` gives for some bytes.
    private static func write(_ text: UnsafeRawBufferPointer, _ table: [UInt32], to bytes: UnsafeMutableRawBufferPointer) -> Bool
    {
        let rest = text.count % 4
        guard rest != 1 else { return false }
        return table.withUnsafeBufferPointer { table in
            var seen: UInt32 = 0
            var from = 0
            var to = 0
            // Four bytes are stored for each three, where there is room for the one too many.
            while from + 8 <= text.count {
                let block = block(text.loadUnaligned(fromByteOffset: from, as: UInt32.self), table)
                seen |= block
                bytes.storeBytes(of: block.littleEndian, toByteOffset: to, as: UInt32.self)
                from += 4
                to += 3
            }
            while from < text.count {
                // Missing characters count as the first of the alphabet, which stands for no bits.
                var characters: UInt32 = 0x4141_4141
                let count = min(4, text.count - from)
                for place in 0..<count {
                    characters = characters & ~(0xFF << UInt32(8 * place)) | UInt32(text[from + place]) << UInt32(8 * place)
                }
                let block = block(characters, table)
                seen |= block
                for place in 0..<(count - 1) { bytes[to + place] = UInt8(truncatingIfNeeded: block >> UInt32(8 * place)) }
                // What the last character stands for beyond whole bytes is zero.
                if count < 4, block >> UInt32(8 * (count - 1)) & 0xFF != 0 { return false }
                from += 4
                to += count - 1
            }
            return seen & Alphabet.invalid == 0
        }
    }

    /// The three bytes that four characters stand for, the first in the lowest bits.
    @inline(__always)
    private static func block(_ characters: UInt32, _ table: UnsafeBufferPointer<UInt32>) -> UInt32 {
        let characters = characters.littleEndian
        return table[Int(characters & 0xFF)] | table[256 + Int(characters >> 8 & 0xFF)]
            | table[512 + Int(characters >> 16 & 0xFF)]
            | table[768 + Int(characters >> 24)]
    }
}
