/// A JSON value as a tree, normal in the sense of RFC 8785: equal values are equal to `==`, whatever their spelling was.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// Within ±(2^53 − 1).
    case integer(Int64)
    /// Finite and not whole: whole numbers are `integer`.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    static let largestExactInteger: Double = 9_007_199_254_740_991

    /// The value of a binary64 number: `integer` if it is whole.
    ///
    /// - Throws: `numberRange` if it is whole and past ±(2^53 − 1), or not finite.
    static func whole(or value: Double) throws(JSONError) -> JSONValue {
        guard value.isFinite else { throw JSONError(.numberRange, "a number is not finite") }
        guard value.rounded(.towardZero) == value else { return .number(value) }
        guard value.magnitude <= largestExactInteger else {
            throw JSONError(.numberRange, "a whole number is outside ±(2^53 − 1)")
        }
        return .integer(Int64(value))
    }

    /// A number as JSON holds it; `nil` if it is not finite or past ±(2^53 − 1).
    public init?(_ value: Double) {
        guard let normal = try? Self.whole(or: value) else { return nil }
        self = normal
    }

    /// Parses strictly (protocol.md §1).
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        self = try JSONNode.read(bytes) { (node) throws(JSONError) in try node.value() }
    }

    /// Parses strictly (protocol.md §1).
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }

    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The member of an object; `nil` if this is no object or has none of that name.
    public subscript(_ name: String) -> JSONValue? { object?[name] }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { .init(name: $0, value: $1) }))
    }
    public init(nilLiteral: ()) { self = .null }
}

/// The members of an object, ordered by name in UTF-16 code units as RFC 8785 §3.2.3 wants; no name stands twice.
public struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public struct Member: Hashable, Sendable {
        public let name: String
        public var value: JSONValue

        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    public private(set) var members: [Member]

    public init() { members = [] }

    /// Of two members with one name the later one is kept.
    public init(_ members: [Member]) {
        self.members = members
        // Names are in order and distinct more often than not; then nothing has to move.
        guard !zip(members, members.dropFirst()).allSatisfy({ Self.precedes($0.name, $1.name) }) else { return }
        // By code units, not by Swift's string equality: "é" in its two Unicode forms makes two names.
        let ordered = members.enumerated().sorted {
            Self.precedes($0.element.name, $1.element.name)
                || ($0.offset < $1.offset && !Self.precedes($1.element.name, $0.element.name))
        }
        self.members = []
        for (_, member) in ordered {
            if let last = self.members.last, !Self.precedes(last.name, member.name) { self.members.removeLast() }
            self.members.append(member)
        }
    }

    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { Member(name: $0, value: $1) })
    }

    /// The order of UTF-16 code units, found from UTF-8: it is the same, but for characters beyond U+FFFF, which stand before
    /// U+E000 to U+FFFF (lead bytes EE and EF), because their surrogates do.
    static func precedes(_ a: String, _ b: String) -> Bool {
        for (x, y) in zip(a.utf8, b.utf8) where x != y {
            let isReversed = x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0)
            return (x < y) != isReversed
        }
        return a.utf8.count < b.utf8.count
    }

    /// Setting `nil` removes the member.
    public subscript(_ name: String) -> JSONValue? {
        get { members.first { $0.name.isSpelled(as: name) }?.value }
        set {
            var kept = members.filter { !$0.name.isSpelled(as: name) }
            if let newValue { kept.append(Member(name: name, value: newValue)) }
            self = JSONObject(kept)
        }
    }
}
