package import Primitives

extension JSONValue {
    /// Parses what another program wrote. It is held to strict JSON (protocol.md §1), but for whole numbers past ±(2^53 − 1), which
    /// others write as hashes and ids: each is taken as a string of its digits.
    package init(foreign bytes: [UInt8]) throws(JSONError) { try self.init(parsing: Self.quotingLargeNumbers(in: bytes)) }

    private static func quotingLargeNumbers(in bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 16)
        var rest = bytes[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "\"") {
                let text = string(at: rest)
                result += text
                rest = rest[text.endIndex...]
            } else if isOfNumber(byte) {
                let number = rest.prefix(while: isOfNumber)
                let isLarge = number.count > 15 && isPastExact(number)
                result += isLarge ? [UInt8(ascii: "\"")] + number + [UInt8(ascii: "\"")] : Array(number)
                rest = rest[number.endIndex...]
            } else {
                result.append(byte)
                rest.removeFirst()
            }
        }
        return result
    }

    /// The string that begins here, with its quotes; all there is if it does not end.
    private static func string(at bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var at = bytes.startIndex + 1
        while at < bytes.endIndex, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return bytes[..<min(at + 1, bytes.endIndex)]
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// Digits alone, after a sign, that say more than 2^53 − 1. A number that JSON does not know is left to the parser.
    private static func isPastExact(_ number: ArraySlice<UInt8>) -> Bool {
        let digits = number.first == UInt8(ascii: "-") ? number.dropFirst() : number
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != UInt8(ascii: "0") else { return false }
        guard let value = UInt64(String(decoding: digits, as: UTF8.self)) else { return true }
        return value > 9_007_199_254_740_991
    }
}
