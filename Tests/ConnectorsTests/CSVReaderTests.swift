import Testing

@testable import Connectors

@Suite("CSV, strictly (RFC 4180)")
struct CSVReaderTests {
    /// Rows as lists of cells; a fault as its code.
    static func rows(
        _ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ","), quotes: TableQuotes = .rfc4180
    ) throws -> [[String]] {
        var reader = try CSVReader(ByteSource(bytes: bytes, name: "t.csv"), delimiter: delimiter, quotes: quotes)
        var rows: [[String]] = []
        while let row = try reader.next() {
            switch row {
            case .record(let record):
                rows.append(
                    reader.columns.names.map {
                        switch record[$0] {
                        case .text(let text): text
                        case .empty: ""
                        case .absent, .nested: "?"
                        }
                    })
            case .unreadable(let remark): rows.append([remark.code.rawValue, "line \(remark.place.line ?? 0)"])
            }
        }
        return rows
    }

    static let cases: [(String, [[String]])] = [
        ("a,b\n1,2\n", [["1", "2"]]),
        ("a,b\n1,2", [["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["1", "2"]]),
        ("\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
        ("a,b\n\"x\ny\",\"p,q\"\n3,4\n", [["x\ny", "p,q"], ["3", "4"]]),
        ("a,b\n\"x\r\ny\",2\n", [["x\r\ny", "2"]]),
        ("a,b\n\"he said \"\"no\"\"\",\"\"\n", [["he said \"no\"", ""]]),
        ("a,b\n 1 ,\t2\n", [[" 1 ", "\t2"]]),
        ("a,b\n1,\n,2\n,\n", [["1", ""], ["", "2"], ["", ""]]),
        ("a,b\n\n1,2\n\n", [["1", "2"]]),
        ("a\n\n1\n", [[""], ["1"]]),
        ("a,b\n\"\u{301}x\",\"\"\"\u{301}\"\n", [["\u{301}x", "\"\u{301}"]]),
        ("a,b\nx\u{2028}y,\u{85}\n", [["x\u{2028}y", "\u{85}"]]),
        ("a,b\nשלום,مرحبا\n", [["שלום", "مرحبا"]]),
        ("a,b\n<b>&amp;</b>,\u{0}\n", [["<b>&amp;</b>", "\u{0}"]]),
        ("a,b\n1\n1,2,3\n4,5\n", [["raggedRow", "line 2"], ["raggedRow", "line 3"], ["4", "5"]]),
        ("a,b\n5\" disk,2\n4,5\n", [["malformedRecord", "line 2"], ["4", "5"]]),
        ("a,b\n\"x\"y,2\n4,5\n", [["malformedRecord", "line 2"], ["4", "5"]]),
        ("a,b\n1\r2,3\n4,5\n", [["malformedRecord", "line 2"], ["4", "5"]]),
        ("a,b\n1,2\n\"x,3\n4,5\n", [["1", "2"], ["malformedRecord", "line 3"]]),
        ("a,b\n\"x\n\n\",2\n3\n", [["x\n\n", "2"], ["raggedRow", "line 5"]]),
    ]

    @Test("reads what the standard says, keeps white space, and says on which line a record is broken", arguments: cases)
    func records(text: String, expected: [[String]]) throws {
        #expect(try Self.rows(Array(text.utf8)) == expected)
    }

    @Test("bytes that are no UTF-8 make a record unreadable, and only that one")
    func encoding() throws {
        let bytes = Array("a,b\n".utf8) + [0xFF, 0x2C, 0x31, 0x0A] + Array("1,2\n".utf8)
        #expect(try Self.rows(bytes) == [["malformedRecord", "line 2"], ["1", "2"]])
    }

    @Test("a cell of 10 MB is read past")
    func hugeCell() throws {
        let text = "a,b\n" + String(repeating: "x", count: 10_000_000) + ",1\n3,4\n"
        #expect(try Self.rows(Array(text.utf8)) == [["cellTooLarge", "line 2"], ["3", "4"]])
    }

    @Test("an unclosed quote is said with the lines that it swallows, whatever else is wrong with them")
    func unclosed() throws {
        let text = "a,b\n1,2\n\"x\"y,\"open\n" + String(repeating: "x", count: 5_000_000) + "\n3,4\n"
        var reader = try CSVReader(source(text), delimiter: UInt8(ascii: ","))
        _ = try reader.next()
        guard case .unreadable(let remark) = try reader.next() else { throw Unexpected() }
        #expect(remark.code == .malformedRecord && remark.place.line == 3)
        #expect(remark.sentence.contains("begins on line 3") && remark.sentence.contains("lines 3 to 5"), "\(remark)")
        #expect(try reader.next() == nil)
    }

    private struct Unexpected: Error {}

    @Test("where quotes are text they are kept, and no record takes in another")
    func withoutQuotes() throws {
        let text = "a\tb\n\"Why not?, she began\tyes\nand ended: \"no\"\t5\" disk\r\n"
        let expected = [["\"Why not?, she began", "yes"], ["and ended: \"no\"", "5\" disk"]]
        #expect(try Self.rows(Array(text.utf8), delimiter: UInt8(ascii: "\t"), quotes: .text) == expected)
    }

    @Test("another delimiter makes commas content")
    func semicolon() throws {
        #expect(try Self.rows(Array("a;b\n1,5;2\n".utf8), delimiter: UInt8(ascii: ";")) == [["1,5", "2"]])
    }

    @Test("a header that is absent, empty, double or broken is refused", arguments: ["", "a,a\n", "a,\n", "\"a,b\n1,2\n"])
    func badHeader(text: String) {
        #expect(throws: ImportError(.badTable, ImportPlace(file: ""), "")) { try Self.rows(Array(text.utf8)) }
    }
}
