import Foundation
import Primitives
import Testing

/// Setting up a connector to Label Studio, and reconciling with an export, as an operator does.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct LabelStudioCommandTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func export(_ choice: String, second: Int, others: String = "") -> String {
        """
        [{"id": 1, "project": 1, "updated_at": "2026-01-03T00:00:00Z", "data": {"text": "It rains."}, "annotations": [
          {"id": 1, "unique_id": "u1", "completed_by": 7, "updated_by": 7, "updated_at": "2026-01-02T00:00:0\(second)Z",
           "result": [{"id": "r", "from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": ["\(choice)"]}}]}
          \(others)]}]
        """
    }

    private func reconcile(_ export: String, _ options: String...) throws -> BuiltTool.Outcome {
        try tool.write(Array(export.utf8), to: "export.json")
        return try tool.run(
            "touchmark", ["import", "label-studio", "export.json", "--reconcile", "--ledger", TestLedger.directory] + options)
    }

    @Test("a connector is set up with a new secret, of which only the digest is kept, readable by its owner alone")
    func setUp() throws {
        let made = try tool.touchmark(
            "connector", "label-studio", "studio", "--dataset", "d", "--ledger", TestLedger.directory, "--json")
        #expect(made.status == 0, "\(made.errors)")
        let json = try JSONValue(parsing: made.output.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(json["path"] == "/v1/connectors/label-studio/studio" && json["header"] == "X-Touchmark-Secret")
        let secret = try #require(json["secret"]?.string)
        let file = "\(TestLedger.directory)/keys/connectors/studio/label-studio.json"
        let kept = String(decoding: try tool.bytes(of: file), as: UTF8.self)
        #expect(!kept.contains(secret) && kept.contains(Digest(hashing: secret).contentDigest))
        let mode = try FileManager.default.attributesOfItem(atPath: tool.path(file))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("a secret of one's own comes from a file that others cannot read, and is not short")
    func ownSecret() throws {
        for (text, mode, status) in [
            ("long enough to be one", 0o600, 0), ("tiny7", 0o600, 1), ("long enough to be one", 0o644, 1),
        ] as [(String, Int, Int32)] {
            try tool.write(Array(text.utf8), to: "secret")
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: tool.path("secret"))
            let made = try tool.touchmark(
                "connector", "label-studio", "own", "--dataset", "d", "--ledger", TestLedger.directory, "--secret-file", "secret")
            #expect(made.status == status, "\(made.errors)")
            #expect(!made.output.contains(text) && !made.errors.contains(text))
        }
    }

    @Test("reconciling prints what the ledger lacked or had otherwise, and finds nothing the second time")
    func reconciling() throws {
        _ = try tool.touchmark("connector", "label-studio", "studio", "--dataset", "d", "--ledger", TestLedger.directory)
        let first = try reconcile(export("sad", second: 1), "--connector", "studio")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.lines.contains { $0.hasSuffix("touchmark.label.asserted  label:d/1/u1.r.mood") }, "\(first.output)")
        let same = try reconcile(export("sad", second: 1), "--connector", "studio")
        #expect(same.lines == ["0 events appended, 2 were there, 0 left as they are, 0 refused, 0 records not imported"])
        let changed = try reconcile(export("glad", second: 5), "--connector", "studio")
        #expect(changed.lines.first?.hasSuffix("touchmark.label.revised  label:d/1/u1.r.mood") == true, "\(changed.output)")
        let gone = try reconcile(
            "[{\"id\": 1, \"project\": 1, \"updated_at\": \"2026-01-04T00:00:00Z\", \"data\": {\"text\": \"It rains.\"}, \"annotations\": []}]",
            "--connector", "studio")
        #expect(gone.lines.first?.hasSuffix("touchmark.label.withdrawn  label:d/1/u1.r.mood") == true, "\(gone.output)")
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test("what was imported before is reconciled with, by the same ids and the same people")
    func afterImport() throws {
        try tool.write(Array(export("sad", second: 1).utf8), to: "export.json")
        let imported = try tool.touchmark(
            "import", "label-studio", "export.json", "--dataset", "d", "--ledger", TestLedger.directory)
        #expect(imported.status == 0, "\(imported.errors)")
        let same = try reconcile(export("sad", second: 1), "--dataset", "d")
        #expect(same.lines.first?.hasPrefix("0 events appended, 2 were there") == true, "\(same.output)")
    }

    @Test("a connector that the ledger knows and whose directory was not put back takes in nothing, and makes nothing")
    func withoutItsDirectory() throws {
        _ = try tool.touchmark("connector", "label-studio", "studio", "--dataset", "d", "--ledger", TestLedger.directory)
        #expect(try reconcile(export("sad", second: 1), "--connector", "studio").status == 0)
        let backup = try tool.touchmark("backup", "--ledger", TestLedger.directory, "copy.db")
        #expect(backup.output.contains("keys/connectors"), "\(backup.output)")
        let log = try ledger.log()
        let directory = "\(TestLedger.directory)/keys/connectors"
        try FileManager.default.moveItem(atPath: tool.path(directory), toPath: tool.path("apart"))
        let refused = [
            try reconcile(export("sad", second: 1), "--connector", "studio", "--dataset", "d"),
            try tool.touchmark(
                "import", "label-studio", "export.json", "--connector", "studio", "--dataset", "d", "--ledger",
                TestLedger.directory),
            try tool.touchmark("connector", "label-studio", "studio", "--dataset", "d", "--ledger", TestLedger.directory),
        ]
        for run in refused {
            #expect(run.status != 0 && run.errors.contains("of the newest copy of keys/ back"), "\(run.output)\(run.errors)")
        }
        #expect(try ledger.log() == log)
        #expect(!FileManager.default.fileExists(atPath: tool.path(directory)))
        try FileManager.default.moveItem(atPath: tool.path("apart"), toPath: tool.path(directory))
        let same = try reconcile(export("sad", second: 1), "--connector", "studio")
        #expect(same.lines.first?.hasPrefix("0 events appended, 2 were there") == true, "\(same.output)\(same.errors)")
    }

    @Test("without a dataset, or a token for a server, it is said what is missing")
    func missing() throws {
        let noDataset = try reconcile("[]", "--connector", "nobody")
        #expect(noDataset.status == 64 && noDataset.errors.contains("--dataset is missing"))
        let noToken = try tool.touchmark(
            "import", "label-studio", "--reconcile", "--url", "http://127.0.0.1:9", "--project", "1", "--dataset", "d",
            "--ledger",
            TestLedger.directory)
        #expect(noToken.status == 1 && noToken.errors.contains("LABEL_STUDIO_TOKEN"))
        try tool.write(Array("0123456789abcdef".utf8), to: "token")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: tool.path("token"))
        let noServer = try tool.touchmark(
            "import", "label-studio", "--reconcile", "--url", "http://127.0.0.1:9", "--project", "1", "--dataset", "d",
            "--ledger",
            TestLedger.directory, "--token-file", "token")
        #expect(noServer.status == 3 && noServer.errors.contains("cannot be reached"))
        #expect(!noServer.errors.contains("0123456789abcdef"))
    }
}
