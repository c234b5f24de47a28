import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// An entry is taken out of the middle of the log. Nothing is said of the ledger as if it were whole.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct MissingEntryTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    /// After the nine entries of the ledger: 9 enrols somebody, 10 and 11 are her labels with their reasons, 12 is an item. 11 is
    /// missing.
    init() throws {
        ledger = try TestLedger()
        let ada = Actor(.annotator, "ada")
        let key = PrivateKey()
        let enrolled = try TestLedger.sign(
            TestLedger.root, AnnotatorEnrolled.type, TestLedger.enrolment(of: ada, key), ledger.operatorKey)
        let labels = try ["first", "second"].map { label in
            var data = TestLedger.label("i", label, on: ledger.registration)
            data["rationale"] = "It looked so."
            return try TestLedger.sign(ada, LabelAsserted.type, data, key)
        }
        try ledger.append(([enrolled] + labels + [ledger.newItem()]).map(\.token))
        try RawDatabase.tamper(with: tool.path("L/ledger.db"), "DELETE FROM entry WHERE idx = 11")
    }

    @Test(
        "every command that would rest on a missing entry refuses, names it, and writes nothing",
        arguments: [
            "erase --person annotator:ada --basis request", "erase --dataset d --basis request",
            "report d --out report.html", "report d --format json --out report.json", "rebuild", "log", "log --json",
            "log --subject label:d/i/second", "log --subject labels:d/i", "export --dataset d -o d.touchmark",
            "export --all -o all.touchmark", "dataset show d --format jsonl", "dataset release d 1",
            "certificate label:d/i/second",
        ])
    func refused(_ command: String) throws {
        let run = try tool.run("touchmark", command.split(separator: " ").map(String.init) + ["--ledger", "L"])
        #expect(run.status > 0, "\(run.output)")
        #expect(run.errors.contains("Entry 11 is missing"), "\(run.errors)")
        for file in ["report.html", "report.json", "d.touchmark", "all.touchmark"] {
            #expect(!FileManager.default.fileExists(atPath: tool.path(file)), "\(file) was made")
        }
        let rest = try tool.touchmark("log", "--from", "12", "--ledger", "L")
        #expect(rest.status == 0 && rest.lines.count == 1, "\(rest.output)\(rest.errors)")
        let check = try ledger.check()
        #expect(check.status == 1 && check.output.contains("Entry 11 is missing"), "\(check.output)\(check.errors)")
    }
}
