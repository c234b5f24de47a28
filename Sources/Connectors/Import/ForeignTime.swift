import Primitives

/// Times as foreign files write them, read into times as events hold them. They are claims: whether they can be true is not
/// asked.
struct ForeignTime: Hashable, Sendable {
    enum Form: String, Hashable, Sendable, CaseIterable {
        /// RFC 3339, also with a space for the `T`, without seconds' fraction or zone.
        case iso8601
        case unixSeconds = "unix-seconds"
        case unixMilliseconds = "unix-milliseconds"
    }

    let form: Form
    /// Minutes east of Greenwich to take for a time without zone; `nil` refuses such times.
    let zoneMinutes: Int?

    static let labelStudio = ForeignTime(form: .iso8601, zoneMinutes: nil)

    /// A zone as a mapping names it: `UTC`, `Z` or `+02:00`.
    static func zone(_ text: String) -> Int? {
        if text == "UTC" || text == "Z" { return 0 }
        let bytes = Array(text.utf8)
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            let hours = Int(text.dropFirst().prefix(2)), let minutes = Int(text.suffix(2)),
            (0...23).contains(hours), (0...59).contains(minutes)
        else { return nil }
        return (bytes[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    /// - Returns: the moment, and whether digits past the microsecond were cut off.
    /// - Throws: `badTime`.
    func read(_ text: String, at place: ImportPlace) throws(ImportRemark) -> (time: Timestamp, cut: Bool) {
        switch form {
        case .iso8601: return try readISO(text, at: place)
        case .unixSeconds: return try readUnix(text, unit: 1_000_000, at: place)
        case .unixMilliseconds: return try readUnix(text, unit: 1_000, at: place)
        }
    }

    func readIfGiven(_ text: String?, at place: ImportPlace) throws(ImportRemark) -> Timestamp? {
        guard let text else { return nil }
        return try read(text, at: place).time
    }

    private func readUnix(_ text: String, unit: Int64, at place: ImportPlace) throws(ImportRemark) -> (Timestamp, Bool) {
        guard let number = ExactDecimal(text), let (whole, isExact) = number.multiplied(by: unit, over: 1) else {
            throw ImportRemark(.badTime, place, "the time is not a number of \(form.rawValue)")
        }
        return (try Self.checked(Timestamp(microseconds: whole), at: place), !isExact)
    }

    private func readISO(_ text: String, at place: ImportPlace) throws(ImportRemark) -> (Timestamp, Bool) {
        var body = Array(text.utf8)
        var zone = zoneMinutes
        if body.last == UInt8(ascii: "Z") || body.last == UInt8(ascii: "z") {
            body.removeLast()
            zone = 0
        } else if body.count > 19, let named = Self.zone(String(decoding: body.suffix(6), as: UTF8.self)) {
            body.removeLast(6)
            zone = named
        }
        guard body.count >= 19, body[10] == UInt8(ascii: "T") || body[10] == UInt8(ascii: " ") || body[10] == UInt8(ascii: "t")
        else { throw ImportRemark(.badTime, place, "the time is not of the form 2026-01-31T09:30:00Z") }
        body[10] = UInt8(ascii: "T")
        let extra = body.count > 26 ? Array(body[26...]) : []
        guard extra.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let local = Timestamp(String(decoding: body.prefix(26), as: UTF8.self) + "Z")
        else { throw ImportRemark(.badTime, place, "the time is not a moment of the form 2026-01-31T09:30:00Z") }
        guard let zone else {
            throw ImportRemark(.badTime, place, "the time has no zone; say in the mapping which to take, as in \"zone: UTC\"")
        }
        let time = Timestamp(microseconds: local.microseconds - Int64(zone) * 60_000_000)
        return (try Self.checked(time, at: place), extra.contains { $0 != UInt8(ascii: "0") })
    }

    /// Years 0000 to 9999, as the protocol's form can write them.
    private static func checked(_ time: Timestamp, at place: ImportPlace) throws(ImportRemark) -> Timestamp {
        guard Timestamp(time.description) == time else {
            throw ImportRemark(.badTime, place, "the time is outside the years 0000 to 9999")
        }
        return time
    }
}
