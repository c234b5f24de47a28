/// Lower-case hexadecimal (protocol.md §1): upper case is refused, so that a digest has one spelling.
public enum Hex {
    @inlinable
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            var at = 0
            for byte in bytes {
                buffer[at] = character(byte >> 4)
                buffer[at + 1] = character(byte)
                at += 2
            }
            return at
        }
    }

    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 2 == 0 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            guard let value = digit(character) else { return nil }
            if let upper = high {
                result.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return result
    }

    /// The digit of the lower four bits.
    @inlinable
    public static func character(_ value: UInt8) -> UInt8 {
        let value = value & 15
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }

    /// What a digit stands for, below 16; `notADigit` for any other character. Without a branch, so that many are read at once.
    @inlinable @inline(__always)
    public static func value(_ character: UInt8) -> UInt8 {
        let (number, letter) = (character &- UInt8(ascii: "0"), character &- UInt8(ascii: "a"))
        return number < 10 ? number : letter < 6 ? letter &+ 10 : notADigit
    }

    @inlinable public static var notADigit: UInt8 { 0xFF }

    /// What a digit stands for; `nil` for any other character.
    @inlinable
    public static func digit(_ character: UInt8) -> UInt8? {
        let value = value(character)
        return value < 16 ? value : nil
    }
}
