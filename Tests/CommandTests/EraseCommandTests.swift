import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// Withholding and erasing, as an operator does it and as others look for what should be gone.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct EraseCommandTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }
    private let name = "Ada of \(UUID().uuidString)"
    private let reason = "It looked so \(UUID().uuidString)"
    private let remark = "So it does \(UUID().uuidString)"

    /// After the nine entries of the ledger: 9 enrols somebody by name, 10 is her label with its reason, 11 a second label of hers, 12
    /// the review of 8 by another.
    init() throws {
        ledger = try TestLedger()
        let ada = Actor(.annotator, "ada")
        let key = PrivateKey()
        var enrolment = TestLedger.enrolment(of: ada, key)
        enrolment["name"] = .string(name)
        let enrolled = try TestLedger.sign(TestLedger.root, AnnotatorEnrolled.type, enrolment, ledger.operatorKey)
        var data = TestLedger.label("i", "why", on: ledger.registration)
        data["rationale"] = .string(reason)
        let label = try TestLedger.sign(ada, LabelAsserted.type, data, key)
        let plain = try TestLedger.sign(ada, LabelAsserted.type, TestLedger.label("i", "plain", on: ledger.registration), key)
        let review: JSONObject = [
            "dataset": "d", "item": "i", "label": "l", "name": "question", "reviews": ledger.label.json, "outcome": "accepted",
            "comment": .string(remark),
        ]
        let reviewed = try TestLedger.sign(TestLedger.second, ReviewRecorded.type, review, ledger.secondKey)
        try ledger.append([enrolled, label, plain, reviewed].map(\.token))
    }

    private func isAnywhere(_ text: String, in directory: String = "L") throws -> Bool {
        let encoded = Base64.encodeURL(Array(text.utf8)).dropLast(4).dropFirst(4)
        for file in try FileManager.default.subpathsOfDirectory(atPath: tool.path(directory)) {
            let bytes = try? Data(contentsOf: URL(filePath: tool.path("\(directory)/\(file)")))
            if bytes?.range(of: Data(text.utf8)) != nil || bytes?.range(of: Data(encoded.utf8)) != nil { return true }
        }
        return false
    }

    private func disclosed(_ name: String, by options: String...) throws -> String {
        let arguments = ["export", "--ledger", "L", "--all", "-o", name] + options
        let export = try tool.run("touchmark", arguments)
        #expect(export.status == 0, "\(export.errors)")
        let verified = try tool.verify(name, "--key", "@L/log.vkey")
        #expect(verified.status == 0, "\(verified.output)")
        let lines = String(decoding: try tool.bytes(of: name), as: UTF8.self).split(separator: "\n")
        let texts = try lines.flatMap { line in
            try JSONValue(parsing: String(line))["disclosures"]?.array?.compactMap(\.string) ?? []
        }
        return texts.compactMap { Base64.decodeURL($0) }.map { String(decoding: $0, as: UTF8.self) }.joined()
    }

    @Test("a bundle shows the sealed values that it is told to, by name, and verifies whatever it shows")
    func byName() throws {
        let all = try disclosed("all.touchmark")
        #expect(all.contains(name) && all.contains(reason) && all.contains(remark))
        let withoutNames = try disclosed("values.touchmark", by: "--withhold", "name, contact")
        #expect(!withoutNames.contains(name) && withoutNames.contains(reason) && withoutNames.contains(remark))
        let remarks = try disclosed("remarks.touchmark", by: "--disclose", "comment")
        #expect(!remarks.contains(name) && !remarks.contains(reason) && remarks.contains(remark))
        #expect(try disclosed("none.touchmark", by: "--withhold", "all").isEmpty)
        for options in [
            ["--withhold", "nmae"], ["--withhold", "name", "--disclose", "text"], ["--withhold", ""], ["--disclose", " , "],
        ] {
            let wrong = try tool.run("touchmark", ["export", "--ledger", "L", "--all", "-o", "wrong.touchmark"] + options)
            #expect(wrong.status == 64 && wrong.output.isEmpty, "\(wrong.errors)")
        }
    }

    @Test("a person is erased from every file; what others said stays, and everything verifies as before")
    func person() throws {
        let before = try tool.touchmark("certificate", "label:d/i/why", "--ledger", "L", "--json").output
        #expect(before.contains(reason))
        let plan = try tool.touchmark("erase", "--ledger", "L", "--person", "annotator:ada", "--basis", "request", "--dry-run")
        #expect(plan.status == 0 && plan.output.contains("Would be erased: 2 sealed values of 2 events"), "\(plan.output)")
        #expect(try disclosed("before.touchmark").contains(name), "a dry run erases nothing")
        #expect(try tool.touchmark("backup", "--ledger", "L", "old.db").status == 0)
        let run = try tool.touchmark(
            "erase", "--ledger", "L", "--person", "annotator:ada", "--basis", "GDPR Art. 17", "--ordered-by", "herself", "--json")
        #expect(run.status == 0, "\(run.errors)")
        let report = try JSONValue(parsing: run.output)
        #expect(report["values"]?.integer == 2 && report["indices"] == [9, 10] && report["erased"] == .bool(true))

        for text in [name, reason] { #expect(try !isAnywhere(text), "it is still in a file") }
        let shown = try disclosed("after.touchmark")
        #expect(!shown.contains(name) && !shown.contains(reason) && shown.contains(remark) && shown.contains("herself"))
        let verified = try tool.verify("after.touchmark", "--key", "@L/log.vkey").output
        #expect(verified.contains("1 sealed value of the event") && verified.contains("under “GDPR Art. 17"), "\(verified)")
        #expect(try ledger.check().status == 0)
        let again = try tool.touchmark("erase", "--ledger", "L", "--person", "annotator:ada", "--basis", "request")
        #expect(again.status == 0 && again.output.contains("Nothing sealed is there to erase"), "\(again.output)")

        // The database as it was, beside the vault as it is.
        try tool.copy("L", to: "Back")
        for end in ["", "-wal", "-shm", "-seals", "-seals-wal", "-seals-shm"] { tool.remove("Back/ledger.db" + end) }
        try tool.copy("old.db", to: "Back/ledger.db")
        let back = try tool.touchmark("log", "--ledger", "Back", "--json").output
        #expect(back.contains(Base64.encodeURL(Array(remark.utf8)).dropFirst(4).dropLast(4)) || back.contains("disclosures"))
        let export = try tool.touchmark("export", "--ledger", "Back", "--all", "-o", "back.touchmark")
        #expect(export.status == 0, "\(export.errors)")
        let texts = String(decoding: try tool.bytes(of: "back.touchmark"), as: UTF8.self)
        let count = texts.components(separatedBy: "\"disclosures\":[\"").count - 1
        #expect(count == 1, "one disclosure can be opened: the remark of another")
    }

    @Test("one value of one event goes, by name, and the others of that person stay")
    func event() throws {
        let log = try tool.touchmark("log", "--ledger", "L", "--json", "--subject", "label:d/i/why").lines
        let line = try JSONValue(parsing: try #require(log.first))
        let parts = try #require(line["entry"]?.string).split(separator: ".")
        let payload = try JSONValue(parsing: try #require(Base64.decodeURL(String(parts[1]))))
        let id = try #require(payload["id"]?.string)
        let other = try tool.touchmark("erase", "--ledger", "L", "--event", id, "--names", "comment", "--basis", "request")
        #expect(other.status == 0 && other.output.contains("Nothing sealed"), "\(other.output)")
        let run = try tool.touchmark("erase", "--ledger", "L", "--event", id, "--names", "rationale", "--basis", "request")
        #expect(run.status == 0 && run.output.contains("Erased: 1 sealed value of 1 event."), "\(run.output)\(run.errors)")
        let shown = try disclosed("after.touchmark")
        #expect(shown.contains(name) && !shown.contains(reason))
    }

    @Test("a dataset is erased; people and their names stay")
    func dataset() throws {
        let run = try tool.touchmark("erase", "--ledger", "L", "--dataset", "d", "--basis", "retention ended")
        #expect(run.status == 0, "\(run.errors)")
        let shown = try disclosed("after.touchmark")
        #expect(shown.contains(name) && !shown.contains(reason) && !shown.contains(remark))
    }

    @Test(
        "what names nobody, or no basis, erases nothing and says what to do",
        arguments: [
            (["--person", "annotator:nobody", "--basis", "x"], 1, "There is no annotator:nobody"),
            (["--person", "dataset:d", "--basis", "x"], 1, "name an annotator"),
            (["--dataset", "e", "--basis", "x"], 1, "no dataset e"),
            (["--event", "0190", "--basis", "x"], 64, "UUID"), (["--dataset", "d"], 64, "basis"),
            (["--dataset", "d", "--person", "annotator:ada", "--basis", "x"], 64, "one of"), (["--basis", "x"], 64, "one of"),
            (["--dataset", "d", "--basis", "x", "--names", ""], 64, "names none"),
            (["--dataset", "d", "--basis", "x", "--names", "nmae"], 64, "Nothing that can be sealed is called nmae"),
        ] as [([String], Int32, String)])
    func wrong(_ options: [String], _ status: Int32, _ words: String) throws {
        let run = try tool.run("touchmark", ["erase", "--ledger", "L"] + options)
        #expect(run.status == status && run.errors.contains(words), "\(run.status) \(run.errors)")
        #expect(try disclosed("after.touchmark").contains(name))
    }

    @Test("a backup has no keys; with the copy of the vault and its master key it opens again")
    func backup() throws {
        let backup = try tool.touchmark("backup", "--ledger", "L", "copy.db", "--vault", "vault.db")
        #expect(backup.status == 0, "\(backup.errors)")
        #expect(try tool.touchmark("restore", "copy.db", "Bare").status == 0)
        let bare = try tool.touchmark("certificate", "label:d/i/why", "--ledger", "Bare", "--json")
        #expect(bare.status == 0 && !bare.output.contains(reason), "\(bare.errors)")
        let check = try ledger.check("Bare")
        #expect(check.status == 1 && check.output.contains("Put back its newest copy"), "\(check.output)")
        #expect(try tool.touchmark("restore", "copy.db", "Whole", "--vault", "vault.db").status == 0)
        try tool.copy("L/keys/vault.jwk", to: "Whole/keys/vault.jwk")
        let whole = try tool.touchmark("certificate", "label:d/i/why", "--ledger", "Whole", "--json")
        #expect(whole.status == 0 && whole.output.contains(reason), "\(whole.errors)")
        #expect(try ledger.check("Whole").status == 0)
    }

    @Test("a backup whose vault has no place leaves nothing in the way of the next one")
    func backupInTheWay() throws {
        try tool.write("x".utf8, to: "taken")
        for vault in ["taken", "nowhere/vault.db"] {
            let refused = try tool.touchmark("backup", "--ledger", "L", "copy.db", "--vault", vault)
            #expect(refused.status != 0, "\(refused.output)\(refused.errors)")
            #expect((try? tool.bytes(of: "copy.db")) == nil)
        }
        #expect(try tool.touchmark("backup", "--ledger", "L", "copy.db", "--vault", "vault.db").status == 0)
    }

    @Test("a backup touches no file but those that it makes, and these are their owner's alone, as the ledger is")
    func backupBesideOthers() throws {
        let others = ["copy.db-new", "vault.db-new"]
        for name in others { try tool.write("precious".utf8, to: name) }
        let backup = try tool.touchmark("backup", "--ledger", "L", "copy.db", "--vault", "vault.db")
        #expect(backup.status == 0, "\(backup.errors)")
        #expect(try tool.touchmark("restore", "copy.db", "Back", "--vault", "vault.db").status == 0)
        for name in others { #expect(try tool.bytes(of: name) == Array("precious".utf8), "\(name)") }
        for name in ["L/ledger.db", "copy.db", "vault.db", "Back/ledger.db", "Back/keys/vault.db"] {
            let mode = try FileManager.default.attributesOfItem(atPath: tool.path(name))[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: tool.directory.path)
        #expect(!left.contains { $0.hasSuffix(".new") || $0.hasSuffix("-journal") }, "\(left)")
    }

    @Test(
        "a vault that is lost, emptied, cut short or overwritten is named as such, and nothing is written over it",
        arguments: [nil, 0, 5000, -1])
    func damagedVault(_ count: Int?) throws {
        let file = tool.path("L/keys/vault.db")
        let whole = try tool.bytes(of: "L/keys/vault.db")
        for end in ["-wal", "-shm"] { tool.remove("L/keys/vault.db" + end) }
        let damaged = count.map { $0 < 0 ? whole.map { $0 ^ 0xA5 } : Array(whole.prefix($0)) }
        if let damaged { try Data(damaged).write(to: URL(filePath: file)) } else { tool.remove("L/keys/vault.db") }
        let write = try ledger.appending([try ledger.newItem().token])
        #expect(write.status != 0 && write.errors.contains("vault"), "\(write.errors)")
        #expect((try? tool.bytes(of: "L/keys/vault.db")) == damaged)
        try Data(whole).write(to: URL(filePath: file))
        #expect(try disclosed("after.touchmark").contains(name))
        #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
    }

    @Test("a vault that is away is not replaced by a new one, unless somebody says so")
    func vaultAway() throws {
        for name in ["vault.db", "vault.jwk"] {
            try tool.copy("L/keys/\(name)", to: name)
            tool.remove("L/keys/\(name)")
        }
        for end in ["-wal", "-shm"] { tool.remove("L/keys/vault.db" + end) }
        let write = try ledger.appending([try ledger.newItem().token])
        #expect(write.status == 1 && write.errors.contains("Put it back"), "\(write.errors)")
        for scope in [["--all"], ["--dataset", "d"]] {
            let export = try tool.run(
                "touchmark", ["export", "--ledger", "L", "-o", "withheld\(scope.count).touchmark"] + scope)
            #expect(export.status == 0 && export.errors.components(separatedBy: "keys/vault.db").count == 2, "\(export.errors)")
        }
        let chosen = try tool.touchmark("export", "--ledger", "L", "--all", "--withhold", "all", "-o", "chosen.touchmark")
        #expect(chosen.status == 0 && chosen.errors.isEmpty, "\(chosen.errors)")
        for name in ["vault.db", "vault.jwk"] {
            #expect(!FileManager.default.fileExists(atPath: tool.path("L/keys/\(name)")))
            try tool.copy(name, to: "L/keys/\(name)")
        }
        #expect(try disclosed("back.touchmark").contains(name))

        for name in ["vault.db", "vault.db-wal", "vault.db-shm", "vault.jwk"] { tool.remove("L/keys/\(name)") }
        let rebuilt = try tool.touchmark("rebuild", "--new-vault", "--ledger", "L")
        #expect(rebuilt.status == 0, "\(rebuilt.errors)")
        #expect(try ledger.appending([try ledger.newItem().token]).status == 0)
        #expect(try !disclosed("without.touchmark").contains(name))
    }

    @Test("a ledger that is restored without its vault and let go on waits for its vault, and makes none")
    func resumedWithoutVault() throws {
        _ = try disclosed("checkpoint.touchmark")
        #expect(try tool.touchmark("backup", "--ledger", "L", "copy.db").status == 0)
        #expect(try tool.touchmark("restore", "copy.db", "R").status == 0)
        let resumed = try tool.touchmark("resume", "--ledger", "R", "--checkpoint", "checkpoint.touchmark")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: tool.path("R/keys")).isEmpty)
        let write = try tool.touchmark("append", "--ledger", "R", try tool.write(ledger.newItem().token, to: "token"))
        #expect(write.status == 1 && write.errors.contains("Put it back"), "\(write.errors)")
    }

    @Test("without its master key the ledger is read and not written, and says what is missing")
    func lostMasterKey() throws {
        tool.remove("L/keys/vault.jwk")
        let read = try tool.touchmark("certificate", "label:d/i/why", "--ledger", "L", "--json")
        #expect(read.status == 0 && !read.output.contains(reason))
        let write = try ledger.appending([try ledger.newItem().token])
        #expect(write.status == 1 && write.errors.contains("Put it back"), "\(write.errors)")
    }
}
