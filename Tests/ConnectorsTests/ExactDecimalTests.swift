import Testing

@testable import Connectors

@Suite("Decimals without binary rounding")
struct ExactDecimalTests {
    @Test(
        "seconds become ticks exactly, or to the nearest with halves to even",
        arguments: [
            ("1.7", 1, 1_000_000, 1_700_000, true), ("0.1", 1, 48_000, 4_800, true), ("1e-6", 1, 1_000_000, 1, true),
            ("0.5", 1, 1, 0, false), ("1.5", 1, 1, 2, false), ("2.5", 1, 1, 2, false), ("2.51", 1, 1, 3, false),
            ("10", 1001, 30_000, 300, false), ("-1.5", 1, 1, -2, false), ("1E3", 1, 1, 1000, true), ("0e40", 1, 1, 0, true),
        ] as [(String, Int64, Int64, Int64, Bool)])
    func ticks(text: String, numerator: Int64, denominator: Int64, expected: Int64, isExact: Bool) throws {
        let timebase = try #require(Timebase(numerator: numerator, denominator: denominator))
        let ticks = try #require(ExactDecimal(text)?.multiplied(by: timebase.denominator, over: timebase.numerator))
        #expect(ticks.whole == expected)
        #expect(ticks.isExact == isExact)
    }

    @Test(
        "what is no plain decimal is refused",
        arguments: ["", "-", ".5", "5.", "1e", "1e99", "0x1", "nan", "inf", "+1", "1 ", "1.2.3", "1234567890123456789"])
    func refused(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test("a result past 2^53 is refused instead of wrapped")
    func overflow() {
        #expect(ExactDecimal("999999999999999999")?.multiplied(by: 1_000_000, over: 1) == nil)
        #expect(ExactDecimal("1e40")?.multiplied(by: 1_000_000, over: 1) == nil)
    }

    @Test(
        "frame rates become seconds a tick",
        arguments: [("25", 1, 25), ("29.97", 100, 2997), ("30000/1001", 1001, 30000), ("25.0", 1, 25)] as [(String, Int64, Int64)]
    )
    func frameRates(text: String, numerator: Int64, denominator: Int64) {
        #expect(Timebase(frameRate: text) == Timebase(numerator: numerator, denominator: denominator))
    }

    @Test("what is no frame rate is refused", arguments: ["0", "-25", "", "fast", "25/0", "0/25", "1e9/1"])
    func badFrameRates(text: String) {
        #expect(Timebase(frameRate: text) == nil)
    }
}
