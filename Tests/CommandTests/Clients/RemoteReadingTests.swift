import Foundation
import Primitives
import Provenance
import Testing

/// Commands that read from a service print what they print from the directory.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct RemoteReadingTests {
    private let ledger: TestLedger
    private let token: String
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        token = try #require(try ledger.tool.touchmark("token", "new", "--ledger", "L", "--role", "auditor").lines.first)
    }

    private func server() throws -> RunningServer { try RunningServer(ledger, options: ["--seals-seconds", "0"]) }

    private func run(_ line: String, token: String? = nil) throws -> BuiltTool.Outcome {
        try tool.run("/bin/bash", ["-c", "export TOUCHMARK_TOKEN=\(token ?? self.token); touchmark \(line)"])
    }

    @Test(
        "receipts, certificates, traces and drafts of reports are the same from both",
        arguments: [
            "receipt 3", "receipt 3 --size 9", "receipt 8 --format text", "certificate label:d/i/l --json",
            "certificate label:d/i/l --json --as-of 9", "certificate label:d/i/l --format html",
            "trace --annotator a1 --format json", "trace --annotator a1 --format html", "report d --json",
            "report d --format html",
            "report d --json --as-of 9", "log", "log --json", "log --from 3 --type annotator.enrolled --json",
            "log --subject label:d/i/l", "dataset list", "dataset list --json", "dataset d", "dataset d --as-of 9",
        ])
    func same(_ command: String) throws {
        let server = try server()
        let remote = try run("\(command) --url \(server.url)")
        #expect(remote.status == 0, "\(remote.errors)")
        let local = try run("\(command) --ledger L")
        #expect(!remote.output.isEmpty && remote.output == local.output)
    }

    @Test(
        "a service gives JSON where no form is named", arguments: ["certificate label:d/i/l", "trace --annotator a1", "report d"])
    func usualForm(_ command: String) throws {
        let server = try server()
        let remote = try run("\(command) --url \(server.url)")
        #expect(try remote.status == 0 && remote.output == run("\(command) --json --ledger L").output, "\(remote.errors)")
    }

    @Test("a receipt for SCITT goes to a file, and one needs no token for it")
    func cose() throws {
        let server = try server()
        let made = try run("receipt 3 --format cose -o 3.receipt --url \(server.url)", token: "''")
        #expect(made.status == 0, "\(made.errors)")
        #expect(try tool.bytes(of: "3.receipt").count > 100)
    }

    @Test("a bundle is ordered, fetched and verified, and what was asked to be withheld is not in it")
    func bundle() throws {
        let server = try RunningServer(ledger)
        let made = try run("export --label label:d/i/l --url \(server.url) -o l.touchmark --json")
        let summary = try JSONValue(parsing: try #require(made.lines.first, "\(made.errors)"))
        #expect(summary["bytes"]?.integer == Int64(try tool.bytes(of: "l.touchmark").count))
        #expect(summary["sealedSize"]?.integer == Int64(TestLedger.size))
        let verified = try tool.verify("l.touchmark", "--key", "@L/log.vkey")
        #expect(verified.status == 0, "\(verified.output)")
        let again = try run("export --label label:d/i/l --url \(server.url) -o l.touchmark")
        #expect(again.status == 1 && again.errors.contains("is not overwritten"), "\(again.errors)")
        let printed = try run("export --all --withhold name --url \(server.url) -o -")
        #expect(printed.status == 0 && printed.lines.last?.contains("\"kind\":\"end\"") == true)
        let missing = try run("export --item item:d/none --url \(server.url) -o none.touchmark")
        #expect(missing.status == 1 && !FileManager.default.fileExists(atPath: tool.path("none.touchmark.part")))
    }

    @Test("entries are followed as they come, by their type")
    func followed() throws {
        let server = try server()
        try tool.write(
            Array("export TOUCHMARK_TOKEN=\(token); exec touchmark log --follow --type item.registered --url \(server.url)".utf8),
            to: "follow")
        let running = try tool.start("/bin/bash", ["follow"])
        defer { running.kill() }
        try tool.write(try ledger.newItem("next").token, to: "tokens")
        #expect(try run("append --url \(server.url) --key @L/log.vkey tokens").status == 0)
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        while !running.outputText.contains("item:d/next\n"), Date() < deadline { usleep(5000) }
        let lines = running.outputText.split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("  item.registered  item:d/") }, "\(running.outputText)")
    }

    @Test("what is not shown is said with the service's reason and what opens it")
    func locked() throws {
        let server = try server()
        let locked = try run("trace --annotator a1 --json --url \(server.url)", token: "''")
        #expect(locked.status == 1)
        #expect(locked.errors.contains("status 401") && locked.errors.contains("TOUCHMARK_TOKEN"), "\(locked.errors)")
        let missing = try run("certificate label:d/i/none --json --url \(server.url)")
        #expect(missing.status == 1 && missing.errors.contains("status 404"), "\(missing.errors)")
        let away = try run("receipt 3 --url http://127.0.0.1:1")
        #expect(away.status == 3 && away.errors.contains("cannot be reached"), "\(away.errors)")
    }

    @Test("why nobody answers is said in words, with the address and what to look at")
    func unreachable() throws {
        let stamp = try run("stamp --ledger L --tsa http://127.0.0.1:1/")
        #expect(stamp.status == 1 && stamp.errors.hasSuffix("in time: Connection refused\n"), "\(stamp.errors)")
        #expect(try run("monitor new m").status == 0)
        let monitor = try run("monitor http://127.0.0.1:1 --key @L/log.vkey --state m")
        #expect(monitor.status == 3 && monitor.errors.contains("cannot be reached: Connection refused."), "\(monitor.errors)")
        try tool.write(try ledger.newItem("next").token, to: "tokens")
        let append = try run("append --url http://127.0.0.1:1 --key @L/log.vkey tokens")
        #expect(append.status == 1 && append.errors.contains("http://127.0.0.1:1 cannot be reached"), "\(append.errors)")
        // From here on the ledger is the service's.
        let server = try server()
        defer { withExtendedLifetime(server) {} }
        let secure = server.url.replacing("http:", with: "https:")
        for (address, reason) in [
            ("http://127.0.0.1:1", "Connection refused"), ("http://ledger.invalid", "there is no host of that name"),
            (secure, "it does not speak TLS"),
        ] {
            let run = try run("log --url \(address)")
            #expect(run.status == 3 && run.errors.contains("\(address) cannot be reached"), "\(run.errors)")
            #expect(run.errors.contains("broke: \(reason)") && run.errors.contains("Look whether"), "\(run.errors)")
        }
    }

    @Test("labels come over many pages, all as of one size, and stand in the order of their subjects")
    func labels() throws {
        // In the order of ids `a` comes first, and in that of subjects `%` before the dash before the slash.
        let items = try ["a", "a-b", "ж", "b"].map { ($0, try ledger.newItem($0)) }
        try ledger.append(items.map(\.1.token))
        try ledger.append(
            try items.map { id, item in
                try TestLedger.sign(
                    TestLedger.first, LabelAsserted.type, TestLedger.label(id, "l", on: item.reference), ledger.firstKey
                ).token
            })
        try tool.write(Array("origin: \(TestLedger.origin)\nlimits:\n  pageEntries: 2\n".utf8), to: "L/touchmark.yaml")
        let server = try server()
        let remote = try run("dataset d --url \(server.url) -o remote")
        #expect(remote.status == 0 && remote.output == "remote\n" && remote.errors == "5 labels\n", "\(remote.errors)")
        #expect(try run("dataset d --ledger L -o local").status == 0)
        let rows = try tool.bytes(of: "remote")
        #expect(try rows == tool.bytes(of: "local") && rows.count { $0 == UInt8(ascii: "\n") } == 6)
        let missing = try run("dataset none --url \(server.url)")
        #expect(missing.status == 1 && missing.errors.contains("status 404"), "\(missing.errors)")
    }

    @Test(
        "what a service does not give is refused before it is asked",
        arguments: [
            "certificate label:d/i/l --format text", "certificate label:d/i/l --json --withhold",
            "trace --annotator a1 --format text", "report d --format text",
            "report d --out r.html", "report d --json --since 8", "report d --format csv --draft --out tables",
            "receipt 3 --ledger L", "dataset d --json", "dataset d --format csv", "dataset d --release 1.0",
        ])
    func refused(_ command: String) throws {
        let run = try run("\(command) --url http://127.0.0.1:1")
        #expect(run.status == 64, "\(run.status) \(run.errors)")
    }
}
