import Foundation
import Primitives
import Testing

/// `touchmark token`, beside a service that runs.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct TokenCommandTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func token(_ words: String) throws -> BuiltTool.Outcome {
        try tool.run("touchmark", ["token"] + words.split(separator: " ").map(String.init) + ["--ledger", "L"])
    }

    @Test("the token alone goes to standard output, once, and the list shows all but its secret")
    func made() throws {
        let made = try token("new --role reader --dataset d --dataset e --expires 90d")
        let text = try #require(made.lines.first)
        #expect(made.lines.count == 1)
        #expect(text.wholeMatch(of: /tmk_[0-9a-f]{12}_[0-9a-f]{64}/) != nil)
        #expect(made.errors.contains("The ledger has no dataset e yet") && !made.errors.contains("no dataset d"))
        _ = try token("new --role regulator --all --expires 2099-01-01")
        _ = try token("new --role connector --connector studio")
        let list = try token("list --json").lines.map { try JSONValue(parsing: $0) }
        #expect(list.map { $0["role"] } == ["reader", "regulator", "connector"])
        #expect(list[0]["datasets"] == ["d", "e"] && list[1]["datasets"] == nil && list[2]["connector"] == "studio")
        #expect(list[1]["expires"] == "2099-01-01T00:00:00Z")
        #expect(list.allSatisfy { $0["state"] == "valid" && $0["sha256"] == nil })
        let shown = try token("list").output
        #expect(shown.contains("reader of d, e") && shown.contains("regulator of all") && shown.contains("connector studio"))
        #expect(!shown.contains(try #require(text.split(separator: "_").last)))
    }

    @Test("it counts for a service that runs, until it is revoked")
    func counted() throws {
        let server = try ServedLedger(tool)
        let text = try #require(try token("new --role auditor").lines.first)
        func status() throws -> String {
            try tool.run(
                "/usr/bin/env",
                [
                    "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Authorization: Bearer \(text)",
                    "http://127.0.0.1:\(server.port)/v1/events",
                ]
            ).output
        }
        #expect(try status() == "200")
        let id = String(text.split(separator: "_")[1])
        #expect(try token("revoke \(id)").status == 0)
        #expect(try status() == "401")
        #expect(try token("revoke \(id)").status == 0, "revoked is revoked")
        #expect(try token("list").output.contains("revoked"))
        #expect(try server.stop() == 0)
    }

    @Test(
        "a token has to say what it opens",
        arguments: [
            ("new --role reader", 64, "name the datasets that it reads (--dataset)."),
            ("new --role reader --dataset d --all", 64, "never reads all"),
            ("new --role regulator --expires 9d", 64, "regulator"), ("new --role regulator --all", 64, "has to end"),
            ("new --role regulator --all --dataset d --expires 9d", 64, "not both"),
            ("new --role operator --dataset d", 64, "names no datasets"), ("new --role connector", 64, "--connector NAME"),
            ("new --role auditor --connector s", 64, "--connector NAME"), ("new --role king", 64, "king"), ("new", 64, "--role"),
            ("new --role auditor --expires 2001-01-01", 64, "in the past"), ("new --role auditor --expires soon", 64, "soon"),
            ("revoke nothing", 1, "There is no token nothing"),
            ("revoke tmk_0123456789ab_secretsecret", 64, "Give the token's id alone"),
        ])
    func refused(_ words: String, _ status: Int32, _ sentence: String) throws {
        let run = try token(words)
        #expect(run.status == status && run.errors.contains(sentence), "\(run.status): \(run.errors)")
        #expect(run.output.isEmpty && !run.errors.contains("secretsecret"))
        #expect(!FileManager.default.fileExists(atPath: tool.path("L/access-tokens.json")))
    }
}
