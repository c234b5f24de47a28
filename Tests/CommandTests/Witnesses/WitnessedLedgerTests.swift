import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// A ledger, its witnesses and its readers, as they run in practice.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct WitnessedLedgerTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func writePolicy(_ witnesses: [RunningWitness], quorum: Int) throws {
        let group = "group g \(quorum) \(witnesses.map(\.name).joined(separator: " "))\nquorum g\n"
        try tool.write(Array((witnesses.map(\.policyLine).joined() + group).utf8), to: "L/witnesses.policy")
    }

    private func ask() throws -> BuiltTool.Outcome {
        try tool.touchmark("witness", "ask", "--ledger", "L", "--policy", "L/witnesses.policy")
    }

    private func export(_ directory: String = "L", to file: String) throws {
        tool.remove(file)
        let run = try tool.touchmark("export", "--ledger", directory, "--all", "-o", file)
        try #require(run.status == 0, "\(run.errors)")
    }

    private func verify(_ file: String) throws -> BuiltTool.Outcome {
        try tool.verify(file, "--key", "@L/log.vkey", "--witnesses", "L/witnesses.policy")
    }

    @Test("two of two cosign, and a verifier with the policy sees it; with one down there is no quorum until it is back")
    func quorum() throws {
        let (a, b) = (try RunningWitness("a", tool), try RunningWitness("b", tool))
        try writePolicy([a, b], quorum: 2)
        let asked = try ask()
        #expect(asked.status == 0, "\(asked.errors)")
        #expect(asked.lines == ["a: cosigned 9", "b: cosigned 9"])
        try export(to: "first.touchmark")
        let verified = try verify("first.touchmark")
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains("witnessed by a ("))

        try b.kill()
        try ledger.append([try ledger.newItem().token])
        let short = try ask()
        #expect(short.status == 1)
        #expect(short.output.contains("a: cosigned 10") && short.output.contains("b: it could not be reached"))
        try export(to: "second.touchmark")
        let incomplete = try verify("second.touchmark")
        #expect(incomplete.status == 2)
        #expect(incomplete.output.contains("witness-quorum"))

        try b.start()
        #expect(try ask().status == 0)
        try export(to: "third.touchmark")
        #expect(try verify("third.touchmark").status == 0)
        #expect(try ledger.check().status == 0)
    }

    @Test("killed between requests, a witness goes on where it was")
    func killed() throws {
        let witness = try RunningWitness("a", tool)
        try writePolicy([witness], quorum: 1)
        for _ in 0..<4 {
            #expect(try ask().status == 0)
            try witness.kill()
            try witness.start()
            try ledger.append([try ledger.newItem().token])
        }
        #expect(try ask().lines == ["a: cosigned 13"])
    }

    @Test("given the log's new key before the old one, a witness goes on from what the old one signed")
    func newLogKey() throws {
        let witness = try RunningWitness("a", tool)
        try writePolicy([witness], quorum: 1)
        #expect(try ask().status == 0)
        try tool.copy("L/log.vkey", to: "old.vkey")
        #expect(try tool.touchmark("key", "rotate", "log", "--ledger", "L").status == 0)
        let unknown = try ask()
        #expect(unknown.status == 1 && unknown.output.contains("it does not trust the key"), "\(unknown.output)")
        for (keys, status) in [(["@old.vkey", "@L/log.vkey"], 1), (["@L/log.vkey", "@old.vkey"], 0)] as [([String], Int32)] {
            try witness.kill()
            witness.logs = keys
            try witness.start()
            #expect(try ask().status == status, "\(keys)")
        }
    }

    @Test("a witness says what it remembers when it begins, and does not begin where that is gone")
    func remembered() throws {
        let witness = try RunningWitness("a", tool)
        #expect(witness.said.contains("log \(TestLedger.origin): cosigned up to 0\n"), "\(witness.said)")
        try writePolicy([witness], quorum: 1)
        #expect(try ask().status == 0)
        try witness.kill()
        try witness.start()
        #expect(witness.said.contains("log \(TestLedger.origin): cosigned up to 9\n"), "\(witness.said)")
        try witness.kill()
        tool.remove("a/\(Digest(hashing: TestLedger.origin).hex).note")
        let run = try tool.touchmark(
            "witness", "serve", "--key", "a.jwk", "--state", "a", "--log", "@L/log.vkey", "--port", "0")
        #expect(run.status == 3 && run.errors.contains("has cosigned \(TestLedger.origin)"), "\(run.errors)")
    }

    @Test("served, the ledger has its checkpoints cosigned by itself, and says so")
    func served() throws {
        let (a, b) = (try RunningWitness("a", tool), try RunningWitness("b", tool))
        try writePolicy([a, b], quorum: 2)
        let server = try RunningServer(ledger, options: ["--witnesses-policy", "L/witnesses.policy"])
        let policy = try WitnessPolicy(parsing: tool.bytes(of: "L/witnesses.policy"))
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        var note = ""
        while Date() < deadline {
            note = try get(server.url + "/checkpoint")
            guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: ledger.vkey) else { break }
            if policy.isMet(by: checkpoint.cosignatures(by: policy.witnesses.map(\.key)).map(\.key)) { break }
            usleep(20_000)
        }
        #expect(note.split(separator: "\n").count { $0.hasPrefix("— witness.example/") } == 2)
        #expect(try get(server.url + "/metrics").contains("touchmark_witnessed_size 9\n"))
        #expect(try get(server.url + "/readyz").contains("\"witnesses\":\"ok\""))
    }

    private func get(_ url: String) throws -> String {
        try tool.run("/usr/bin/env", ["curl", "-s", url]).output
    }

    @Test("holding receipts: without a quorum an append is told to come back, and gets its receipt when there is one")
    func held() throws {
        let (a, b) = (try RunningWitness("a", tool), try RunningWitness("b", tool))
        try writePolicy([a, b], quorum: 2)
        try b.kill()
        let server = try RunningServer(
            ledger,
            options: [
                "--witnesses-policy", "L/witnesses.policy", "--witnesses-late", "hold-receipts", "--witnesses-hold-seconds", "1",
                "--witnesses-request-seconds", "1",
            ])
        let tokens = [try ledger.newItem("one").token, try ledger.newItem("two").token]
        try tool.write(tokens[0], to: "token")
        try tool.write(tokens[0] + [10] + tokens[1], to: "batch")
        let late = try post(server, "token", "application/sd-jwt")
        #expect(
            late.contains("503") && late.contains("not-witnessed") && late.lowercased().contains("retry-after: 10"), "\(late)")
        #expect(try get(server.url + "/readyz").contains("cosigned"))
        #expect(try get(server.url + "/checkpoint").contains("\n10\n"), "the event is in the log all the same")
        let counted = try get(server.url + "/metrics").split(separator: "\n")
        #expect(counted.contains("touchmark_events_accepted_total 1"))
        let turnedAway = counted.filter { $0.hasPrefix("touchmark_events_turned_away_total{") }
        #expect(!turnedAway.isEmpty && turnedAway.allSatisfy { $0.hasSuffix(" 0") }, "\(turnedAway)")

        try b.start()
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        var answer = ""
        repeat { answer = try post(server, "batch", "text/plain") } while answer.contains("not-witnessed") && Date() < deadline
        let lines = answer.split(whereSeparator: \.isNewline).filter { $0.contains("\"receipt\"") }
        #expect(lines.count == 2, "\(answer)")
        let policy = try WitnessPolicy(parsing: tool.bytes(of: "L/witnesses.policy"))
        for line in lines {
            let json = try JSONValue(parsing: String(line))
            let receipt = try Receipt(try #require(json["receipt"]).canonicalText)
            #expect(receipt.isTrue(under: try ledger.vkey))
            let note = try #require(json["receipt"]?["checkpoint"]?.string)
            guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: ledger.vkey) else {
                Issue.record("not signed")
                continue
            }
            #expect(policy.isMet(by: checkpoint.cosignatures(by: policy.witnesses.map(\.key)).map(\.key)))
        }
    }

    @Test("holding receipts: witnesses are waited for once for a batch, however many runs it is taken up in")
    func heldOnce() throws {
        let witness = try RunningWitness("a", tool)
        try writePolicy([witness], quorum: 1)
        let server = try RunningServer(
            ledger, options: ["--witnesses-policy", "L/witnesses.policy", "--witnesses-late", "hold-receipts"])
        let tokens = try (0..<2500).map { try ledger.newItem("item-\($0)").token }
        try tool.write(Array(tokens.joined(separator: [10])), to: "batch")
        let answer = try post(server, "batch", "text/plain", query: "?receipt=brief")
        let lines = try answer.split(whereSeparator: \.isNewline).filter { $0.contains("\"receipt\"") }
            .map { try JSONValue(parsing: String($0)) }
        #expect(lines.count == 2500)
        #expect(Set(lines.map { $0["receipt"]?["checkpoint"]?.string }).count == 1, "all of them are under one checkpoint")
    }

    private func post(_ server: RunningServer, _ file: String, _ type: String, query: String = "") throws -> String {
        try tool.run(
            "/usr/bin/env",
            [
                "curl", "-s", "-i", "-X", "POST", "-H", "Content-Type: \(type)", "--data-binary", "@\(file)",
                server.url + "/v1/events" + query,
            ]
        ).output
    }

    @Test("a ledger that is copied and goes on differently is refused by the witness, and shown by two bundles")
    func split() throws {
        let witness = try RunningWitness("a", tool)
        try writePolicy([witness], quorum: 1)
        #expect(try ask().status == 0)
        try tool.copy("L", to: "M")
        try ledger.append([try ledger.newItem("here").token])
        let file = try tool.write(try ledger.newItem("there").token, to: "there")
        #expect(try tool.touchmark("append", "--ledger", "M", file).status == 0)
        #expect(try ask().status == 0)
        let refused = try tool.touchmark("witness", "ask", "--ledger", "M", "--policy", "L/witnesses.policy")
        #expect(refused.status == 1)
        #expect(refused.output.contains("contradicts what it cosigned before"))

        try export(to: "here.touchmark")
        try export("M", to: "there.touchmark")
        for program in ["touchmark", "touchmark-verify"] {
            let compared = try tool.run(program, ["compare", "here.touchmark", "there.touchmark", "--key", "@L/log.vkey"])
            #expect(compared.status == 1, "\(compared.errors)")
            #expect(compared.output.hasPrefix("split view: the operator signed two histories."))
            #expect(compared.output.components(separatedBy: "\(TestLedger.origin)\n10\n").count == 3, "both notes are there")
        }
        try tool.write(Array(try get(tool.path("here.touchmark"), line: 2).utf8), to: "note")
        try export(to: "same.touchmark")
        let same = try tool.touchmark("compare", "here.touchmark", "same.touchmark", "--key", "@L/log.vkey", "--json")
        #expect(same.status == 0)
        #expect(try JSONValue(parsing: same.output.trimmingCharacters(in: .whitespacesAndNewlines))["comparison"] == "one-log")
        let note = try tool.touchmark("compare", "note", "there.touchmark", "--key", "@L/log.vkey")
        #expect(note.status == 1, "a checkpoint alone is enough: \(note.errors)")
    }

    /// The note in a bundle's line.
    private func get(_ path: String, line: Int) throws -> String {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return try #require(try JSONValue(parsing: String(lines[line - 1]))["note"]?.string)
    }

    @Test("mistakes in a policy, a key or a directory are errors that say where")
    func mistakes() throws {
        try tool.write(Array("witness a nonsense\nquorum a\n".utf8), to: "L/witnesses.policy")
        let asked = try ask()
        #expect(asked.status == 3 && asked.errors.contains("line 1"), "\(asked.errors)")
        try export(to: "b.touchmark")
        #expect(try verify("b.touchmark").status == 3)
        let server = try tool.touchmark("serve", "--ledger", "L", "--witnesses-late", "hold-receipts")
        #expect(server.status == 3 && server.errors.contains("witnesses.policy"), "\(server.errors)")
        let lost = try tool.touchmark(
            "witness", "serve", "--key", "L/keys/log.jwk", "--state", "nowhere", "--log", "@L/log.vkey")
        #expect(lost.status == 3 && lost.errors.contains("witness new"), "\(lost.errors)")
    }
}
