import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// What `touchmark dataset` writes is read back by the programs of those who made the formats.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct DatasetExportTests {
    private static let markup = "<b>שלום</b>\n\u{202E}𝒜🎭"

    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func dataset(_ arguments: String...) throws -> BuiltTool.Outcome {
        try tool.run("touchmark", ["dataset", "d", "--ledger", TestLedger.directory] + arguments)
    }

    /// A guideline, and a label made under it.
    private func addLabel() throws {
        let guideline = try TestLedger.sign(
            TestLedger.root, GuidelinePublished.type,
            [
                "guideline": "g", "version": "1", "digest": .string(Digest(hashing: "g").contentDigest), "datasets": ["d"],
                "text": "Look twice.",
            ], ledger.operatorKey)
        let item = try ledger.newItem("ж 0012")
        var label = TestLedger.label("ж 0012", "m", on: item.reference)
        label["value"] = ["kind": "choice", "choice": .string(Self.markup)]
        label["guideline"] = guideline.reference.json
        let asserted = try TestLedger.sign(TestLedger.second, LabelAsserted.type, label, ledger.secondKey)
        let withdrawn = try TestLedger.sign(
            TestLedger.first, LabelWithdrawn.type,
            [
                "dataset": "d", "item": "i", "label": "l", "name": "question", "revises": ledger.label.json,
                "reason": "slip",
            ], ledger.firstKey)
        let again = try TestLedger.sign(
            TestLedger.first, LabelAsserted.type, TestLedger.label("i", "n", on: ledger.registration, choice: "007"),
            ledger.firstKey)
        try ledger.append([guideline, item, asserted, withdrawn, again].map(\.token))
    }

    private func read(_ format: String, _ name: String) throws -> JSONValue {
        let script = BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/python/exports.py").path
        let run = try tool.run("/usr/bin/env", [ForeignProgram.python, script, format, name])
        try #require(run.status == 0, "\(run.errors)")
        return try JSONValue(parsing: run.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test(
        "prov reads PROV-JSON, and goes from a label to the activity, its agent and its plan",
        .enabled(if: ForeignProgram.succeeds(ForeignProgram.python, "-c", "import prov"), "Python's prov is not installed"))
    func prov() throws {
        try addLabel()
        let run = try dataset("--format", "prov", "-o", "d.prov.json")
        #expect(run.status == 0 && run.output == "d.prov.json\n", "\(run.errors)")
        let found = try read("prov", "d.prov.json")
        // Two items, a guideline, three versions; the withdrawal is an activity too.
        #expect(found["entities"] == 6 && found["activities"] == 4 && found["agents"] == 3 && found["invalidations"] == 1)
        #expect(
            found["paths"]?["label:d/%D0%B6%200012/m"] == ["ledger:agent/annotator/a2", "guideline:g", "prov:Plan"])
        #expect(found["paths"]?["label:d/i/n"] == ["ledger:agent/annotator/a1", nil, nil])
    }

    @Test(
        "mlcroissant takes the description for valid and reads the records",
        .enabled(
            if: ForeignProgram.succeeds(ForeignProgram.python, "-c", "import mlcroissant, pandas"),
            "Python's mlcroissant is not installed"))
    func croissant() throws {
        try addLabel()
        let run = try dataset("--format", "croissant", "-o", "crate")
        #expect(run.status == 0, "\(run.errors)")
        let found = try read("croissant", "crate")
        #expect(found["errors"] == 0)
        #expect(found["protocol"]?.array?.first?.string?.hasSuffix("Look twice.") == true)
        let records = try #require(found["records"]?.array)
        #expect(records.map { $0["labels/label"] } == ["m", "n"])
        #expect(records.map { $0["labels/item"] } == ["ж 0012", "i"])
        #expect(records.first?["labels/source"] == "annotator:a2")
    }

    @Test func `the lines, the file in the crate and the digest of a release are one`() throws {
        try addLabel()
        let lines = try dataset("--format", "jsonl")
        let digest = Digest(hashing: lines.output).contentDigest
        let released = try tool.touchmark("dataset", "release", "d", "1.0", "--ledger", TestLedger.directory)
        #expect(released.status == 0 && released.errors.contains("2 items, 2 labels"), "\(released.errors)")
        #expect(released.errors.contains(digest))
        try ledger.append([try ledger.newItem().token])
        let crate = try dataset("--release", "1.0", "--format", "croissant", "-o", "crate")
        #expect(crate.status == 0 && crate.errors.contains("as released"), "\(crate.errors)")
        #expect(try tool.bytes(of: "crate/labels.jsonl") == Array(lines.output.utf8))
        let description = try JSONValue(parsing: try tool.bytes(of: "crate/croissant.json"))
        #expect(description["version"] == "1.0" && description["datePublished"] != nil)
        #expect(lines.output.contains("𝒜🎭") && !lines.output.contains(#""label":"l""#))
    }

    @Test func `a release that is not what the ledger holds is named, with what differs, and not shown`() throws {
        let wrong = try TestLedger.sign(
            TestLedger.root, DatasetReleased.type,
            [
                "dataset": "d", "version": "9", "size": 9, "items": 1, "labels": 2, "splits": [],
                "digest": .string(Digest(hashing: "other").contentDigest),
            ], ledger.operatorKey)
        try ledger.append([wrong.token])
        let run = try dataset("--release", "9", "--format", "jsonl")
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors.contains("It counts 2 labels, the ledger has 1.") && run.errors.contains("Its digest is"))
        let unknown = try dataset("--release", "8")
        #expect(unknown.status == 1 && unknown.errors.contains("has no release 8"))
    }

    @Test func `a file or directory that is there is kept, and half of one is never left`() throws {
        try tool.write(Array("mine".utf8), to: "taken")
        for format in ["csv", "prov", "croissant"] {
            let run = try dataset("--format", format, "-o", "taken")
            #expect(run.status == 1 && run.errors.contains("exists already"), "\(format): \(run.errors)")
        }
        #expect(try tool.bytes(of: "taken") == Array("mine".utf8))
        let absent = try dataset("--format", "csv", "-o", "no/such/directory.csv")
        #expect(absent.status == 1)
        #expect(try dataset("--format", "croissant").status == 64)
        #expect(try dataset("--release", "1", "--as-of", "3").status == 64)
        let parts = try FileManager.default.contentsOfDirectory(atPath: tool.directory.path).filter { $0.hasSuffix(".part") }
        #expect(parts.isEmpty)
    }
}
