import CSimdjson
import Primitives
import Testing

@Suite("Strict JSON (protocol.md §1)")
struct JSONTests {
    static let refused: [(String, JSONError.Code)] = [
        (#"{"a":1,"a":2}"#, .duplicateMember),
        (#"{"a":1,"\u0061":2}"#, .duplicateMember),
        (#"{"x":{"b":[{"c":0,"c":0}]}}"#, .duplicateMember),
        (#"["\ud800"]"#, .syntax),
        (#"["\udc00"]"#, .syntax),
        (#"["\ud800\u0041"]"#, .syntax),
        ("\u{FEFF}{}", .byteOrderMark),
        ("[9007199254740992]", .numberRange),
        ("[-9007199254740992]", .numberRange),
        ("[18446744073709551616]", .numberRange),
        ("[1e400]", .numberRange),
        ("[1e20]", .numberRange), ("[-1.7e300]", .numberRange), ("[9007199254740992.0]", .numberRange),
        (String(repeating: "[", count: 17) + String(repeating: "]", count: 17), .depth),
        (String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000), .depth),
        ("", .syntax), ("{} {}", .syntax), ("{,}", .syntax), ("[1,]", .syntax), ("nul", .syntax), ("{\"a\"}", .syntax),
    ]

    @Test("gives out no cell of a refused text, whatever was read before with the same parser", arguments: refused)
    func noCells(text: String, code: JSONError.Code) throws {
        let parser = try #require(tm_json_acquire())
        defer { tm_json_release(parser) }
        var cells: UnsafePointer<tm_json_cell>?
        var count = 0
        #expect(tm_json_parse(parser, #"["before"]"#, 10, JSONLimits.depth, &cells, &count) == Int32(TM_JSON_OK.rawValue))
        #expect(cells != nil && count == 2)
        _ = tm_json_parse(parser, text, text.utf8.count, JSONLimits.depth, &cells, &count)
        #expect((cells == nil) == (code != .duplicateMember))
    }

    @Test("refuses what two readers could read differently", arguments: refused)
    func refusal(text: String, code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == code)
    }

    @Test(
        "refuses invalid UTF-8",
        arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
    func encoding(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    @Test("takes depth 16 and the largest exact integers")
    func limits() throws {
        let deep = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        #expect(try JSONValue(parsing: deep).canonicalText == deep)
        let integers = "[-9007199254740991,9007199254740991]"
        #expect(try JSONValue(parsing: integers).canonicalText == integers)
    }

    @Test("finds a duplicate among very many members")
    func manyMembers() throws {
        let names = (0..<5000).map { "\"m\($0)\":0" }
        #expect(throws: JSONError.self) { try JSONValue(parsing: "{" + (names + ["\"m77\":1"]).joined(separator: ",") + "}") }
        #expect(try JSONValue(parsing: "{" + names.joined(separator: ",") + "}").object?.members.count == 5000)
    }

    @Test(
        "writes RFC 8785",
        arguments: [
            (#"{"b":1,"a":[1.0,1e0,-0,-0.0]}"#, #"{"a":[1,1,0,0],"b":1}"#),
            (#"[333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001]"#, "[333333333.3333333,4.5,0.002,1e-27]"),
            (#"[1.5e-7, 0.0000015, 123456.789e3]"#, "[1.5e-7,0.0000015,123456789]"),
            (#"["\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"]"#, "[\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"]"),
            (
                #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#,
                "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}"
            ),
        ])
    func canonical(text: String, expected: String) throws {
        #expect(try JSONValue(parsing: text).canonicalText == expected)
    }

    @Test("keeps two names that differ only in their Unicode form")
    func unicodeForms() throws {
        let object = try JSONValue(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}").object
        #expect(object?.members.count == 2)
    }

    @Test("refuses unknown and missing members by name")
    func members() throws {
        let unknown = #expect(throws: JSONError.self) {
            try JSONNode.read(Array(#"{"a":1,"z":2}"#.utf8)) { (node) throws(JSONError) in
                var reader = try JSONObjectReader(node)
                _ = try reader.integer("a")
                try reader.finish()
            }
        }
        #expect(unknown?.description.hasPrefix("z: ") == true)
        let missing = #expect(throws: JSONError.self) {
            try JSONNode.read(Array("{}".utf8)) { (node) throws(JSONError) in
                var reader = try JSONObjectReader(node)
                _ = try reader.integer("a")
            }
        }
        #expect(missing?.code == .missingMember)
    }
}
