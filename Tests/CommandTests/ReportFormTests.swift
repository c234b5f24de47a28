import Foundation
import Testing

/// In which form a report is written, and whether it can be checked in it.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct ReportFormTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    @Test("a report that was made with sealed values left sealed is checked without saying so; another of that size is none")
    func withheld() throws {
        #expect(try tool.touchmark("report", "d", "--ledger", "L", "--withhold", "--out", "w.json").status == 0)
        for more in [[], ["--withhold"]] {
            let check = try tool.run("touchmark", ["report", "check", "w.json", "--ledger", "L"] + more)
            #expect(check.status == 0 && check.output.contains("The log gives the same report"), "\(check.errors)")
        }
        let size = "\(TestLedger.size)"
        let opened = try tool.touchmark("report", "d", "--ledger", "L", "--as-of", size, "--out", "o.json")
        #expect(opened.status == 1 && opened.errors.contains("--withhold"), "\(opened.errors)")
    }

    @Test("a page cannot be checked, and it is said what can; what is issued again names entry and digest")
    func page() throws {
        let issued = try tool.touchmark("report", "d", "--ledger", "L", "--out", "r.html")
        #expect(issued.status == 0 && issued.errors.contains("digest sha256:"), "\(issued.errors)")
        let page = try tool.touchmark("report", "check", "r.html", "--ledger", "L")
        #expect(page.status == 3, "\(page.errors)")
        #expect(page.errors.contains("touchmark report DATASET --as-of SIZE --out FILE.json"), "\(page.errors)")
        let again = try tool.touchmark("report", "d", "--ledger", "L", "--as-of", "\(TestLedger.size)", "--out", "r.json")
        #expect(again.status == 0 && again.errors.contains("was issued by entry \(TestLedger.size), digest sha256:"))
        #expect(try tool.touchmark("report", "check", "r.json", "--ledger", "L").status == 0)
    }

    @Test(
        "a name that does not say what the file is to hold is refused before anything is logged",
        arguments: ["r.pdf", "r.csv", "r.foo", "r"])
    func endings(_ name: String) throws {
        let refused = try tool.touchmark("report", "d", "--ledger", "L", "--out", name)
        #expect(refused.status == 64 && refused.errors.contains("--format"), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: tool.path(name)))
        let log = try tool.touchmark("log", "--ledger", "L", "--type", "report.issued", "--json")
        #expect(log.output.isEmpty)
        let chosen = try tool.touchmark("report", "d", "--ledger", "L", "--draft", "--format", "html", "--out", name)
        #expect(chosen.status == 0, "\(chosen.errors)")
    }

    @Test(
        "a trace of what cannot be named so says how it is named",
        arguments: [
            ("--model", "x", "MODEL/VERSION"), ("--release", "x", "DATASET/VERSION"), ("--credential", "g-1", "credential:"),
        ])
    func trace(_ option: String, _ value: String, _ form: String) throws {
        let run = try tool.touchmark("trace", option, value, "--ledger", "L")
        #expect(run.status == 64 && run.errors.contains(form), "\(run.errors)")
    }

    @Test("a report names the subject under which the log has it")
    func subject() throws {
        let report = try tool.touchmark("report", "d", "--ledger", "L", "--out", "r.json")
        #expect(report.status == 0, "\(report.errors)")
        let text = try String(contentsOfFile: tool.path("r.json"), encoding: .utf8)
        #expect(text.contains("report:d%40\(TestLedger.size)") && !text.contains("report:d@"))
        let log = try tool.touchmark("log", "--ledger", "L", "--subject", "report:d%40\(TestLedger.size)")
        #expect(log.status == 0 && log.output.contains("report.issued"), "\(log.errors)")
    }
}
