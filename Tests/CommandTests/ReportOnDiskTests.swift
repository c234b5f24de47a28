import Foundation
import Testing

/// What a report's event says is on the disk is there when the ledger has the event.
@Suite(
    .enabled(if: BuiltProducts.areHere, BuiltProducts.why),
    .enabled(
        if: ForeignProgram.succeeds("strace", "-f", "-y", "-o", "/dev/null", "true"), "strace is not installed, or not allowed"))
struct ReportOnDiskTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    @Test(
        "a report and its name are synced before its event, and it has its own name after it",
        arguments: [("r.html", ["r.html.part"]), ("tables", ["facts.csv", "verdicts.csv"])])
    func order(_ output: String, _ files: [String]) throws {
        let format = output == "tables" ? ["--format", "csv"] : []
        let run = try tool.run(
            "/usr/bin/env",
            [
                "strace", "-f", "-y", "-o", "calls", "-e", "trace=fsync,fdatasync,?rename,?renameat,renameat2,?link,linkat",
                "touchmark", "report", "d",
                "--ledger", "L", "--out", output,
            ] + format)
        #expect(run.status == 0, "\(run.errors)")
        let calls = String(decoding: try tool.bytes(of: "calls"), as: UTF8.self).split(separator: "\n")
        func syncs(_ path: String) -> [Int] {
            calls.indices.filter { calls[$0].contains("sync(") && calls[$0].contains("/\(path)") }
        }
        let event = try #require(syncs("L/ledger.db").first, "the ledger was not written")
        for file in files {
            let content = try #require(syncs(output == "tables" ? "tables.part/\(file)" : file).first, "\(file) is not synced")
            #expect(content < event)
        }
        // The directory that holds the name, which the path of its descriptor ends with.
        let names = calls.indices.filter {
            calls[$0].contains("sync(") && calls[$0].contains("\(tool.directory.lastPathComponent)>")
        }
        #expect(names.contains { $0 < event })
        let naming = calls.indices.filter { calls[$0].contains("\"\(output)\"") }
        #expect(naming.allSatisfy { $0 > event } && !naming.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: tool.path(output + ".part")))
    }

    @Test("a report that cannot be issued leaves no file")
    func refused() throws {
        tool.remove("L/keys/service.jwk")
        let run = try tool.touchmark("report", "d", "--ledger", "L", "--out", "r.html")
        #expect(run.status != 0)
        #expect(try !FileManager.default.contentsOfDirectory(atPath: tool.directory.path).contains { $0.hasPrefix("r.html") })
    }
}
