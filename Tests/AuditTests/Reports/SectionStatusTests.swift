import Primitives
import Testing

@testable import Audit

@Suite("Statuses of sections")
struct SectionStatusTests {
    private static func section(_ basis: ReportSection.Status, _ values: ReportValue...) -> ReportSection {
        var section = ReportSection(1, "Test", basis, asked: ["0", "1"])
        for (place, value) in values.enumerated() { section.add("\(place)", "Fact", value) }
        return section
    }

    @Test("a section is missing if all that it is asked for is, partly there if some is, and else its basis")
    func rule() {
        #expect(Self.section(.declared, .count(1), .text("x")).status == .declared)
        #expect(Self.section(.evidenced, .count(1), .missing("why")).status == .partly)
        #expect(Self.section(.evidenced, .count(0), .share(0, of: 3)).status == .missing)
        #expect(Self.section(.evidenced, .count(1), .count(1), .missing("not asked for")).status == .evidenced)
        #expect(Self.section(.notApplicable).status == .notApplicable)
    }

    @Test("a fact that a section is asked for is missing if it says that there is none; any other is a figure")
    func facts() {
        let section = Self.section(.evidenced, .count(0), .count(1), .count(0))
        #expect(section.facts.map(\.status) == [.missing, .evidenced, .evidenced])
    }

    @Test("a fact tells how many entries it rests on, also beyond those that are named")
    func entries() throws {
        var section = ReportSection(21, "Test", .evidenced)
        var many = IndexList()
        for index in 0..<8000 { many.add(EntryIndex(UInt64(index))) }
        section.add("clock", "Late", .count(8000), from: many)
        let fact = try #require(section.json["facts"]?.array?.first)
        #expect(fact["entryCount"] == 8000)
        #expect(fact["entries"]?.array?.count == ReportFact.namedEntries)
    }

    @Test("spreadsheets say what a share is of, and which tables are cut")
    func spreadsheets() {
        var section = ReportSection(13, "Test", .evidenced)
        section.add("right", "Right", .share(73, of: 80))
        var table = ReportTable("gold", "Gold", [.init("who", "Who"), .init("right", "Right"), .init("more", "More")])
        table.add([.text("a"), .share(7, of: 8), .blank])
        table.add(unmade: 4)
        section.tables = [table]
        section.notes = ["said"]
        #expect(CSVText.facts([section]).hasSuffix("13,right,Right,evidenced,73,,80,\r\n"))
        #expect(CSVText.table(table) == "who,right,more,right-of\r\na,7,,8\r\n")
        #expect(CSVText.notes([section]) == "section,table,note\r\n13,,said\r\n13,gold,1 of 5 rows\r\n")
        #expect(section.json["tables"]?.array?.first?["rowCount"] == 5)
    }

    @Test("why a value is missing stands in JSON and in spreadsheets, beside the value that there is none")
    func reasons() throws {
        var section = ReportSection(13, "Test", .evidenced)
        section.add("rate", "Rate", .missing("nothing can be compared"))
        section.add("count", "Count", .count(1))
        var table = ReportTable("gold", "Gold", [.init("who", "Who"), .init("kappa", "κ"), .init("right", "Right")])
        table.add([.text("a"), .missing("one class"), .share(1, of: 2)])
        table.add([.text("b"), .number(0.5, decimals: 2), .share(1, of: 3)])
        table.add([.text("c"), .missing("one class"), .blank])
        section.tables = [table]
        let facts = try #require(section.json["facts"]?.array)
        #expect(facts[0]["value"] == .null && facts[0]["reason"] == "nothing can be compared")
        #expect(facts[1]["reason"] == nil)
        let missing = section.json["tables"]?.array?.first?["missing"]
        #expect(missing == [["column": "kappa", "reason": "one class", "rows": [0, 2]]])
        #expect(CSVText.facts([section]).contains("13,rate,Rate,missing,,,,nothing can be compared\r\n"))
        #expect(
            CSVText.table(table)
                == "who,kappa,right,right-of,kappa-reason\r\na,,1,2,one class\r\nb,0.50,1,3,\r\nc,,,,one class\r\n")
    }
}
