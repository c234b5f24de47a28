package import Primitives

extension JSONValue {
    /// Parses what another program wrote. It is held to strict JSON (protocol.md §1), but for whole numbers past ±(2^53 − 1), which
    /// others write as hashes and ids: each is taken as a string of its digits.
    package init(foreign bytes: [UInt8]) throws(JSONError) {
        try self.init(parsing: Self.quoting(in: bytes) { $0.count > 15 && Self.isPastExact($0) })
    }

    /// Parses strict JSON. A number with more digits than a double keeps is taken as a string of what is written.
    init(keepingDigitsOf bytes: [UInt8]) throws(JSONError) {
        try self.init(parsing: Self.quoting(in: bytes) { $0.count > 15 && Self.isCut($0) })
    }

    /// True if this number is not what `text` says, digit for digit: a number keeps 15 to 17 of them.
    func isRounded(from text: String) -> Bool {
        let whole = integer.flatMap { ExactDecimal(String($0)) }
        guard let kept = whole ?? double.flatMap({ ExactDecimal($0) }) else { return false }
        // Databases fill decimals with zeros.
        var said = text
        if said.contains("."), !said.lowercased().contains("e") { while said.hasSuffix("00") { said.removeLast() } }
        return ExactDecimal(said).map { !$0.isEqual(to: kept) } ?? true
    }

    private static func quoting(in bytes: [UInt8], _ isQuoted: (ArraySlice<UInt8>) -> Bool) -> [UInt8] {
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
                result += isQuoted(number) ? [UInt8(ascii: "\"")] + number + [UInt8(ascii: "\"")] : Array(number)
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

    /// A number of JSON's that keeps not all that is written. What JSON does not know is left to the parser.
    private static func isCut(_ number: ArraySlice<UInt8>) -> Bool {
        guard let value = try? JSONValue(parsing: Array(number)) else { return false }
        return value.isRounded(from: String(decoding: number, as: UTF8.self))
    }

    /// Digits alone, after a sign, that say more than 2^53 − 1. A number that JSON does not know is left to the parser.
    private static func isPastExact(_ number: ArraySlice<UInt8>) -> Bool {
        let digits = number.first == UInt8(ascii: "-") ? number.dropFirst() : number
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != UInt8(ascii: "0") else { return false }
        guard let value = UInt64(String(decoding: digits, as: UTF8.self)) else { return true }
        return value > 9_007_199_254_740_991
    }
}
