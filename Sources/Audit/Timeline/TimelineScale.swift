import Provenance

/// The part of a timeline that a picture shows, in whole microseconds, and where on paper each moment of it stands.
struct TimelineScale {
    let start: Rational
    let end: Rational
    /// CSS pixels.
    let left: Double
    let right: Double
    private let span: Double

    /// A tenth more than from `start` to `end` on both sides; `nil` where 128 bits do not suffice.
    init?(from start: Rational, to end: Rational, left: Double, right: Double) {
        let (length, o1) = end.rounded.subtractingReportingOverflow(start.rounded)
        let margin = max(length / 10, 1)
        let (first, o2) = start.rounded.subtractingReportingOverflow(margin)
        let (last, o3) = end.rounded.addingReportingOverflow(margin)
        guard !o1, !o2, !o3, first < last, let start = Rational(first, over: 1), let end = Rational(last, over: 1),
            let span = end.minus(start)?.approximation
        else { return nil }
        (self.start, self.end, self.left, self.right, self.span) = (start, end, left, right, span)
    }

    /// Clipped to the part that is shown; `nil` where 128 bits do not suffice.
    func x(of moment: Rational) -> Double? {
        // Where a fraction is too long, its nearest microsecond does for a picture.
        guard let distance = moment.minus(start) ?? Rational(moment.rounded, over: 1)?.minus(start) else { return nil }
        return min(right, max(left, left + (right - left) * distance.approximation / span))
    }

    func shows(_ moment: Rational) -> Bool { start <= moment && moment <= end }

    /// Round numbers of microseconds, a handful.
    var marks: [Int128] {
        var step: Int128 = 1
        let factors: [Int128] = [2, 5, 10]
        var decade: Int128 = 1
        while span / Double(step) > 6 {
            guard let factor = factors.first(where: { span / Double(decade * $0) <= 6 }) else {
                decade *= 10
                continue
            }
            step = decade * factor
        }
        var marks: [Int128] = []
        var mark = start.rounded - start.rounded % step
        for _ in 0...8 {
            if let moment = Rational(mark, over: 1), shows(moment) { marks.append(mark) }
            let (next, overflow) = mark.addingReportingOverflow(step)
            if overflow { break }
            mark = next
        }
        return marks
    }

    /// "7.0125 s".
    static func seconds(_ microseconds: Int128) -> String {
        let (whole, rest) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var digits = String(String(rest + 1_000_000).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(microseconds < 0 ? "-" : "")\(whole)\(digits.isEmpty ? "" : ".")\(digits) s"
    }
}

extension Rational {
    /// The nearest that a picture needs.
    fileprivate var approximation: Double { Double(numerator) / Double(denominator) }
}
