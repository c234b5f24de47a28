extension JSONValue {
    /// The canonical text of RFC 8785: members by name, no white space, numbers as ECMAScript writes them.
    public var canonicalText: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The UTF-8 of `canonicalText`.
    public var canonicalBytes: [UInt8] { Array(canonicalText.utf8) }

    /// Text for people: indented by two spaces, members in order.
    public var indentedText: String {
        var text = ""
        writeIndented(to: &text, level: 0)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += Self.ecmaScript(value)
        case .string(let value): Self.write(value, to: &text)
        case .array(let elements):
            text += "["
            for (place, element) in elements.enumerated() {
                if place > 0 { text += "," }
                element.write(to: &text)
            }
            text += "]"
        case .object(let object):
            text += "{"
            for (place, member) in object.members.enumerated() {
                if place > 0 { text += "," }
                Self.write(member.name, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private func writeIndented(to text: inout String, level: Int) {
        let inner = String(repeating: "  ", count: level + 1)
        let outer = String(repeating: "  ", count: level)
        switch self {
        case .array(let elements) where !elements.isEmpty:
            text += "[\n"
            for (place, element) in elements.enumerated() {
                text += inner
                element.writeIndented(to: &text, level: level + 1)
                text += place + 1 < elements.count ? ",\n" : "\n"
            }
            text += outer + "]"
        case .object(let object) where !object.members.isEmpty:
            text += "{\n"
            for (place, member) in object.members.enumerated() {
                text += inner
                Self.write(member.name, to: &text)
                text += ": "
                member.value.writeIndented(to: &text, level: level + 1)
                text += place + 1 < object.members.count ? ",\n" : "\n"
            }
            text += outer + "}"
        default: write(to: &text)
        }
    }

    /// A string literal: only what RFC 8785 §3.2.2.2 says is escaped.
    private static func write(_ string: String, to text: inout String) {
        text += "\""
        if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text += string
        } else {
            for scalar in string.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                case "\u{8}": text += "\\b"
                case "\u{9}": text += "\\t"
                case "\u{A}": text += "\\n"
                case "\u{C}": text += "\\f"
                case "\u{D}": text += "\\r"
                case _ where scalar.value < 0x20:
                    text += "\\u00" + Hex.encode([UInt8(scalar.value)])
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }

    /// `Number::toString` of ECMA-262 for a finite number that is not whole: the shortest digits that read back the same.
    static func ecmaScript(_ value: Double) -> String {
        guard value >= 0 else { return "-" + ecmaScript(-value) }
        // Swift prints the same shortest digits; only the notation differs.
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let text = Array(value.description.utf8)
        for (place, character) in text.enumerated() {
            if character == UInt8(ascii: "e") {
                exponent = Int(String(decoding: text[(place + 1)...], as: UTF8.self)) ?? 0
                break
            }
            if character == UInt8(ascii: ".") { point = digits.count } else { digits.append(character) }
        }
        return notation(digits, point: point, exponent: exponent)
    }

    private static func notation(_ allDigits: [UInt8], point: Int?, exponent: Int) -> String {
        // n is where the decimal point stands after the first digit that is not zero, as ECMA-262 counts it.
        let leading = allDigits.prefix { $0 == UInt8(ascii: "0") }.count
        var digits = Array(allDigits.dropFirst(leading))
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let n = (point ?? allDigits.count) - leading + exponent
        let k = digits.count
        let text = String(decoding: digits, as: UTF8.self)
        if k <= n, n <= 21 { return text + String(repeating: "0", count: n - k) }
        if 0 < n, n <= 21 {
            return String(decoding: digits[..<n], as: UTF8.self) + "." + String(decoding: digits[n...], as: UTF8.self)
        }
        if -6 < n, n <= 0 { return "0." + String(repeating: "0", count: -n) + text }
        let power = n - 1
        let sign = power < 0 ? "-" : "+"
        let mantissa = k == 1 ? text : String(text.first!) + "." + text.dropFirst()
        return "\(mantissa)e\(sign)\(abs(power))"
    }
}
