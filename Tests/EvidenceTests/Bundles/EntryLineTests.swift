import Primitives
import Testing

@testable import Evidence

@Suite struct EntryLineTests {
    private static let jws = "1795719111125052 eyJhbGciOi.eyJpZCI6.c11gnwuS_a4-C7"

    private static func line(_ index: String = "7", entry: String = jws, end: String = #","disclosures":[]}"#) -> String {
        #"{"kind":"entry","index":\#(index),"entry":"\#(entry)"\#(end)"#
    }

    /// What comes of a line; behind a space nothing is read without the parser.
    private static func outcome(_ line: String, behind start: String = "") -> String {
        let bytes = Array((start + line).utf8)
        do {
            let read = try bytes.withUnsafeBytes { bytes in
                try EntryLine.read(bytes) { line in
                    "\(line.index) [\(String(decoding: line.entry, as: UTF8.self))] \(line.disclosures) \(line.inclusion?.count ?? -1)"
                }
            }
            return read ?? "no entry"
        } catch {
            return (error as? JSONError).map { "\($0.code)" } ?? "\(error)"
        }
    }

    @Test(
        "A line reads the same with and without the parser",
        arguments: [
            line(), line("0"), line("00"), line("07"), line("9007199254740991"), line("9007199254740992"),
            line("9999999999999999"), line("-1"), line("1.0"), line(""), line("7 "),
            line(entry: ""), line(entry: #"a\u0062c"#), line(entry: #"a\"c"#), line(entry: #"a"c"#), line(entry: "a\tc"),
            line(entry: "a\u{7F}c"), line(entry: "aéc"), line(entry: "a\\"), line(entry: "~!#[]^"),
            line(end: #","disclosures":["x"]}"#), line(end: #","disclosures":[],"disclosures":[]}"#), line(end: "}"),
            line(end: #","disclosures":[]} "#), line(end: #","disclosures":[]}}"#), line(end: #","inclusion":[]}"#),
            line(entry: #"a","entry":"b"#), line(entry: #"a","disclosures":[],"kind":"entry"#),
        ])
    func bothWays(line: String) {
        #expect(Self.outcome(line) == Self.outcome(line, behind: " "))
    }

    @Test("A line in our own spelling is an entry") func own() {
        #expect(Self.outcome(Self.line("12")) == "12 [\(Self.jws)] [] -1")
    }
}
