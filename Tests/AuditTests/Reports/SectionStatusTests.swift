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
        #expect(CSVText.facts([section]).hasSuffix("13,right,Right,evidenced,73,,80\r\n"))
        #expect(CSVText.table(table) == "who,right,more,right-of\r\na,7,,8\r\n")
        #expect(CSVText.notes([section]) == "section,table,note\r\n13,,said\r\n13,gold,1 of 5 rows\r\n")
        #expect(section.json["tables"]?.array?.first?["rowCount"] == 5)
    }
}
