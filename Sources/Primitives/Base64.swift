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

    private static func encode(_ bytes: UnsafeRawBufferPointer, alphabet: [UInt8], padded: Bool) -> String {
        let full = bytes.count / 3
        let rest = bytes.count % 3
        let length = full * 4 + (rest == 0 ? 0 : padded ? 4 : rest + 1)
        return String(unsafeUninitializedCapacity: length) { buffer in
            var at = 0
            var block: UInt32 = 0
            var filled = 0
            for byte in bytes {
                block = block << 8 | UInt32(byte)
                filled += 1
                if filled == 3 {
                    for shift in stride(from: 18, through: 0, by: -6) {
                        buffer[at] = alphabet[Int(block >> UInt32(shift) & 63)]
                        at += 1
                    }
                    block = 0
                    filled = 0
                }
            }
            if filled > 0 {
                block <<= UInt32(8 * (3 - filled))
                for place in 0...filled {
                    buffer[at] = alphabet[Int(block >> UInt32(18 - 6 * place) & 63)]
                    at += 1
                }
                while padded && at < length {
                    buffer[at] = UInt8(ascii: "=")
                    at += 1
                }
            }
            return at
        }
    }

    private static func decode(_ text: UnsafeRawBufferPointer, _ table: [UInt8]) -> [UInt8]? {
        let rest = text.count % 4
        guard rest != 1 else { return nil }
        let count = text.count / 4 * 3 + (rest == 0 ? 0 : rest - 1)
        var valid = true
        let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            table.withUnsafeBufferPointer { table in
                var seen: UInt8 = 0
                var from = 0
                var to = 0
                while from + 4 <= text.count {
                    let a = table[Int(text[from])]
                    let b = table[Int(text[from + 1])]
                    let c = table[Int(text[from + 2])]
                    let d = table[Int(text[from + 3])]
                    seen |= a | b | c | d
                    buffer[to] = a << 2 | b >> 4
                    buffer[to + 1] = b << 4 | c >> 2
                    buffer[to + 2] = c << 6 | d
                    from += 4
                    to += 3
                }
                if rest > 0 {
                    let a = table[Int(text[from])]
                    let b = table[Int(text[from + 1])]
                    seen |= a | b
                    buffer[to] = a << 2 | b >> 4
                    if rest == 3 {
                        let c = table[Int(text[from + 2])]
                        seen |= c
                        buffer[to + 1] = b << 4 | c >> 2
                        valid = c & 3 == 0
                    } else {
                        valid = b & 15 == 0
                    }
                }
                // Every value is below 64; the mark of a foreign character sets the top bits.
                valid = valid && seen & 0xC0 == 0
            }
            initialized = count
        }
        return valid ? result : nil
    }
}
