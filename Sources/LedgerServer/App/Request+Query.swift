import Hummingbird
import Primitives

extension Request {
    /// A member of the query, percent-decoded; `nil` if it is not there.
    ///
    /// - Throws: a problem of status 400 if it is there twice, or is not UTF-8.
    func query(_ name: String) throws(Problem) -> String? {
        guard let query = uri.query else { return nil }
        var found: String?
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts[0] == name else { continue }
            guard found == nil else { throw .badRequest("query", "\(name) stands twice in the query.") }
            guard let value = PercentEncoding.decode(parts.count > 1 ? parts[1].replacing("+", with: " ") : "") else {
                throw .badRequest("query", "\(name) is not percent-encoded UTF-8.")
            }
            found = value
        }
        return found
    }

    /// Refuses parameters that the operation has not: with a misspelt `asOf` the answer would be of another time than was meant.
    ///
    /// - Throws: a problem of status 400 that names those that there are.
    func requireQuery(of operation: Operation) throws(Problem) {
        guard let query = uri.query else { return }
        let known = operation.queryNames
        for pair in query.split(separator: "&") {
            let name = pair.prefix { $0 != "=" }
            guard !known.contains(where: { $0 == name }) else { continue }
            let remedy = known.isEmpty ? "It takes none" : "It takes " + known.joined(separator: ", ")
            throw .badRequest("query", "\(name.prefix(40)) is no parameter of this request. \(remedy).")
        }
    }

    /// A member that has one of two values, or is not there.
    func flag(_ name: String, on: String, off: String) throws(Problem) -> Bool {
        switch try query(name) {
        case nil, off: false
        case on: true
        default: throw .badRequest("query", "\(name) is \(on) or \(off).")
        }
    }

    /// A member that is a whole number, not negative.
    func number(_ name: String) throws(Problem) -> UInt64? {
        guard let text = try query(name) else { return nil }
        guard let value = UInt64(digits: text) else {
            throw .badRequest("query", "\(name) is a whole number below 2^53.")
        }
        return value
    }

    /// `limit`: 100 if it is left out, at most what a page holds.
    func pageLimit(_ limits: ServerLimits) throws(Problem) -> Int {
        let limit = Int(clamping: min(try number("limit") ?? 100, UInt64(limits.pageEntries)))
        guard limit > 0 else { throw .badRequest("query", "limit is at least 1.") }
        return limit
    }
}

extension UInt64 {
    /// Decimal digits and nothing else, below 2^53: what any JSON reader has exactly.
    init?(digits text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = UInt64(text), value < 1 << 53
        else {
            return nil
        }
        self = value
    }
}

/// RFC 3986 §2.1.
enum PercentEncoding {
    /// `nil` if an escape is broken or the bytes are not UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
