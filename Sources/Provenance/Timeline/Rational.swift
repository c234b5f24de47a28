/// An exact fraction in lowest terms. Arithmetic gives `nil` where 128 bits do not suffice, never a wrong number.
public struct Rational: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let numerator: Int128
    /// Greater than 0.
    public let denominator: Int128

    public static let zero = Rational(whole: 0)

    public init(whole: Int64) {
        numerator = Int128(whole)
        denominator = 1
    }

    /// `nil` if the denominator is not greater than 0.
    public init?(_ numerator: Int128, over denominator: Int128) {
        guard denominator > 0 else { return nil }
        let divisor = Int128(Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    /// The decimal fraction that is written for `value`, not its binary neighbour: 0.1 is 1/10.
    public init?(decimal value: Double) {
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

    /// The sum; `nil` where 128 bits do not suffice.
    public func plus(_ other: Rational) -> Rational? {
        let (a, o1) = numerator.multipliedReportingOverflow(by: other.denominator)
        let (b, o2) = other.numerator.multipliedReportingOverflow(by: denominator)
        let (sum, o3) = a.addingReportingOverflow(b)
        let (bottom, o4) = denominator.multipliedReportingOverflow(by: other.denominator)
        return o1 || o2 || o3 || o4 ? nil : Rational(sum, over: bottom)
    }

    /// The product; `nil` where 128 bits do not suffice.
    public func times(_ other: Rational) -> Rational? {
        // Crosswise first, so that the products stay as small as they can be.
        guard let left = Rational(numerator, over: other.denominator), let right = Rational(other.numerator, over: denominator)
        else { return nil }
        let (top, o1) = left.numerator.multipliedReportingOverflow(by: right.numerator)
        let (bottom, o2) = left.denominator.multipliedReportingOverflow(by: right.denominator)
        return o1 || o2 ? nil : Rational(top, over: bottom)
    }

    /// The difference; `nil` where 128 bits do not suffice.
    public func minus(_ other: Rational) -> Rational? { other.negated.flatMap(plus) }

    /// `nil` for the least numerator alone, which has no positive counterpart.
    public var negated: Rational? {
        let (negative, overflow) = Int128.zero.subtractingReportingOverflow(numerator)
        return overflow ? nil : Rational(negative, over: denominator)
    }

    /// Exact for all: the products are compared in 256 bits.
    public static func < (a: Rational, b: Rational) -> Bool {
        let left = a.numerator.multipliedFullWidth(by: b.denominator)
        let right = b.numerator.multipliedFullWidth(by: a.denominator)
        return left.high == right.high ? left.low < right.low : left.high < right.high
    }

    /// `nil` for zero and below.
    public var reciprocal: Rational? { numerator > 0 ? Rational(denominator, over: numerator) : nil }

    public var isWhole: Bool { denominator == 1 }

    /// To the nearest whole number, halves away from zero.
    public var rounded: Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        guard remainder.magnitude >= (denominator - Int128(remainder.magnitude)).magnitude else { return quotient }
        return quotient + remainder.signum()
    }

    /// "100100/3", or "7".
    public var description: String { isWhole ? "\(numerator)" : "\(numerator)/\(denominator)" }

    private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b > 0 { (a, b) = (b, a % b) }
        return a
    }
}
