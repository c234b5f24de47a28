import Foundation
import Ledger
import Primitives

/// A moment given on the command line: a time, a date, `now`, or an offset from now such as `+90min`, `-2h`, `+6mo`, `+1y`.
struct Moment {
    let timestamp: Timestamp

    /// What may stand there, for help texts.
    static let forms = "A time, a date, now, or an offset such as -2d, +6mo, +1y (s, min, h, d, w, mo, y)."

    /// - Throws: `MomentFailure`, which says what may stand there.
    init(parsing text: String) throws {
        self.timestamp = try Self.time(text, now: SystemClock().now())
    }

    private static func time(_ text: String, now: Timestamp) throws -> Timestamp {
        if text == "now" { return now }
        guard let sign = text.first, sign == "+" || sign == "-" else {
            guard let time = Timestamp(date: text) else { throw MomentFailure.noMoment }
            return time
        }
        let digits = text.dropFirst().prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count < 100_000_000 else { throw MomentFailure.noMoment }
        let unit = text.dropFirst().dropFirst(digits.count)
        guard unit != "m" else { throw MomentFailure.ambiguous }
        guard let component = units[String(unit)],
            let time = now.adding(sign == "-" ? -count : count, component)
        else { throw MomentFailure.noMoment }
        return time
    }

    private static let units: [String: Calendar.Component] = [
        "s": .second, "min": .minute, "h": .hour, "d": .day, "w": .weekOfYear, "mo": .month, "y": .year,
    ]
}

/// Why a text is no moment.
enum MomentFailure: Error, CustomStringConvertible {
    case noMoment, ambiguous

    var description: String {
        switch self {
        case .noMoment: Moment.forms
        case .ambiguous: "m may be minutes or months: write min or mo."
        }
    }
}

extension Timestamp {
    /// A time, or a date for its midnight in UTC.
    init?(date text: String) {
        guard let time = Timestamp(text) ?? Timestamp(text + "T00:00:00Z") else { return nil }
        self = time
    }

    /// To the year 10000.
    private static let greatestSeconds = 253_402_300_800.0

    /// By the calendar, in UTC: a month after 31 January is the last day of February, a year the same day.
    fileprivate func adding(_ count: Int, _ component: Calendar.Component) -> Timestamp? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let date = calendar.date(byAdding: component, value: count, to: Date(timeIntervalSince1970: Double(seconds)))
        guard let moved = date?.timeIntervalSince1970, moved.magnitude < Self.greatestSeconds else { return nil }
        return Timestamp(microseconds: Int64(moved) * 1_000_000 + rest)
    }
}
