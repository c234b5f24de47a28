import Primitives
import Provenance
import Signatures
import Testing

/// `touchmark sign` where the ledger is a service's.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct RemoteSigningTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        try run("touchmark enrol annotator --id p-9 --new-key p9.jwk --ledger L")
        try run("touchmark guideline publish g --version 1 --file L/log.vkey --dataset d --ledger L")
        try run("touchmark report d --out r.json --ledger L")
    }

    @discardableResult
    private func run(_ line: String, token: String = "") throws -> BuiltTool.Outcome {
        try tool.run("/bin/bash", ["-c", "export TOUCHMARK_TOKEN='\(token)'; \(line)"])
    }

    private func token(_ options: String) throws -> String {
        try #require(try run("touchmark token new --ledger L --role \(options)").lines.first)
    }

    private func server() throws -> RunningServer { try RunningServer(ledger, options: ["--seals-seconds", "0"]) }

    private static func label(_ type: String, _ label: String, _ citations: JSONValue) -> JSONValue {
        [
            "type": .string("touchmark.label." + type), "id": .string(TestLedger.newID().description),
            "time": .string(TestLedger.now.description), "_cite": citations,
            "data": [
                "dataset": "d", "item": "i", "label": .string(label), "name": "question", "segments": [],
                "value": ["kind": "choice", "choice": "yes"],
            ],
        ]
    }

    private func write(_ drafts: [JSONValue]) throws {
        try tool.write(Array(drafts.map { $0.canonicalText + "\n" }.joined().utf8), to: "drafts")
    }

    @Test("a draft's citations are found in the service as in the ledger, and what was signed in the run comes first")
    func citations() throws {
        let report = try #require(try JSONValue(parsing: tool.bytes(of: "r.json"))["report"]?.string)
        try write([
            Self.label("asserted", "m", ["on": "item:d/i", "guideline": "guideline:g"]),
            Self.label("revised", "m", ["on": "item:d/i", "revises": "label:d/i/m"]),
            Self.label("revised", "l", ["on": "item:d/i", "revises": "label:d/i/l"]),
            [
                "type": .string(ReportSigned.type), "id": .string(TestLedger.newID().description),
                "time": .string(TestLedger.now.description),
                "_cite": ["of": .string(Subject(.report, [report]).description)],
                "data": ["report": .string(report), "role": "head of data"],
            ],
        ])
        let token = try token("auditor")
        let server = try server()
        let remote = try run(
            "touchmark sign --clear --key p9.jwk --url \(server.url) --origin \(TestLedger.origin) drafts", token: token)
        #expect(remote.status == 0 && remote.lines.count == 4, "\(remote.errors)")
        #expect(try run("touchmark sign --clear --key p9.jwk --ledger L drafts").output == remote.output)
    }

    @Test("who reads the dataset alone says who signs")
    func reader() throws {
        try write([Self.label("asserted", "m", ["on": "item:d/i"])])
        let token = try token("reader --dataset d")
        let server = try server()
        let sign = "touchmark sign --key p9.jwk --url \(server.url) --origin \(TestLedger.origin)"
        let asking = try run("\(sign) drafts", token: token)
        #expect(asking.status == 1 && asking.errors.contains("TOUCHMARK_TOKEN"), "\(asking.errors)")
        let made = try run("\(sign) --source annotator:p-9 drafts", token: token)
        #expect(made.status == 0 && made.lines.count == 1, "\(made.errors)")
        try tool.write(Array(made.output.utf8), to: "tokens")
        let appended = try run("touchmark append --url \(server.url) --key @L/log.vkey tokens")
        #expect(appended.status == 0, "\(appended.errors)")
    }

    @Test(
        "what the service has not is said, by line",
        arguments: ["item:d/none", "label:d/i/none", "guideline:none", "report:none", "dataset:d"])
    func missing(_ subject: String) throws {
        try write([Self.label("asserted", "m", ["on": "item:d/i"]), Self.label("asserted", "n", ["on": .string(subject)])])
        let token = try token("auditor")
        let server = try server()
        let run = try run(
            "touchmark sign --clear --key p9.jwk --url \(server.url) --origin \(TestLedger.origin) drafts", token: token)
        #expect(run.status == 1 && run.lines.count == 1, "\(run.errors)")
        #expect(run.errors.contains("Line 2: \(subject)"), "\(run.errors)")
    }

    @Test(
        "what does not go together is wrong usage",
        arguments: ["--key p9.jwk --url http://a", "--keys . --source annotator:p-9", "--key p9.jwk --url http://a --ledger L"])
    func usage(_ options: String) throws {
        #expect(try run("touchmark sign \(options) drafts").status == 64)
    }
}
