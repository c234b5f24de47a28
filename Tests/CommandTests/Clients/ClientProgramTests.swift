import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// The programs of Docs/Clients.md do what it says.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct ClientProgramTests {
    private static let programs = BuiltProducts.packageRoot.appendingPathComponent("Docs/Clients")
    private static let longest = 40

    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        try tool.write(Array((ledger.firstKey.jwk.canonicalText + "\n").utf8), to: "ada.jwk")
    }

    @Test(
        "in Python, with joserfc",
        .enabled(if: ForeignProgram.succeeds("python3", "-c", "import joserfc"), "Python's joserfc is not installed"))
    func python() throws {
        try expectLabels(python)
        #expect(try keptTokens().count == 1, "that of the label that was refused")
        try expectPatience(python)
        #expect(try expectDoubt(python) == 2, "and that of the label of which there is no receipt")
    }

    private func python(_ arguments: [String]) throws -> BuiltTool.Outcome {
        try tool.run("/bin/bash", ["-c", "exec python3 \"$0\" \"$@\"", Self.path("label.py")] + arguments)
    }

    @Test(
        "in the shell, with openssl and curl",
        .enabled(
            if: ForeignProgram.succeeds("bash", "-c", "[[ $(openssl version) == 'OpenSSL 3'* ]] && curl --version"),
            "openssl 3 and curl are not installed"))
    func shell() throws {
        try expectLabels(shell)
        #expect(try keptTokens().count == 1, "that of the label that was refused")
        #expect(try expectDoubt(shell) == 2, "and that of the label of which there is no receipt")
    }

    private func shell(_ arguments: [String]) throws -> BuiltTool.Outcome {
        try tool.run("/bin/bash", [Self.path("label.sh")] + arguments)
    }

    @Test(
        "in JavaScript, with WebCrypto in Node",
        .enabled(
            if: ForeignProgram.succeeds("node", "-e", "crypto.subtle.generateKey('Ed25519', false, ['sign'])"),
            "node with WebCrypto's Ed25519 (20 or later) is not installed"))
    func node() throws {
        try expectLabels(node)
        try expectPatience(node)
        _ = try expectDoubt(node)
    }

    private func node(_ arguments: [String]) throws -> BuiltTool.Outcome {
        let script = BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/javascript/label.mjs").path
        return try tool.run("/bin/bash", ["-c", "exec node \"$@\"", "node", script, Self.path("label.js")] + arguments)
    }

    @Test(
        "in JavaScript, on a page of another origin in a browser",
        .enabled(
            if: ForeignProgram.succeeds(
                "bash", "-c", "command -v chromium && command -v chromedriver && python3 -c 'import selenium'"),
            "chromium, chromedriver and Python's selenium are not installed"))
    func browser() throws {
        let script = BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/python/browser.py").path
        let page = ["-c", "exec python3 \"$0\" \"$@\"", script, Self.programs.path, "8931"]
        try expectLabels(serving: ["--origins-allowed", "http://localhost:8931"]) { try tool.run("/bin/bash", page + $0) }
        // Without leave the browser keeps the page from appending.
        let server = try RunningServer(ledger)
        let refused = try tool.run("/bin/bash", page + arguments(server.url, choice: "no"))
        #expect(refused.status == 1)
        #expect(refused.errors.contains("Not appended: The ledger cannot be reached."), "\(refused.errors)")
    }

    @Test("in Swift, with LedgerClient and its spool")
    func swift() throws {
        let vkey = String(decoding: try tool.bytes(of: "L/log.vkey"), as: UTF8.self).trimmingCharacters(
            in: .whitespacesAndNewlines)
        try expectLabels { try tool.run("label-example", [$0[0], vkey, "outbox"] + $0.dropFirst()) }
    }

    private static func path(_ name: String) -> String { programs.appendingPathComponent(name).path }

    private func arguments(_ url: String, choice: String) -> [String] {
        [
            url, TestLedger.origin, "annotator:a1", tool.path("ada.jwk"), "d", "i",
            ledger.registration.json.canonicalText, "question", choice,
        ]
    }

    private func keptTokens() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: tool.directory.path).filter { $0.hasSuffix(".token") }
    }

    /// Runs a program against a ledger that first gives no answer to rely on: it sends the same token until there is one.
    private func expectPatience(_ run: ([String]) throws -> BuiltTool.Outcome) throws {
        guard ForeignProgram.succeeds("python3", "-c", "") else { return }
        let kept = try keptTokens()
        let (flaky, url) = try startFlaky("port")
        let outcome = try run(arguments(url, choice: "yes"))
        #expect(
            outcome.status == 0 && outcome.lines.last?.hasSuffix(#""index":7}"#) == true, "\(outcome.output)\(outcome.errors)")
        #expect(try flaky.wait().lines == ["1"], "one token, three times")
        #expect(try keptTokens() == kept)
    }

    /// Runs a program against what is no ledger and answers with a page: that is no success.
    ///
    /// - Returns: how many tokens are kept.
    private func expectDoubt(_ run: ([String]) throws -> BuiltTool.Outcome) throws -> Int {
        guard ForeignProgram.succeeds("python3", "-c", "") else { return 2 }
        let (page, url) = try startFlaky("page-port", "page")
        let outcome = try run(arguments(url, choice: "yes"))
        #expect(outcome.status != 0 && (outcome.output + outcome.errors).contains("Welcome"), "\(outcome)")
        #expect(try page.wait().lines == ["1"], "it is asked once")
        return try keptTokens().count
    }

    /// Starts flaky.py, which writes its port to a file.
    private func startFlaky(_ file: String, _ mode: String...) throws -> (program: RunningTool, url: String) {
        let script = BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/python/flaky.py").path
        let flaky = try tool.start("/bin/bash", ["-c", "exec python3 \"$0\" \"$@\"", script, file] + mode)
        while flaky.isRunning, !FileManager.default.fileExists(atPath: tool.path(file)) { usleep(10_000) }
        return (flaky, "http://127.0.0.1:\(String(decoding: try tool.bytes(of: file), as: UTF8.self))")
    }

    /// Runs a program twice, and looks in the log for the two labels and for what their receipts say.
    private func expectLabels(serving options: [String] = [], _ run: ([String]) throws -> BuiltTool.Outcome) throws {
        var receipts: [Receipt] = []
        do {
            let server = try RunningServer(ledger, options: options)
            for choice in ["yes", "no"] {
                let outcome = try run(arguments(server.url, choice: choice))
                try #require(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                receipts.append(try Receipt(try #require(outcome.lines.last)))
            }
            let refused = try run(arguments(server.url, choice: "yes").map { $0 == "annotator:a1" ? "annotator:a2" : $0 })
            #expect((refused.output + refused.errors).contains("No key "), "\(refused)")
        }
        let entries = try ledger.log().split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(entries.count == TestLedger.size + 2)
        for (receipt, choice) in zip(receipts, ["yes", "no"]) {
            #expect(receipt.isTrue(under: try ledger.vkey))
            let entry = try #require(entries[Int(receipt.index.value)]["entry"]?.string)
            let parts = entry.split { $0 == " " || $0 == "." }.map(String.init)
            #expect(Int64(parts[0]) == receipt.recorded)
            let payload = try Base64.decodeURL(parts[2]).map { try JSONValue(parsing: $0) }
            #expect(payload?["id"]?.string == receipt.id)
            #expect(payload?["data"]?["value"]?["choice"] == .string(choice))
            #expect(payload?["time"]?.string?.utf8.count == 27, "microseconds")
            let header = try Base64.decodeURL(parts[1]).map { try JSONValue(parsing: $0) }
            #expect(header?["alg"] == "Ed25519")
        }
        #expect(try ledger.check().status == 0)
    }

    @Test("the document shows every program as its file is, and none is longer than forty lines")
    func document() throws {
        let text = try String(
            contentsOf: BuiltProducts.packageRoot.appendingPathComponent("Docs/Clients.md"), encoding: .utf8)
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.programs.path)
        #expect(names.count >= 5)
        for name in names {
            let program = try String(contentsOf: Self.programs.appendingPathComponent(name), encoding: .utf8)
            #expect(text.contains("](Clients/\(name))"), "\(name) is not linked")
            #expect(text.contains("\n\(program)```\n"), "\(name) differs from what the document shows")
            #expect(program.split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= Self.longest, "\(name)")
        }
    }
}
