import Primitives

/// Texts that are strict JSON (Docs/Protocol.md §1), or are not.
enum JSONVectors {
    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    private static let texts: [(name: String, bytes: [UInt8], isAccepted: Bool)] =
        [
            ("an object", #"{"a":1}"#, true), ("white space around tokens", " {\n\t\"a\" : [ ] }\r\n", true),
            ("depth 16", nested(16), true), ("depth 17", nested(17), false),
            ("a member twice", #"{"a":1,"a":1}"#, false), ("a member twice and once escaped", #"{"a":1,"\u0061":2}"#, false),
            ("a member twice deep inside", #"[{"x":{"a":1,"a":2}}]"#, false),
            ("two Unicode forms are two names", "{\"\u{E9}\":1,\"e\u{301}\":2}", true),
            ("an empty name twice", #"{"":1,"":2}"#, false),
            ("a high surrogate alone", #"["\ud83d"]"#, false), ("a low surrogate alone", #"["\ude00"]"#, false),
            ("surrogates in the wrong order", #"["\ude00\ud83d"]"#, false), ("a surrogate pair", #"["\ud83d\ude00"]"#, true),
            ("2 to the 53 less 1", "9007199254740991", true), ("2 to the 53", "9007199254740992", false),
            ("minus 2 to the 53", "-9007199254740992", false), ("2 to the 53 as a fraction", "9007199254740992.0", false),
            ("2 to the 53 with an exponent", "9007199254740992e0", false),
            ("a large whole number with an exponent", "1e300", false),
            ("the largest number", "1.7976931348623157e308", false), ("beyond binary64", "1e309", false),
            ("a small fraction", "1e-300", true), ("minus zero", "-0.0", true), ("a whole number as a fraction", "1.0", true),
            ("a leading zero", "01", false), ("a plus sign", "+1", false), ("a dot at the end", "1.", false),
            ("NaN", "NaN", false),
            ("two values", "{} {}", false), ("nothing", "", false), ("white space alone", "  ", false),
            ("a byte order mark", "\u{FEFF}{}", false), ("a comma at the end", "[1,]", false), ("a comment", "[1/*2*/]", false),
            ("a control character in a text", "[\"\u{1}\"]", false), ("single quotes", "['a']", false), ("null", "null", true),
            ("a text alone", #""a""#, true),
        ].map { ($0.0, Array($0.1.utf8), $0.2) } + [
            ("bytes that are no UTF-8", [0x22, 0xFF, 0x22], false), ("an overlong encoding", [0x22, 0xC0, 0xAF, 0x22], false),
            ("a surrogate in bytes", [0x22, 0xED, 0xA0, 0x80, 0x22], false),
        ]

    static let all: JSONValue = .array(
        texts.map { ["name": .string($0.name), "bytes": .string(Base64.encode($0.bytes)), "accepted": .bool($0.isAccepted)] })
}
