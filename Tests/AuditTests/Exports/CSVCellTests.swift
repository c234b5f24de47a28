import Primitives
import Testing

@testable import Audit

@Suite("Cells of comma-separated values")
struct CSVCellTests {
    @Test(
        "A cell is quoted by its bytes, whatever accents stand upon them",
        arguments: [
            ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""),
            ("a\"\u{301},=1", "\"a\"\"\u{301},=1\""), ("a,\u{301}b", "\"a,\u{301}b\""), ("a\u{600}\"b", "\"a\u{600}\"\"b\""),
        ])
    func quoting(_ text: String, _ cell: String) {
        #expect(Array(CSVCell.quoted(text).utf8) == Array(cell.utf8))
    }

    @Test("A report's fact is one cell, and none that a spreadsheet would run")
    func facts() {
        var section = ReportSection(1, "one", .evidenced)
        section.add("title", "Title", .text("\(id: "Scans\"\u{301},=HYPERLINK(1)")"))
        section.add("formula", "Formula", .text("\(id: "=\u{301}1")"))
        section.add("number", "Number", .text("-0.5"))
        let lines = CSVText.facts([section]).utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
        #expect(lines.count == 4)
        #expect(lines[1].utf8.elementsEqual("1,title,Title,evidenced,\"Scans\"\"\u{301},=HYPERLINK(1)\",,,\r".utf8))
        #expect(lines[2].utf8.elementsEqual("1,formula,Formula,evidenced,'=\u{301}1,,,\r".utf8))
        #expect(lines[3].utf8.elementsEqual("1,number,Number,evidenced,-0.5,,,\r".utf8))
    }
}
