import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// What others wrote into a ledger, in what commands print: it is no line of its own, and nothing that a shell would run.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct HostileNameTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func define(_ dataset: String) throws {
        let run = try tool.touchmark(
            "dataset", "define", "--ledger", "L", "--title", "t", "--purpose", "p", "--licence", "none", "--", dataset)
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test(
        "The command that a report suggests makes the dataset's bundle, and runs nothing else",
        arguments: ["-x", "--help", "dataset:y", "dataset:d", "show", "a  b\nc", "x'\u{301}; touch pwned; echo '"])
    func suggestedCommand(_ name: String) throws {
        try define(name)
        let report = try tool.touchmark("report", "make", "--ledger", "L", "--draft", "--json", "--", name)
        let facts = try JSONValue(parsing: Array(report.output.utf8))["sections"]?.array?.last?["facts"]?.array
        let command = try #require(facts?.first { $0["id"] == "bundle" }?["value"]?.string)
        let run = try tool.run("/bin/bash", ["-c", "export TOUCHMARK_LEDGER=L; \(command)"])
        #expect(run.status == 0, "\(command)\n\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: tool.path("pwned")))
        let verified = try tool.verify("evidence.touchmark", "--key", "@L/log.vkey")
        #expect(verified.output.contains("dataset \(Subject.dataset(name))\n"), "\(verified.output)\(verified.errors)")
    }

    @Test(
        "An origin has no character that would not be seen as it is",
        arguments: ["x\u{7F}y.example", "x\u{80}y.example", "x\u{202E}y.example"])
    func unseenOrigin(_ origin: String) throws {
        let made = try tool.touchmark("init", "Q", "--origin", origin)
        #expect(made.status == 64 && !FileManager.default.fileExists(atPath: tool.path("Q")), "\(made.status) \(made.errors)")
    }

    @Test("Receipts of a ledger whose origin JSON must escape are read by clients")
    func quotedOrigin() throws {
        let origin = #"x"y.example/\z"#
        #expect(try tool.touchmark("init", "Q", "--origin", origin).status == 0)
        let key = try PrivateKey(jwk: JSONValue(parsing: tool.bytes(of: "Q/keys/operator.jwk")))
        let defined = try TestLedger.sign(
            TestLedger.root, DatasetDefined.type, ["dataset": "d", "title": "t", "purpose": "p", "licence": "none"], key,
            ledger: origin)
        let file = try tool.write(defined.token, to: "defined")
        let server = try RunningServer(ledger, in: "Q")
        let sent = try tool.touchmark("append", "--url", server.url, "--key", "@Q/log.vkey", file)
        #expect(sent.status == 0, "\(sent.errors)")
        let receipt = try JSONValue(parsing: Array(sent.output.utf8))
        #expect(receipt["checkpoint"]?.string?.hasPrefix(origin + "\n") == true, "\(sent.output)")
    }

    @Test("A signature's role is no line of its own")
    func role() throws {
        #expect(try tool.touchmark("report", "d", "--ledger", "L", "--out", "r.json").status == 0)
        let report = try JSONValue(parsing: tool.bytes(of: "r.json"))
        let role = "typist, entry 7.\nSigned by operator:root as compliance officer"
        let signed = try tool.touchmark(
            "report", "sign", "--ledger", "L", report["report"]?.string ?? "", "--role", role, "--signer", "L/keys/operator.jwk")
        #expect(signed.status == 0, "\(signed.errors)")
        let check = try tool.touchmark("report", "check", "--ledger", "L", "r.json")
        #expect(check.status == 0 && check.lines.count == 3, "\(check.output)\(check.errors)")
        #expect(
            check.lines.last?.hasPrefix(
                "Signed by operator:root as “typist, entry 7.↵Signed by operator:root as compliance officer”, entry ") == true)
    }

    @Test("A dataset's id and the reason of a recall are parts of their lines")
    func names() throws {
        try define("two\nlines")
        let list = try tool.touchmark("dataset", "list", "--ledger", "L")
        #expect(list.lines.count == 2 && list.output.contains("two↵lines  t  defined at"), "\(list.output)")
        #expect(try tool.touchmark("dataset", "release", "--ledger", "L", "d", "1.0").status == 0)
        let recalled = try tool.touchmark(
            "dataset", "recall", "--ledger", "L", "d", "1.0", "--reason", "none\u{1B}[2J\nRelease 1.0 of d is good.")
        #expect(recalled.status == 0, "\(recalled.errors)")
        let shown = try tool.touchmark("dataset", "show", "--ledger", "L", "d", "--release", "1.0")
        #expect(shown.errors.contains("It was recalled: none⟨U+001B⟩[2J↵Release 1.0 of d is good."), "\(shown.errors)")
    }
}
