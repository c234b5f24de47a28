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
        static let invalid: UInt8 = 0xFF

        private static func reversed(_ alphabet: [UInt8]) -> [UInt8] {
            var table = [UInt8](repeating: invalid, count: 256)
            for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
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

    /// As `decodeURL`, into memory that has room for what the characters stand for.
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

    private static func decode(_ text: UnsafeRawBufferPointer, _ table: [UInt8]) -> [UInt8]? {
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
    private static func write(_ text: UnsafeRawBufferPointer, _ table: [UInt8], to bytes: UnsafeMutableRawBufferPointer) -> Bool {
        let rest = text.count % 4
        guard rest != 1 else { return false }
        return table.withUnsafeBufferPointer { table in
            var seen: UInt8 = 0
            var from = 0
            var to = 0
            while from + 4 <= text.count {
                let a = table[Int(text[from])]
                let b = table[Int(text[from + 1])]
                let c = table[Int(text[from + 2])]
                let d = table[Int(text[from + 3])]
                seen |= a | b | c | d
                bytes[to] = a << 2 | b >> 4
                bytes[to + 1] = b << 4 | c >> 2
                bytes[to + 2] = c << 6 | d
                from += 4
                to += 3
            }
            var isEndZero = true
            if rest > 0 {
                let a = table[Int(text[from])]
                let b = table[Int(text[from + 1])]
                seen |= a | b
                bytes[to] = a << 2 | b >> 4
                if rest == 3 {
                    let c = table[Int(text[from + 2])]
                    seen |= c
                    bytes[to + 1] = b << 4 | c >> 2
                    isEndZero = c & 3 == 0
                } else {
                    isEndZero = b & 15 == 0
                }
            }
            // Every value is below 64; the mark of a foreign character sets the top bits.
            return isEndZero && seen & 0xC0 == 0
        }
    }
}
