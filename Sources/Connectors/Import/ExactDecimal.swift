/// A decimal number as it is written, without binary rounding: `digits` × 10^−`scale`.
struct ExactDecimal: Hashable, Sendable {
    let digits: Int64
    let scale: Int

    /// Reads `[-]d…[.d…][e[±]d…]` of at most 18 significant digits; `nil` for anything else.
    init?(_ text: String) {
        var digits: Int64 = 0
        var scale = 0
        var seenPoint = false
        var count = 0
        var bytes = Array(text.utf8)[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes.removeFirst() }
        guard let first = bytes.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
        while let byte = bytes.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
            bytes.removeFirst()
            if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
                guard bytes.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) == true else { return nil }
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            if digits > 0 || byte != UInt8(ascii: "0") { count += 1 }
            guard count <= 18 else { return nil }
            digits = digits * 10 + Int64(byte - UInt8(ascii: "0"))
            if seenPoint { scale += 1 }
        }
        if !bytes.isEmpty {
            guard let exponent = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)), (-40...40).contains(exponent) else {
                return nil
            }
            scale -= exponent
        }
        self.digits = negative ? -digits : digits
        self.scale = scale
    }

    /// The shortest decimal that reads back as `value`: what a JSON file said.
    init?(_ value: Double) {
        self.init(value.description)
    }

    /// True if both say the same number, be it with other zeros at the end.
    func isEqual(to other: ExactDecimal) -> Bool { shortened == other.shortened }

    private var shortened: ExactDecimal {
        guard digits != 0 else { return ExactDecimal(digits: 0, scale: 0) }
        var (digits, scale) = (digits, scale)
        while digits % 10 == 0 { (digits, scale) = (digits / 10, scale - 1) }
        return ExactDecimal(digits: digits, scale: scale)
    }

    private init(digits: Int64, scale: Int) { (self.digits, self.scale) = (digits, scale) }

    /// This number multiplied by `numerator`/`denominator`, both positive, to the nearest whole number, halves to even;
    /// `nil` if that is past ±(2^53 − 1).
    func multiplied(by numerator: Int64, over denominator: Int64) -> (whole: Int64, isExact: Bool)? {
        guard numerator > 0, denominator > 0 else { return nil }
        var top = Int128(digits) * Int128(numerator)
        var bottom = Int128(denominator)
        for _ in 0..<abs(scale) {
            let (product, overflow) = (scale > 0 ? bottom : top).multipliedReportingOverflow(by: 10)
            if overflow { return digits == 0 ? (0, true) : nil }
            if scale > 0 { bottom = product } else { top = product }
        }
        let (whole, rest) = top.quotientAndRemainder(dividingBy: bottom)
        var quotient = whole
        let isExact = rest == 0
        let twice = rest.magnitude.multipliedReportingOverflow(by: 2)
        guard !twice.overflow else { return nil }
        if twice.partialValue > bottom.magnitude || (twice.partialValue == bottom.magnitude && quotient % 2 != 0) {
            quotient += top < 0 ? -1 : 1
        }
        guard quotient.magnitude < 1 << 53 else { return nil }
        return (Int64(quotient), isExact)
    }
}
