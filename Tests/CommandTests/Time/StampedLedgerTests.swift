import Foundation
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

/// A ledger, a time-stamping authority that openssl plays, and its readers, as they run in practice.
@Suite(
    .enabled(if: BuiltProducts.areHere, BuiltProducts.why),
    .enabled(if: OpenSSLAuthority.isHere, "openssl is not installed"))
struct StampedLedgerTests {
    private let ledger: TestLedger
    private let authority: OpenSSLAuthority
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        authority = try OpenSSLAuthority(in: ledger.tool.directory)
    }

    /// The request goes to the authority in a file, and the answer comes back in one.
    private func stamp(_ options: String...) throws -> BuiltTool.Outcome {
        for file in ["query", "reply"] { tool.remove(file) }
        let asked = try tool.touchmark("stamp", "--ledger", "L", "--query", "query")
        try #require(asked.status == 0, "\(asked.errors)")
        try tool.write(try authority.reply(to: try tool.bytes(of: "query")), to: "reply")
        return try tool.run("touchmark", ["stamp", "--ledger", "L", "--reply", "reply"] + options)
    }

    private func export(_ scope: String..., from directory: String = "L", to file: String) throws {
        tool.remove(file)
        let run = try tool.run("touchmark", ["export", "--ledger", directory] + scope + ["-o", file])
        try #require(run.status == 0, "\(run.errors)")
    }

    private func verify(_ file: String, roots: String? = nil) throws -> BuiltTool.Outcome {
        let roots = ["--tsa-roots", roots ?? authority.rootFile.path]
        return try tool.run("touchmark-verify", [file, "--key", "@L/log.vkey"] + roots)
    }

    /// The time lines of a bundle, and the text of its first checkpoint: its note up to the empty line.
    private func parts(_ file: String) throws -> (tokens: [[UInt8]], text: [UInt8]) {
        let lines = String(decoding: try tool.bytes(of: file), as: UTF8.self).split(separator: "\n")
        let values = try lines.map { try JSONValue(parsing: String($0)) }
        let tokens = values.filter { $0["kind"] == "time" }.compactMap { $0["token"]?.string.flatMap { Base64.decode($0) } }
        let note = try #require(values.first { $0["kind"] == "checkpoint" }?["note"]?.string)
        let head = try #require(note.split(separator: "\n\n", maxSplits: 1).first)
        return (tokens, Array("\(head)\n".utf8))
    }

    @Test("a checkpoint is stamped by hand, the bundle carries the token, openssl accepts it, and so does the verifier")
    func byHand() throws {
        let stamped = try stamp("--roots", authority.rootFile.path)
        #expect(stamped.status == 0, "\(stamped.errors)")
        #expect(stamped.output.hasPrefix("9 entries stamped at "))
        try export("--all", to: "all.touchmark")
        let (tokens, text) = try parts("all.touchmark")
        let token = try #require(tokens.first)
        #expect(tokens.count == 1)
        #expect(try authority.accepts(token: token, over: text))
        #expect(try !authority.accepts(token: token, over: text + [10]))

        let verified = try verify("all.touchmark")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        #expect(verified.output.contains("anchored: the first 9 entries were there by "))
        #expect(!verified.output.contains("time-"))
        let blind = try tool.verify("all.touchmark", "--key", "@L/log.vkey")
        #expect(blind.status == 0 && blind.output.contains("time-not-evaluated"))
        #expect(blind.output.contains("time-unanchored"))
    }

    @Test("the token of an earlier checkpoint goes with the label that it bounds, and what came later is unanchored")
    func earlier() throws {
        #expect(try stamp().status == 0)
        try ledger.append([try ledger.newItem().token])
        try export("--label", "label:d/i/l", to: "label.touchmark")
        let verified = try verify("label.touchmark")
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains("anchored: the first 9 entries"))
        // The seal is an entry, too.
        #expect(verified.output.contains("When entries from 9 on were recorded is the operator's word"))
    }

    @Test("the annex of a report dates its issue by the token, under roots that are given, and what was signed later not yet")
    func annex() throws {
        let made = try tool.touchmark("report", "d", "--ledger", "L", "--out", "r.json")
        try #require(made.status == 0, "\(made.errors)")
        let report = try JSONValue(parsing: tool.bytes(of: "r.json"))
        let id = try #require(report["report"]?.string)
        #expect(try stamp("--roots", authority.rootFile.path).status == 0)
        let signed = try tool.touchmark("report", "sign", id, "--role", "head of data", "--ledger", "L")
        #expect(signed.status == 0, "\(signed.errors)")
        let roots = ["--tsa-roots", authority.rootFile.path]
        let annex = try tool.run("touchmark", ["report", "anchors", id, "--ledger", "L", "--json"] + roots)
        #expect(annex.status == 0, "\(annex.errors)")
        let sections = try JSONValue(parsing: annex.output)["sections"]?.array ?? []
        let dates = sections.flatMap { $0["tables"]?.array ?? [] }.first { $0["id"] == "dates" }?["rows"]?.array ?? []
        #expect(dates.count == 3)
        let (bounds, sizes) = (dates.map { $0.array?[3] }, dates.map { $0.array?[5] })
        #expect(bounds[0] == bounds[1] && bounds[1]?.string != nil && bounds[2] == .null)
        #expect(sizes[1] == 10)
        let blind = try tool.touchmark("report", "anchors", id, "--ledger", "L")
        #expect(blind.status == 0 && blind.output.contains("not looked at (kept: 1)"), "\(blind)")
        let page = try tool.run("touchmark", ["report", "anchors", id, "--ledger", "L", "-o", "annex.html"] + roots)
        #expect(page.status == 0, "\(page.errors)")
        #expect(try String(decoding: tool.bytes(of: "annex.html"), as: UTF8.self).contains("Annex to an audit report"))
        let check = try tool.touchmark("report", "check", "r.json", "--ledger", "L")
        #expect(check.status == 0, "\(check.errors)")
    }

    @Test("an issue that was changed in the database is dated by nobody: the stamped tree holds another one")
    func forgedIssue() throws {
        #expect(try tool.touchmark("report", "d", "--ledger", "L", "--out", "r.html").status == 0)
        #expect(try stamp("--roots", authority.rootFile.path).status == 0)
        try RawDatabase.tamper(
            with: tool.path("L/ledger.db"), "UPDATE entry SET recorded = recorded - 86400000000 WHERE idx = 9")
        let annex = try tool.touchmark(
            "report", "anchors", "d@9", "--ledger", "L", "--json", "--tsa-roots", authority.rootFile.path)
        let sections = try JSONValue(parsing: annex.output)["sections"]?.array ?? []
        let tables = sections.flatMap { $0["tables"]?.array ?? [] }
        let dates = tables.first { $0["id"] == "dates" }?["rows"]?.array ?? []
        #expect(dates.count == 2 && dates.allSatisfy { $0.array?[3] == .null }, "\(annex)")
        #expect(annex.output.contains("Entry 9, as it is stored, is not in the checkpoint of size 10"), "\(annex.output)")
    }

    @Test("an annex that cannot be made says why")
    func refusedAnnex() throws {
        #expect(try tool.touchmark("report", "anchors", "d@1", "--ledger", "L").status == 1)
        #expect(try tool.touchmark("report", "d", "--ledger", "L", "--out", "r.html").status == 0)
        for (options, status): ([String], Int32) in [
            (["--format", "csv"], 64), (["--tsa-roots", "r.html"], 3), (["--auditors", "r.html"], 3),
            (["--witnesses", "nothing"], 3), (["--out", "r.html"], 1),
        ] {
            let run = try tool.run("touchmark", ["report", "anchors", "d@9", "--ledger", "L"] + options)
            #expect(run.status == status, "\(options) \(run.errors)")
        }
    }

    @Test("a backup has the tokens, and check finds nothing wrong")
    func backup() throws {
        #expect(try stamp().status == 0)
        #expect(try tool.touchmark("backup", "--ledger", "L", "backup").status == 0)
        #expect(try tool.touchmark("restore", "backup", "R").status == 0)
        try export("--all", from: "R", to: "restored.touchmark")
        #expect(try verify("restored.touchmark").output.contains("anchored: the first 9 entries"))
        #expect(try ledger.check().status == 0)
    }

    @Test("an answer over something else, of a stranger or of nobody is not kept, and each says why")
    func refused() throws {
        let stranger = try OpenSSLAuthority()
        defer { stranger.remove() }
        let untrusted = try stamp("--roots", stranger.rootFile.path)
        #expect(untrusted.status == 1 && untrusted.errors.contains("No chain of certificates"))
        try tool.write(Array("no answer".utf8), to: "junk")
        let junk = try tool.touchmark("stamp", "--ledger", "L", "--reply", "junk")
        #expect(junk.status == 1 && junk.errors.contains("no time-stamp token"))
        // The request of another ledger.
        #expect(try tool.touchmark("init", "M", "--origin", "test.example/other").status == 0)
        #expect(try tool.touchmark("stamp", "--ledger", "M", "--query", "other").status == 0)
        try tool.write(try authority.reply(to: try tool.bytes(of: "other")), to: "reply")
        let other = try tool.touchmark("stamp", "--ledger", "L", "--reply", "reply")
        #expect(other.status == 1 && other.errors.contains("none of this ledger's"))
        let away = try tool.touchmark("stamp", "--ledger", "L", "--tsa", "http://127.0.0.1:9/", "--seconds", "1")
        #expect(away.status == 1 && away.errors.contains("could not be reached"))
        #expect(try tool.touchmark("stamp", "--ledger", "L").status == 64)
        #expect(try tool.touchmark("stamp", "--ledger", "L", "--tsa", "ftp://x/").status == 64)
        try export("--all", to: "bare.touchmark")
        #expect(try parts("bare.touchmark").tokens.isEmpty)
        let wrong = try verify("bare.touchmark", roots: "junk")
        #expect(wrong.status == 3 && wrong.errors.contains("holds no roots"))
    }

    @Test("a label whose certificate ends between its recording and the token is undecidable, and stays what it was")
    func undecidable() throws {
        let board = Actor(.authority, "board")
        let boardKey = PrivateKey()
        let now = TestLedger.now
        let ends = Timestamp(microseconds: now.microseconds + 4_000_000)
        let proof = KeyProof.make(for: boardKey, ledger: TestLedger.origin, source: board.description)
        let recognised = try TestLedger.sign(
            TestLedger.root, "touchmark.authority.recognised",
            [
                "authority": "board", "name": "Board", "competences": ["medicine"], "jwk": boardKey.publicKey.jwk,
                "proof": .string(proof),
            ], ledger.operatorKey)
        let asked = try TestLedger.sign(
            TestLedger.root, "touchmark.requirement.set",
            ["dataset": "d", "requirements": [["labels": ["*"], "competence": "medicine"]]], ledger.operatorKey)
        let issued = try TestLedger.sign(
            board, "touchmark.credential.issued",
            [
                "credential": "c", "annotator": .string(TestLedger.first.id),
                "kid": .string(ledger.firstKey.publicKey.thumbprint.description), "competence": "medicine",
                "validFrom": "2020-01-01T00:00:00Z", "validUntil": .string(ends.description),
            ], boardKey)
        let label = try TestLedger.sign(
            TestLedger.first, LabelAsserted.type, TestLedger.label("i", "near", on: ledger.registration), ledger.firstKey)
        try ledger.append([recognised, asked, issued, label].map(\.token))
        while TestLedger.now < ends { usleep(100_000) }
        #expect(try stamp().status == 0)
        try export("--all", to: "near.touchmark")
        let verified = try verify("near.touchmark")
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains("warning time-undecidable (entry 12, label:d/i/near)"))
        #expect(verified.output.contains("It turns at \(ends) (to expired)"))
        #expect(verified.output.contains("label:d/i/near  certified, on the operator's word for the authority"))
    }

    @Test(
        "served, the ledger asks its authorities by itself; one that is broken is named and holds nothing up",
        .enabled(if: AuthorityServer.canRun, "python3 is not installed"))
    func served() throws {
        let port = try AuthorityServer(authority, tool)
        defer { port.stop() }
        let server = try RunningServer(
            ledger,
            options: [
                "--time-authorities", "good \(port.url),broken http://127.0.0.1:9/", "--time-roots",
                authority.rootFile.path, "--time-seconds", "1", "--time-request-seconds", "1",
            ])
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        var metrics = ""
        let wanted = ["touchmark_stamped_size{authority=\"good\"} 9\n", "touchmark_stamp_failures_total{"]
        while Date() < deadline, !wanted.allSatisfy({ metrics.contains($0) }) {
            metrics = try get(server.url + "/metrics")
            usleep(50_000)
        }
        #expect(metrics.contains("touchmark_stamped_size{authority=\"good\"} 9\n"))
        #expect(metrics.contains("touchmark_stamped_size{authority=\"broken\"} 0\n"))
        #expect(metrics.contains("touchmark_stamp_failures_total{authority=\"broken\",reason=\"unreachable\"} "))
        let ready = try get(server.url + "/readyz")
        #expect(ready.contains("9 of 9 entries are below a stamped checkpoint. No answer from: broken."), "\(ready)")
        try export("--all", "--no-seal", to: "served.touchmark")
        #expect(try verify("served.touchmark").output.contains("anchored: the first 9 entries"))
    }

    private func get(_ url: String) throws -> String { try tool.run("/usr/bin/env", ["curl", "-s", url]).output }
}
