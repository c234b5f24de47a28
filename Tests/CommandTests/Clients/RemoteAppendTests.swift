import Foundation
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

/// `touchmark append --url`, with a spool and without.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct RemoteAppendTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func appending(_ url: String, _ tokens: [[UInt8]], _ options: String...) throws -> BuiltTool.Outcome {
        try tool.write(Array(tokens.joined(separator: [10])), to: "tokens")
        return try tool.run("touchmark", ["append", "--url", url, "--key", "@L/log.vkey", "tokens"] + options)
    }

    @Test("a remote ledger gives the receipts that the ledger itself gives")
    func receipts() throws {
        let tokens = try (0..<5).map { try ledger.newItem("item-\($0)").token }
        let remote: BuiltTool.Outcome
        do {
            let server = try RunningServer(ledger)
            remote = try appending(server.url, tokens)
            let brief = try appending(server.url, tokens, "--brief")
            #expect(brief.lines.count == 5 && !brief.output.contains("inclusion"))
        }
        #expect(remote.status == 0, "\(remote.errors)")
        #expect(try ledger.appending(tokens).output == remote.output)
    }

    @Test("refusals name the line, and the others are appended")
    func refusals() throws {
        let server = try RunningServer(ledger)
        let run = try appending(server.url, [try ledger.newItem().token, Array("x".utf8), try ledger.newItem().token])
        #expect(run.status == 1)
        #expect(run.lines.count == 2)
        #expect(run.errors.hasPrefix("Line 2: "))
    }

    @Test("under another ledger's key nothing is believed")
    func otherKey() throws {
        let other = try TestLedger()
        let server = try RunningServer(other)
        let token = try other.newItem().token
        for options in [[], ["--spool", "outbox"]] {
            try tool.write(token, to: "tokens")
            let run = try tool.run("touchmark", ["append", "--url", server.url, "--key", "@L/log.vkey", "tokens"] + options)
            #expect(run.status == 1)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("The receipt proves nothing"), "\(run.errors)")
        }
    }

    @Test("a spool whose tokens the log took before its key was rotated is emptied with both keys, and with the new one is not")
    func rotated() throws {
        let tokens = try (0..<3).map { try ledger.newItem("item-\($0)").token }
        #expect(try appending("http://127.0.0.1:1", tokens, "--spool", "outbox").status == 1)
        // In the log, and its sender never heard of it.
        let receipts = try ledger.appending(tokens).output
        try tool.copy("L/log.vkey", to: "old.vkey")
        #expect(try tool.touchmark("key", "rotate", "log", "--ledger", "L").status == 0)
        let server = try RunningServer(ledger)
        let stuck = try appending(server.url, [], "--spool", "outbox")
        #expect(stuck.status == 1 && stuck.output.isEmpty)
        #expect(stuck.errors.contains("give that vkey too"), "\(stuck.errors)")
        let stranger = LogSigner(origin: "other.example/l", key: PrivateKey()).vkey.text
        let other = try appending(server.url, [], "--spool", "outbox", "--key", stranger)
        #expect(other.status == 64, "\(other.errors)")
        let sent = try appending(server.url, [], "--spool", "outbox", "--key", "@old.vkey")
        #expect(sent.status == 0 && sent.output == receipts, "\(sent.errors)")
        #expect(try appending(server.url, [], "--spool", "outbox").output.isEmpty)
    }

    @Test(
        "what does not go together is wrong usage",
        arguments: [
            "--url http://a", "--key K", "--spool S", "--url http://a --key K --ledger L", "--url http://a --key K --atomic",
            "--url a --key @L/log.vkey",
        ])
    func usage(_ options: String) throws {
        let run = try tool.run("touchmark", ["append"] + options.split(separator: " ").map(String.init))
        #expect(run.status == 64, "\(run.status) \(run.errors)")
    }

    @Test("without a network tokens are kept, and a later run sends them once")
    func offline() throws {
        let tokens = try (0..<3).map { try ledger.newItem("item-\($0)").token }
        let away = try appending("http://127.0.0.1:1", tokens, "--spool", "outbox")
        #expect(away.status == 1 && away.output.isEmpty)
        #expect(away.errors.contains("Kept: all lines up to 3.\n"), "\(away.errors)")
        #expect(away.errors.contains("stays in the spool"))
        let server = try RunningServer(ledger)
        let sent = try appending(server.url, [], "--spool", "outbox")
        #expect(sent.status == 0, "\(sent.errors)")
        #expect(sent.lines.count == 3)
        #expect(try appending(server.url, [], "--spool", "outbox").output.isEmpty)
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size + 3)
    }

    @Test("a spool has one process at a time")
    func busy() throws {
        let running = try tool.start(
            "/bin/bash", ["-c", "sleep 30 | touchmark append --url http://127.0.0.1:1 --key @L/log.vkey --spool outbox"])
        defer { running.kill() }
        while !FileManager.default.fileExists(atPath: tool.path("outbox/00000001.outcomes")) { usleep(5000) }
        let run = try appending("http://127.0.0.1:1", [], "--spool", "outbox")
        #expect(run.status == 1)
        #expect(run.errors.contains("Another process has the spool."), "\(run.errors)")
    }

    @Test(
        "on a full disk nothing is promised, and what was promised is sent",
        .enabled(if: SmallDisk.canBeMade, "a small disk can be mounted by root alone"))
    func fullDisk() throws {
        let disk = try SmallDisk(at: tool.path("disk"), mebibytes: 2)
        defer { disk.remove() }
        // Five megabytes of tokens; of two there is room for some.
        let tokens = try (0..<5000).map { try ledger.newItem("item-\($0)").token }
        let full = try appending("http://127.0.0.1:1", tokens, "--spool", "disk/outbox")
        #expect(full.status == 1)
        let kept = full.errors.split(separator: "\n").last { $0.hasPrefix("Kept: ") }.flatMap { Int($0.filter(\.isNumber)) } ?? 0
        #expect(kept > 0, "\(full.errors)")
        #expect(full.errors.contains("nothing is promised: There is no room for"), "\(full.errors)")

        // Nor is there room for receipts: then none is believed.
        _ = try tool.run("/bin/bash", ["-c", "cat /dev/zero > disk/ballast"])
        let server = try RunningServer(ledger)
        let unsettled = try appending(server.url, [], "--spool", "disk/outbox")
        #expect(unsettled.status == 1 && unsettled.output.isEmpty)
        #expect(unsettled.errors.contains("There is no room for"), "\(unsettled.errors)")

        try disk.grow(to: 64)
        let sent = try appending(server.url, [], "--spool", "disk/outbox")
        #expect(sent.status == 0 && sent.lines.count == kept, "\(sent.errors)")
        let again = try appending(server.url, tokens, "--spool", "disk/outbox")
        #expect(again.status == 0 && again.lines.count == tokens.count, "\(again.errors)")
        #expect(again.output.hasPrefix(sent.output))
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size + tokens.count)
    }
}
