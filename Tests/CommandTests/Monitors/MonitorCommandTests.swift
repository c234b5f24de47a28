import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// `touchmark monitor` beside a service that runs.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct MonitorCommandTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        let made = try tool.touchmark("monitor", "new", "M", "--name", "auditor.example/m")
        try #require(made.status == 0, "\(made.errors)")
    }

    private func arguments(_ url: String, _ options: [String]) throws -> [String] {
        let made = try tool.touchmark("token", "new", "--role", "auditor", "--ledger", "L")
        let token = try #require(made.lines.first, "\(made.errors)")
        return ["TOUCHMARK_TOKEN=\(token)", "touchmark", "monitor", url, "--key", "@L/log.vkey", "--state", "M"] + options
    }

    private func monitor(_ options: String...) throws -> BuiltTool.Outcome {
        let server = try RunningServer(ledger)
        defer { try? server.kill() }
        return try tool.run("/usr/bin/env", try arguments(server.url, options))
    }

    private func seal() throws {
        let run = try tool.touchmark("seal", "--ledger", "L")
        try #require(run.status == 0, "\(run.errors)")
    }

    private func appendItems(_ count: Int) throws {
        try ledger.append(try (0..<count).map { _ in try ledger.newItem().token })
    }

    @Test("all holds, is cosigned by the auditor's key, and the next run goes on from there")
    func holds() throws {
        try seal()
        let first = try monitor("--out", "c")
        #expect(first.status == 0 && first.output.contains("10 entries replayed"), "\(first.output)\(first.errors)")
        try appendItems(600)
        try seal()
        let second = try monitor("--out", "c", "--seal-lag", "1")
        #expect(second.status == 0 && second.output.contains("cosigned 611"), "\(second.output)\(second.errors)")
        let note = String(decoding: try tool.bytes(of: "c"), as: UTF8.self)
        let vkey = try VerifierKey(
            parsing: String(decoding: try tool.bytes(of: "M/auditor.vkey"), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines))
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: try ledger.vkey) else {
            Issue.record("the log's signature is gone")
            return
        }
        #expect(checkpoint.cosignatures(by: [vkey]).count == 1)
    }

    @Test("entries that wait for a seal are shown, and a log that cannot be reached is no verdict")
    func lazy() throws {
        let late = try monitor("--seal-lag", "3", "--json")
        #expect(late.status == 1 && late.output.contains("lazy-seal"), "\(late.output)\(late.errors)")
        #expect(try monitor().status == 0)
        let gone = try tool.run("/usr/bin/env", try arguments("http://127.0.0.1:9", []))
        #expect(gone.status == 3 && gone.errors.contains("Nothing was judged"), "\(gone.errors)")
        let server = try RunningServer(ledger)
        let stranger = try tool.touchmark("monitor", server.url, "--key", "@L/log.vkey", "--state", "M")
        // Nothing new has to be read, so nobody asks for the token.
        #expect(stranger.status == 0, "\(stranger.errors)")
        try server.kill()
    }

    @Test("an older copy is a rollback; once it has gone on otherwise, both checkpoints are kept, and nothing is cosigned")
    func copies() throws {
        #expect(try tool.touchmark("backup", "--ledger", "L", "old.db").status == 0)
        try appendItems(3)
        #expect(try monitor().status == 0)
        for suffix in ["", "-wal", "-shm", "-lock", "-seals"] { tool.remove("L/ledger.db" + suffix) }
        try tool.copy("old.db", to: "L/ledger.db")
        let back = try monitor("--out", "c")
        #expect(back.status == 1 && back.output.contains("rollback:"), "\(back.output)\(back.errors)")
        try appendItems(3)
        let split = try monitor("--out", "c")
        #expect(split.status == 1 && split.output.contains("split-view:"), "\(split.output)\(split.errors)")
        #expect(split.lines.count { $0.hasPrefix("evidence: ") } == 2)
        for line in split.lines where line.hasPrefix("evidence: ") {
            let note = String(decoding: try tool.bytes(of: String(line.dropFirst(10))), as: UTF8.self)
            guard case .valid = try UncheckedCheckpoint(parsing: note).check(with: try ledger.vkey) else {
                Issue.record("evidence that the log did not sign")
                continue
            }
        }
        #expect(try monitor().status == 1, "what was signed stays signed")
        #expect(!FileManager.default.fileExists(atPath: tool.path("c")))
    }

    @Test("two checkpoints that contradict each other are kept before the finding; where they cannot be, they are shown")
    func proofFirst() throws {
        #expect(try tool.touchmark("backup", "--ledger", "L", "old.db").status == 0)
        try appendItems(3)
        #expect(try monitor().status == 0)
        for suffix in ["", "-wal", "-shm", "-lock", "-seals"] { tool.remove("L/ledger.db" + suffix) }
        try tool.copy("old.db", to: "L/ledger.db")
        try appendItems(3)
        // A directory in which nothing can be made, for root too.
        tool.remove("M/evidence")
        try tool.write([], to: "M/evidence")
        let unkept = try monitor()
        #expect(unkept.status == 1 && unkept.errors.contains("split-view:"), "\(unkept.output)\(unkept.errors)")
        #expect(unkept.errors.components(separatedBy: "\(TestLedger.origin)\n12\n").count == 3, "\(unkept.errors)")
        #expect(try !String(decoding: tool.bytes(of: "M/state.json"), as: UTF8.self).contains("split-view"))
        tool.remove("M/evidence")
        try FileManager.default.createDirectory(atPath: tool.path("M/evidence"), withIntermediateDirectories: false)
        let kept = try monitor()
        #expect(kept.status == 1 && kept.output.contains("split-view:"), "\(kept.output)\(kept.errors)")
        #expect(kept.lines.count { $0.hasPrefix("evidence: ") } == 2)
        #expect(try String(decoding: tool.bytes(of: "M/state.json"), as: UTF8.self).contains("split-view"))
    }

    @Test("a new key of the log is followed from its vkey on, and the old one is told from it")
    func newLogKey() throws {
        try seal()
        #expect(try monitor("--out", "c").status == 0)
        try tool.copy("L/log.vkey", to: "old.vkey")
        #expect(try tool.touchmark("key", "rotate", "log", "--ledger", "L").status == 0)
        try appendItems(2)
        let server = try RunningServer(ledger)
        defer { try? server.kill() }
        var words = try arguments(server.url, [])
        words[words.firstIndex(of: "@L/log.vkey") ?? 0] = "@old.vkey"
        let old = try tool.run("/usr/bin/env", words)
        #expect(old.status == 1 && old.output.contains("checkpoint-signature"), "\(old.output)\(old.errors)")
        let new = try tool.run("/usr/bin/env", try arguments(server.url, ["--out", "c"]))
        #expect(new.status == 0 && new.output.contains("cosigned 14"), "\(new.output)\(new.errors)")
    }

    @Test("an entry that is not the signed tree's is shown")
    func changed() throws {
        try appendItems(2)
        try RawDatabase.tamper(with: tool.path("L/ledger.db"), "UPDATE entry SET recorded = recorded + 1 WHERE idx = 7")
        let run = try monitor()
        #expect(run.status == 1 && run.output.contains("entries-differ:"), "\(run.output)\(run.errors)")
    }

    @Test("a seal with a false root is shown by the run that meets it and by every later one")
    func falseSeal() throws {
        let key = try PrivateKey(jwk: JSONValue(parsing: tool.bytes(of: "L/keys/service.jwk")))
        try seal()
        let row = try #require(try ledger.log().split(separator: "\n").last)
        let token = try #require(try JSONValue(parsing: String(row))["entry"]?.string?.split(separator: " ").last)
        let honest = try JSONValue(parsing: try #require(Base64.decodeURL(String(token.split(separator: ".")[1]))))
        var data = try #require(honest["data"]?.object)
        let root = try #require(data["indexRoot"]?.string)
        data["indexRoot"] = .string((root.hasPrefix("A") ? "B" : "A") + root.dropFirst())
        let source = try #require(honest["source"]?.string).split(separator: ":", maxSplits: 1).map(String.init)
        let forged = try TestLedger.sign(Actor(.service, source[1]), LedgerSealed.type, data, key)
        try ledger.append([forged.token])
        for _ in 0..<2 {
            let run = try monitor("--out", "c")
            #expect(run.status == 1 && run.output.contains("false-seal:"), "\(run.output)\(run.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: tool.path("c")))
    }

    @Test("one process has the directory: another reads nothing of it that the first may still change")
    func oneAtATime() throws {
        let server = try RunningServer(ledger)
        defer { try? server.kill() }
        let words = try arguments(server.url, [])
        let following = try tool.start("/usr/bin/env", words + ["--follow"])
        defer { following.kill() }
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        while !following.outputText.contains("entries replayed"), Date() < deadline { usleep(5000) }
        let state = try tool.bytes(of: "M/state.json")
        // Whoever read it before having the lock would call it damaged.
        try tool.write("{".utf8, to: "M/state.json")
        let second = try tool.run("/usr/bin/env", words)
        #expect(second.status != 0 && second.errors.contains("Another process is writing"), "\(second.output)\(second.errors)")
        try tool.write(state, to: "M/state.json")
        following.kill()
        _ = try following.wait()
        #expect(try tool.run("/usr/bin/env", words).status == 0)
    }

    private var label: [String] { ["--label", "label:d/i/l"] }

    /// `touchmark-verify` with the auditor's key, as a regulator would run it.
    private func verify(_ bundle: String) throws -> BuiltTool.Outcome {
        try tool.run("touchmark-verify", [bundle, "--key", "@L/log.vkey", "--auditors", "M/auditor.vkey"])
    }

    @Test("whose cosignature the operator takes in: evidence is complete as replayed by the auditor, until a newer seal")
    func taken() throws {
        try seal()
        #expect(try monitor("--out", "c").status == 0)
        #expect(try tool.touchmark("witness", "take", "c", "--by", "@L/log.vkey", "--ledger", "L").status == 3)
        let taken = try tool.touchmark("witness", "take", "c", "--by", "@M/auditor.vkey", "--ledger", "L")
        #expect(taken.status == 0 && taken.output == "10 entries, cosigned by auditor.example/m\n", "\(taken.errors)")
        try appendItems(2)
        #expect(try tool.run("touchmark", ["export"] + label + ["--ledger", "L", "--no-seal", "-o", "old"]).status == 0)
        let replayed = try verify("old")
        #expect(replayed.status == 0 && replayed.output.contains("complete as replayed by auditor.example/m"), "\(replayed)")
        #expect(try tool.run("touchmark", ["export"] + label + ["--ledger", "L", "-o", "new"]).status == 0)
        let sealed = try verify("new")
        #expect(sealed.status == 2 && sealed.output.contains("complete as sealed by the operator"), "\(sealed)")
        #expect(sealed.output.contains("not-replayed") && sealed.output.contains("They replayed the first 10 entries."))
        tool.remove("c")
        try tool.copy("L/log.vkey", to: "c")
        let none = try tool.touchmark("witness", "take", "c", "--by", "@M/auditor.vkey", "--ledger", "L")
        #expect(none.status == 1 && none.errors.contains("This is no checkpoint"), "\(none.errors)")
    }

    @Test("which brings its cosignature to a service that knows it, and is told where it does not")
    func submitted() throws {
        try seal()
        let unknown = try monitor("--submit")
        #expect(unknown.status == 3 && unknown.errors.contains("status 403"), "\(unknown.output)\(unknown.errors)")
        #expect(unknown.errors.contains("witnesses.auditors"), "\(unknown.errors)")
        #expect(unknown.output.contains("checkpoint holds") && !unknown.output.contains("took it in"))
        let server = try RunningServer(ledger, options: ["--witnesses-auditors", "M/auditor.vkey"])
        let run = try tool.run("/usr/bin/env", try arguments(server.url, ["--submit"]))
        #expect(run.status == 0 && run.output.contains("cosigned 10, and the ledger took it in"), "\(run.output)\(run.errors)")
        try server.kill()
        #expect(try tool.run("touchmark", ["export"] + label + ["--ledger", "L", "--no-seal", "-o", "b"]).status == 0)
        let replayed = try verify("b")
        #expect(replayed.status == 0 && replayed.output.contains("complete as replayed by auditor.example/m"), "\(replayed)")
    }

    @Test("killed at any moment, it goes on and comes to the same end")
    func killed() throws {
        for _ in 0..<4 { try appendItems(2000) }
        try seal()
        let server = try RunningServer(ledger)
        defer { try? server.kill() }
        let words = try arguments(server.url, ["--out", "c"])
        for delay in [100_000, 200_000, 400_000] as [useconds_t] {
            let run = try tool.start("/usr/bin/env", words)
            usleep(delay)
            run.kill()
            _ = try run.wait()
        }
        let last = try tool.run("/usr/bin/env", words)
        #expect(last.status == 0 && last.output.contains("8010 entries replayed"), "\(last.output)\(last.errors)")
    }
}
