import Primitives

/// The length of a tick in seconds, as a fraction: 1/48000, 1001/30000.
struct Timebase: Hashable, Sendable {
    let numerator: Int64
    let denominator: Int64

    /// For what runs in time and says not how it was sampled.
    static let microseconds = Timebase(uncheckedNumerator: 1, denominator: 1_000_000)

    private init(uncheckedNumerator: Int64, denominator: Int64) {
        numerator = uncheckedNumerator
        self.denominator = denominator
    }

    /// `nil` unless both are positive and within 2^31 − 1.
    init?(numerator: Int64, denominator: Int64) {
        guard (1...Int64(Int32.max)).contains(numerator), (1...Int64(Int32.max)).contains(denominator) else { return nil }
        self.init(uncheckedNumerator: numerator, denominator: denominator)
    }

    /// Reads `1/48000`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let numerator = Int64(parts[0]), let denominator = Int64(parts[1]) else { return nil }
        self.init(numerator: numerator, denominator: denominator)
    }

    /// One tick a frame. Reads `25`, `29.97` or `30000/1001`.
    init?(frameRate text: String) {
        if text.contains("/") {
            guard let inverse = Timebase(text) else { return nil }
            self.init(uncheckedNumerator: inverse.denominator, denominator: inverse.numerator)
            return
        }
        guard let rate = ExactDecimal(text), rate.digits > 0, (0...6).contains(rate.scale) else { return nil }
        var numerator: Int64 = 1
        for _ in 0..<rate.scale { numerator *= 10 }
        var denominator = rate.digits
        while numerator % 10 == 0, denominator % 10 == 0 {
            numerator /= 10
            denominator /= 10
        }
        self.init(numerator: numerator, denominator: denominator)
    }

    /// Seconds in ticks, to the nearest tick.
    func ticks(ofSeconds seconds: ExactDecimal) -> (whole: Int64, isExact: Bool)? {
        seconds.multiplied(by: denominator, over: numerator)
    }

    var json: JSONValue { ["numerator": .integer(numerator), "denominator": .integer(denominator)] }
}
