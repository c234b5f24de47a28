import ArgumentParser
import Ledger
import Primitives

/// A moment given on the command line: a time, `now`, or an offset from now such as `+90s`, `-2h`, `+365d`, `+2y`.
struct Moment: ExpressibleByArgument {
    let timestamp: Timestamp

    init?(argument: String) {
        if argument == "now" {
            timestamp = SystemClock().now()
        } else if let offset = Self.offset(argument) {
            timestamp = Timestamp(microseconds: SystemClock().now().microseconds + offset)
        } else if let time = Timestamp(argument) ?? Timestamp(argument + "T00:00:00Z") {
            timestamp = time
        } else {
            return nil
        }
    }

    private static func offset(_ text: String) -> Int64? {
        guard let sign = text.first, sign == "+" || sign == "-", let unit = text.last,
            let count = Int64(text.dropFirst().dropLast()), count < 100_000_000
        else { return nil }
        let seconds: Int64
        switch unit {
        case "s": seconds = 1
        case "m": seconds = 60
        case "h": seconds = 3600
        case "d": seconds = 86_400
        case "y": seconds = 31_557_600
        default: return nil
        }
        return (sign == "-" ? -1 : 1) * count * seconds * 1_000_000
    }
}
