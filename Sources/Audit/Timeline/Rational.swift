/// An exact fraction in lowest terms. Arithmetic gives `nil` where 128 bits do not suffice, never a wrong number.
package struct Rational: Hashable, Sendable, CustomStringConvertible {
    package let numerator: Int128
    /// Greater than 0.
    package let denominator: Int128

    package static let zero = Rational(whole: 0)

    package init(whole: Int64) {
        numerator = Int128(whole)
        denominator = 1
    }

    /// `nil` if the denominator is not greater than 0.
    package init?(_ numerator: Int128, over denominator: Int128) {
        guard denominator > 0 else { return nil }
        let divisor = Int128(Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    /// The decimal fraction that is written for `value`, not its binary neighbour: 0.1 is 1/10.
    package init?(decimal value: Double) {
        guard value.isFinite else { return nil }
        let parts = value.description.split(separator: "e", maxSplits: 1)
        let exponent = parts.count == 2 ? Int(parts[1]) : 0
        let mantissa = parts[0].split(separator: ".", maxSplits: 1)
        let fraction = mantissa.count == 2 ? mantissa[1] : ""
        guard let exponent, abs(exponent) < 30, let digits = Int128(mantissa[0] + fraction) else { return nil }
        let places = fraction.utf8.count - exponent
        var power = Rational(whole: 1)
        for _ in 0..<abs(places) {
            guard let next = power.times(Rational(whole: 10)) else { return nil }
            power = next
        }
        let scaled = places >= 0 ? Rational(digits, over: power.numerator) : Rational(digits, over: 1)?.times(power)
        guard let scaled else { return nil }
        self = scaled
    }

    package func plus(_ other: Rational) -> Rational? {
        let (a, o1) = numerator.multipliedReportingOverflow(by: other.denominator)
        let (b, o2) = other.numerator.multipliedReportingOverflow(by: denominator)
        let (sum, o3) = a.addingReportingOverflow(b)
        let (bottom, o4) = denominator.multipliedReportingOverflow(by: other.denominator)
        return o1 || o2 || o3 || o4 ? nil : Rational(sum, over: bottom)
    }

    package func times(_ other: Rational) -> Rational? {
        // Crosswise first, so that the products stay as small as they can be.
        guard let left = Rational(numerator, over: other.denominator), let right = Rational(other.numerator, over: denominator)
        else { return nil }
        let (top, o1) = left.numerator.multipliedReportingOverflow(by: right.numerator)
        let (bottom, o2) = left.denominator.multipliedReportingOverflow(by: right.denominator)
        return o1 || o2 ? nil : Rational(top, over: bottom)
    }

    /// `nil` for zero and below.
    package var reciprocal: Rational? { numerator > 0 ? Rational(denominator, over: numerator) : nil }

    package var isWhole: Bool { denominator == 1 }

    /// To the nearest whole number, halves away from zero.
    package var rounded: Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        guard remainder.magnitude >= (denominator - Int128(remainder.magnitude)).magnitude else { return quotient }
        return quotient + remainder.signum()
    }

    /// "100100/3", or "7".
    package var description: String { isWhole ? "\(numerator)" : "\(numerator)/\(denominator)" }

    private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b > 0 { (a, b) = (b, a % b) }
        return a
    }
}
