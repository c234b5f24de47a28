import Foundation
import LedgerTesting
import MerkleLog
import Primitives
import Provenance
import Signatures
import Testing

/// The service as a process: under many clients, under a foreign log client, killed and stopped.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct ServedLedgerTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    @Test(
        "killed while 64 threads append, some tokens twice, every receipt that was handed out is true",
        .enabled(if: ForeignProgram.succeeds("python3", "--version"), "python3 is not installed"))
    func killed() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("ServedLedgerTests: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let tokens = try (0..<3000).map { try ledger.newItem("item-\($0)").token }
        try tool.write(Array(tokens.joined(separator: [UInt8(ascii: "\n")])), to: "tokens")
        var server = try ServedLedger(tool)
        let port = server.port
        let clients = try tool.start("/usr/bin/env", ["python3", script("append_threads.py"), "\(port)", "tokens", "receipts"])
        for _ in 0..<5 {
            usleep(UInt32.random(in: 50_000..<400_000, using: &random))
            server.kill()
            server = try ServedLedger(tool, port: port)
        }
        let run = try clients.wait()
        #expect(run.status == 0, "\(run.errors)")
        #expect(try server.stop() == 0)
        try checkReceipts(of: tokens)
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    /// Each token has its receipts, all alike; each receipt proves its token under the log's key.
    private func checkReceipts(of tokens: [[UInt8]]) throws {
        var given: [Int: Set<String>] = [:]
        let vkey = try ledger.vkey
        for line in String(decoding: try tool.bytes(of: "receipts"), as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "\t")
            let number = try #require(Int(parts[0]))
            let receipt = try Receipt(String(parts[1]))
            let entry = Array("\(receipt.recorded) ".utf8) + tokens[number].prefix { $0 != UInt8(ascii: "~") }
            given[number, default: []].insert(String(parts[1]))
            #expect(receipt.leaf == Digest.leaf(entry) && receipt.isTrue(under: vkey), "receipt of \(number)")
        }
        #expect(given.count == tokens.count)
        #expect(given.values.allSatisfy { $0.count == 1 }, "the same token gets the same receipt")
        let entries = try ledger.log().split(separator: "\n").count
        #expect(entries == TestLedger.size + tokens.count, "nothing is in the log twice")
    }

    @Test("asked to stop, it finishes what it accepted and leaves with status 0")
    func stopped() throws {
        let tokens = try (0..<5000).map { try ledger.newItem("item-\($0)").token }
        try tool.write(Array(tokens.joined(separator: [UInt8(ascii: "\n")])), to: "tokens")
        let server = try ServedLedger(tool)
        let client = try tool.start(
            "/usr/bin/env",
            [
                "curl", "-s", "-H", "Content-Type: text/plain", "--data-binary", "@tokens",
                "http://127.0.0.1:\(server.port)/v1/events?receipt=brief",
            ])
        while try !tool.run("/usr/bin/env", ["curl", "-s", "http://127.0.0.1:\(server.port)/metrics"]).output
            .contains("touchmark_batch_events_count 1\n"), client.isRunning
        { usleep(1000) }
        #expect(try server.stop() == 0)
        let answered = try client.wait()
        let receipts = answered.lines.count { $0.contains("\"status\":201}") }
        #expect(receipts == tokens.count, "the batch that was under way is answered to its end")
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size + receipts)
        #expect(try ledger.check().status == 0)
    }

    @Test(
        "Go's sumdb follows the live log while it grows",
        .enabled(if: ForeignProgram.hasGoNote, ForeignProgram.whyNoGoNote))
    func followed() throws {
        let tokens = try (0..<4000).map { try ledger.newItem("item-\($0)").token }
        try tool.write(Array(tokens.joined(separator: [UInt8(ascii: "\n")])), to: "tokens")
        let server = try ServedLedger(tool)
        let size = TestLedger.size + tokens.count
        let go = "GO111MODULE=off GOPATH=/usr/share/gocode go build -o follow '\(script("main.go", in: "go-follow"))'"
        let built = try tool.run("/bin/bash", ["-c", go])
        try #require(built.status == 0, "\(built.errors)")
        let follower = try tool.start(tool.path("follow"), ["http://127.0.0.1:\(server.port)", "L/log.vkey", "\(size)"])
        let clients = try tool.run(
            "/usr/bin/env", ["python3", script("append_threads.py"), "\(server.port)", "tokens", "receipts"])
        #expect(clients.status == 0, "\(clients.errors)")
        let followed = try follower.wait()
        #expect(followed.status == 0, "\(followed.errors)")
        let checkpoints = try #require(followed.output.split(separator: " ").first.flatMap { Int($0) })
        #expect(checkpoints > 1, "it saw the log grow")
        #expect(try server.stop() == 0)
    }

    @Test(
        "schemathesis finds no difference between the description and the service",
        .enabled(if: ForeignProgram.succeeds("schemathesis", "--version"), "schemathesis (PyPI) is not installed"))
    func described() throws {
        let token = try tool.touchmark("token", "new", "--ledger", TestLedger.directory, "--role", "auditor").lines.first
        let server = try ServedLedger(tool)
        let run = try tool.run(
            "/usr/bin/env",
            [
                "schemathesis", "--config-file", script("schemathesis.toml", in: "schemathesis"), "run",
                "http://127.0.0.1:\(server.port)/openapi.json", "--header", "Authorization: Bearer \(try #require(token))",
                "--phases", "coverage,fuzzing", "--max-examples", "20", "--request-timeout", "20",
            ])
        #expect(run.status == 0, "\(run.output.suffix(4000))")
        #expect(try server.stop() == 0)
        #expect(try ledger.check().status == 0)
    }

    private func script(_ name: String, in folder: String = "python") -> String {
        BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/\(folder)/\(name)").path
    }
}

/// `touchmark serve` under way.
final class ServedLedger {
    let port: Int
    private let process: RunningTool
    /// What it said on standard error, once it has been stopped.
    private(set) var finalLog = ""

    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - settings: further flags.
    init(_ tool: BuiltTool, port: Int = 0, settings: [String] = []) throws {
        process = try tool.start("touchmark", ["serve", "--ledger", TestLedger.directory, "--port", "\(port)"] + settings)
        let deadline = Date().addingTimeInterval(30)
        while true {
            if let address = process.errorText.split(separator: "\n").first(where: { $0.contains("listening on http://") }),
                let port = address.split(separator: ":").last.flatMap({ Int($0) })
            {
                self.port = port
                return
            }
            guard process.isRunning, Date() < deadline else {
                process.kill()
                throw TestLedger.Failure(description: "the service did not start: \(process.errorText)")
            }
            usleep(2000)
        }
    }

    func kill() {
        process.kill()
        _ = try? process.wait()
    }

    /// Asks it to stop.
    ///
    /// - Returns: the exit status.
    func stop() throws -> Int32 {
        process.terminate()
        let outcome = try process.wait()
        finalLog = outcome.errors
        return outcome.status
    }
}
