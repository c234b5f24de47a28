import Primitives
import Testing

@testable import Connectors

@Suite("JSON that other programs wrote")
struct ForeignJSONTests {
    static let cases: [(text: String, value: JSONValue)] = [
        (#"{"a": -1931263910708714719}"#, ["a": "-1931263910708714719"]),
        (
            "[9007199254740991, 9007199254740992, -9007199254740992]",
            [9_007_199_254_740_991, "9007199254740992", "-9007199254740992"]
        ),
        ("[123456789012345678901234567890]", ["123456789012345678901234567890"]),
        (#"["1931263910708714719", "\"1931263910708714719", "\\"]"#, ["1931263910708714719", "\"1931263910708714719", "\\"]),
        (
            "[0.12345678901234567, 1e15, true, false, null]",
            [.number(0.12345678901234567), 1_000_000_000_000_000, true, false, nil]
        ),
    ]

    @Test("whole numbers that are too large become strings of their digits, and nothing else changes", arguments: cases)
    func read(text: String, value: JSONValue) throws {
        #expect(try JSONValue(foreign: Array(text.utf8)) == value)
    }

    @Test(
        "what is no JSON stays none",
        arguments: ["", "\"", "\"\\", "[01234567890123456789]", "[--1234567890123456789]", "{\"a\":1,\"a\":2}", "[1"])
    func refused(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(foreign: Array(text.utf8)) }
    }
}
