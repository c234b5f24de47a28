import Primitives

// Times as foreign tokens write them. A fraction beyond microseconds is cut off.
extension Timestamp {
    /// A NumericDate (RFC 7519 §2): seconds since the epoch. `nil` past the year 9999, or before the year 0.
    init?(numericDate value: JSONValue) {
        switch value {
        case .integer(let seconds) where Self.writableSeconds.contains(seconds):
            self.init(microseconds: seconds * 1_000_000)
        case .number(let seconds)
        where seconds >= Double(Self.writableSeconds.lowerBound) && seconds < Double(Self.writableSeconds.upperBound + 1):
            self.init(microseconds: Int64((seconds * 1e6).rounded(.down)))
        default: return nil
        }
    }

    /// 0000-01-01 to 9999-12-31.
    private static let writableSeconds: ClosedRange<Int64> = -62_167_219_200...(latest.microseconds / 1_000_000)

    /// A time of XML Schema with its zone: `2026-01-01T09:00:00.5+01:00`. One without a zone says no moment.
    init?(dateTime text: String) {
        guard text.utf8.count <= 64, let (clock, offset) = Self.splitZone(Array(text.utf8)) else { return nil }
        var whole = clock
        if let point = clock.firstIndex(of: UInt8(ascii: ".")) {
            let digits = clock[(point + 1)...]
            guard !digits.isEmpty, digits.allSatisfy(Self.isDigit) else { return nil }
            whole = clock[...point] + digits.prefix(6)
        }
        guard let time = Timestamp(String(decoding: whole, as: UTF8.self) + "Z") else { return nil }
        self.init(microseconds: time.microseconds - offset * 60_000_000)
    }

    /// What stands before the zone, and the zone in minutes east of Greenwich.
    private static func splitZone(_ text: [UInt8]) -> (ArraySlice<UInt8>, Int64)? {
        if text.last == UInt8(ascii: "Z") { return (text.dropLast(), 0) }
        guard text.count > 6, text[text.count - 3] == UInt8(ascii: ":") else { return nil }
        let zone = Array(text.suffix(6))
        guard zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"),
            [zone[1], zone[2], zone[4], zone[5]].allSatisfy(isDigit)
        else { return nil }
        func number(_ tens: UInt8, _ ones: UInt8) -> Int64 { Int64(tens - 48) * 10 + Int64(ones - 48) }
        let (hours, minutes) = (number(zone[1], zone[2]), number(zone[4], zone[5]))
        guard hours <= 14, minutes < 60 else { return nil }
        return (text.dropLast(6), (zone[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
