import Provenance
import Testing

@Suite("Exact fractions")
struct RationalTests {
    @Test(
        "Rounding goes to the nearest whole number, halves away from zero",
        arguments: [
            (1, 2, 1), (-1, 2, -1), (1, 3, 0), (2, 3, 1), (-2, 3, -1), (7, 1, 7), (0, 5, 0), (100_100, 3, 33_367),
        ] as [(Int128, Int128, Int128)])
    func rounding(_ top: Int128, _ bottom: Int128, _ expected: Int128) throws {
        #expect(try #require(Rational(top, over: bottom)).rounded == expected)
    }

    @Test(
        "Decimals are read as they are written",
        arguments: [
            (12.5, 25, 2), (0.1, 1, 10), (-3, -3, 1), (1e-7, 1, 10_000_000), (1e22, 10_000_000_000_000_000_000_000, 1),
        ] as [(Double, Int128, Int128)])
    func decimals(_ value: Double, _ top: Int128, _ bottom: Int128) throws {
        let read = try #require(Rational(decimal: value))
        #expect(read.numerator == top)
        #expect(read.denominator == bottom)
    }

    @Test("What does not fit in 128 bits is nothing, not a wrong number")
    func overflow() throws {
        let large = try #require(Rational(Int128.max, over: 1))
        #expect(large.times(large) == nil)
        #expect(large.plus(Rational(whole: 1)) == nil)
        #expect(Rational(decimal: .infinity) == nil)
        #expect(Rational(decimal: 1e300) == nil)
        #expect(Rational(1, over: 0) == nil)
        #expect(try #require(Rational(Int128.min, over: 2)).numerator == Int128.min / 2)
    }

    @Test("Comparison is exact where products need 256 bits")
    func order() throws {
        let most = try #require(Rational(Int128.max, over: Int128.max - 1))
        let next = try #require(Rational(Int128.max - 1, over: Int128.max - 2))
        #expect(most < next)
        #expect(!(next < most))
        let (least, half, third) = (Rational(Int128.min, over: 3), Rational(-1, over: 2), Rational(-1, over: 3))
        #expect(try #require(least) < .zero)
        let (lower, upper) = (try #require(half), try #require(third))
        #expect(lower < upper)
        #expect(!(most < most))
    }

    @Test("A difference is exact, or nothing")
    func difference() throws {
        let third = try #require(Rational(1, over: 3))
        let half = try #require(Rational(1, over: 2))
        let least = try #require(Rational(Int128.min, over: 1))
        #expect(half.minus(third) == Rational(1, over: 6))
        #expect(least.negated == nil)
        #expect(Rational.zero.minus(least) == nil)
    }
}
