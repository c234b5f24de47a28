import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// A ledger out of a backup: what it may do, and what it takes to go on.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct RestoredLedgerTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    /// `L` has grown since `copy.db` was made; `R` is that backup, restored, with the keys put back.
    init() throws {
        ledger = try TestLedger()
        _ = try tool.touchmark("backup", "--ledger", "L", "copy.db")
        #expect(try tool.touchmark("restore", "copy.db", "R").status == 0)
        for name in ["log", "operator", "service"] { try tool.copy("L/keys/\(name).jwk", to: "R/keys/\(name).jwk") }
    }

    /// The newest checkpoint of a ledger, by a receipt that it gives for a new item.
    private func grow(_ directory: String = "L", to file: String = "receipt.json") throws {
        let token = try tool.write(ledger.newItem().token, to: "token-\(UUID().uuidString)")
        let run = try tool.touchmark("append", "--ledger", directory, token)
        #expect(run.status == 0, "\(run.errors)")
        try tool.write(Array(run.output.utf8), to: file)
    }

    private func resume(_ checkpoint: String, _ options: String...) throws -> BuiltTool.Outcome {
        try tool.run("touchmark", ["resume", "--ledger", "R", "--checkpoint", checkpoint] + options)
    }

    private func exportCheckpoint(of directory: String, to file: String) throws {
        let exported = try tool.touchmark("export", "--ledger", directory, "--all", "-o", file)
        #expect(exported.status == 0, "\(exported.errors)")
    }

    @Test("restored, it can be read and checked, and nothing writes to it")
    func readOnly() throws {
        #expect(try ledger.log("R") == ledger.log())
        #expect(try ledger.check("R").status == 0)
        let token = try tool.write(ledger.newItem().token, to: "token")
        let commands: [[String]] = [
            ["append", "--ledger", "R", token], ["serve", "--ledger", "R", "--port", "0"],
            ["dataset", "define", "e", "--title", "t", "--purpose", "p", "--licence", "none", "--ledger", "R"],
            ["key", "rotate", "log", "--ledger", "R"],
        ]
        for command in commands {
            let run = try tool.run("touchmark", command)
            #expect(run.status != 0, "\(command)")
            #expect(run.errors.contains("restored from a copy and is read-only"), "\(command): \(run.errors)")
        }
        #expect(try ledger.log("R") == ledger.log(), "nothing was written")
    }

    @Test(
        "the files as a killed writer left them are restored with what stands in the write-ahead log; nothing is left beside them"
    )
    func killedWriter() throws {
        guard mkfifo(tool.path("tokens"), 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let writer = try tool.start("touchmark", ["append", "--ledger", "L", "tokens"])
        let pipe = try #require(FileHandle(forWritingAtPath: tool.path("tokens")))
        // As many as are written at once: then it waits for more, with the commit in the write-ahead log alone.
        for _ in 0..<1000 { try pipe.write(contentsOf: Data(try ledger.newItem().token + [0x0A])) }
        while writer.isRunning, writer.outputByteCount == 0 { usleep(1000) }
        writer.kill()
        _ = try writer.wait()
        try FileManager.default.createDirectory(atPath: tool.path("aside"), withIntermediateDirectories: false)
        for end in ["", "-wal"] { try tool.copy("L/ledger.db" + end, to: "aside/ledger.db" + end) }
        let restored = try tool.touchmark("restore", "aside/ledger.db", "W")
        #expect(restored.status == 0 && restored.output.contains("\(TestLedger.size + 1000) entries"), "\(restored)")
        #expect(try ledger.log("W") == ledger.log())
        let mark = try JSONValue(parsing: tool.bytes(of: "W/restored.json"))
        #expect(mark["entries"] == .integer(Int64(TestLedger.size + 1000)))
        let left = try FileManager.default.contentsOfDirectory(atPath: tool.path("aside"))
        #expect(Set(left) == ["ledger.db", "ledger.db-wal"])
    }

    @Test("an older database that was put back by hand is known by the index of seals that was not")
    func putBack() throws {
        try grow()
        #expect(try tool.touchmark("seal", "--ledger", "L").status == 0)
        for end in ["", "-wal", "-shm"] { tool.remove("L/ledger.db" + end) }
        try tool.copy("copy.db", to: "L/ledger.db")
        for command in ["append token", "rebuild", "seal"] {
            try tool.write(ledger.newItem().token, to: "token")
            let run = try tool.run("touchmark", command.split(separator: " ").map(String.init) + ["--ledger", "L"])
            #expect(run.status == 1 && run.errors.contains("older copy"), "\(command): \(run.errors)")
        }
        let check = try ledger.check()
        #expect(check.status == 1 && check.output.contains("ahead of the log"), "\(check.output)")
    }

    @Test("what is no backup leaves no directory, and the place of a run that was cut short is named")
    func cutShort() throws {
        try tool.write(Array("nonsense".utf8), to: "nonsense")
        for arguments in [["nonsense", "N"], ["copy.db", "N", "--vault", "nonsense"], ["copy.db", "N", "--vault", "nowhere"]] {
            let run = try tool.run("touchmark", ["restore"] + arguments)
            #expect(run.status != 0, "\(arguments)")
            for name in ["N", "N.part"] { #expect(!FileManager.default.fileExists(atPath: tool.path(name)), "\(arguments)") }
        }
        try FileManager.default.createDirectory(atPath: tool.path("N"), withIntermediateDirectories: false)
        #expect(try tool.touchmark("restore", "copy.db", "N/").status == 0, "an empty directory is taken")
        #expect(try ledger.log("N") == ledger.log())
    }

    @Test("restored, it can be shown to others, who are told that it takes nothing; so can one that another process writes")
    func shown() throws {
        let server = try RunningServer(ledger, in: "R", options: ["--read-only"])
        func curl(_ options: String...) throws -> String {
            try tool.run("/usr/bin/env", ["curl", "-s"] + options).output
        }
        #expect(try curl(server.url + "/checkpoint").hasPrefix("\(TestLedger.origin)\n9\n"))
        let token = try tool.write(ledger.newItem().token, to: "token")
        for path in ["/v1/events", "/v1/checkpoints"] {
            let refused = try curl("-H", "content-type: application/jwt", "--data-binary", "@\(token)", server.url + path)
            #expect(refused.contains("problem:read-only\"") && refused.contains("\"status\":503"), "\(path): \(refused)")
        }
        #expect(try curl(server.url + "/readyz").contains("read-only: events are not taken here"))
        #expect(try curl("-o", "/dev/null", "-w", "%{http_code}", server.url + "/readyz") == "200")
        try server.kill()
        #expect(try ledger.log("R") == ledger.log())

        // Beside the writer it shows what is written meanwhile.
        let beside = try RunningServer(ledger, options: ["--read-only"])
        try grow()
        #expect(try curl(beside.url + "/checkpoint").hasPrefix("\(TestLedger.origin)\n10\n"))
    }

    @Test("shown a checkpoint that it holds, as a bundle, a receipt or a note, it goes on")
    func goesOn() throws {
        try exportCheckpoint(of: "L", to: "bundle.touchmark")
        let bundle = try resume("bundle.touchmark")
        #expect(bundle.status == 0 && bundle.output.contains("it goes on"), "\(bundle.errors)")
        try grow("R", to: "of-copy.json")
        // Now that it has grown, an older checkpoint is one that it extends.
        let again = try resume("of-copy.json")
        #expect(again.status == 0, "\(again.errors)")
        let receipt = try Receipt(String(decoding: tool.bytes(of: "of-copy.json"), as: UTF8.self).split(separator: "\n").joined())
        try tool.write(Array(receipt.checkpoint.utf8), to: "note")
        try tool.write(Array("c2sp.org/tlog-proof@v1\nindex 9\n\n\(receipt.checkpoint)".utf8), to: "proof")
        for file in ["note", "proof"] {
            let run = try resume(file)
            #expect(run.status == 0, "\(file): \(run.errors)")
        }
        #expect(try ledger.check("R").status == 0)
    }

    @Test("shown a newer checkpoint, it stays read-only and is continued under another origin")
    func older() throws {
        try grow()
        let run = try resume("receipt.json")
        #expect(
            run.status == 1 && run.errors.contains("This copy is older: it has 9 entries, and the log had 10"), "\(run.errors)")
        let token = try tool.write(ledger.newItem().token, to: "token")
        #expect(try tool.touchmark("append", "--ledger", "R", token).status != 0)

        let same = try tool.touchmark(
            "continue", "R", "N", "--origin", TestLedger.origin, "--checkpoint", "receipt.json")
        #expect(same.status == 1 && same.errors.contains("a name of its own"), "\(same.errors)")
        let continued = try tool.touchmark(
            "continue", "R", "N", "--origin", "test.example/second", "--checkpoint", "receipt.json", "--operator-key",
            "L/keys/operator.jwk")
        #expect(continued.status == 0, "\(continued.errors)")
        #expect(continued.errors.contains("continues \(TestLedger.origin) from 10 entries"), "\(continued.errors)")
        #expect(try ledger.check("N").status == 0)
        #expect(try tool.bytes(of: "N/keys/operator.jwk") == tool.bytes(of: "L/keys/operator.jwk"))
        try exportCheckpoint(of: "N", to: "second.touchmark")
        let verified = try tool.verify("second.touchmark", "--key", continued.lines[0])
        #expect(verified.status == 0, "\(verified.output)")
        let note = try Receipt(String(decoding: tool.bytes(of: "receipt.json"), as: UTF8.self).split(separator: "\n").joined())
        let root = try UncheckedCheckpoint(parsing: note.checkpoint).claimed.root.base64
        #expect(
            verified.output.contains("notice continuation (entry 0): This ledger says that it continues \(TestLedger.origin)")
                && verified.output.contains(root), "\(verified.output)")
    }

    @Test("shown another history of the same ledger, nothing goes on and both notes are printed")
    func splitView() throws {
        // Two ledgers from one copy, both with the keys: what must not be.
        try grow()
        #expect(try resume("receipt-of-copy", "--key", "x").status != 0)
        try exportCheckpoint(of: "R", to: "bundle.touchmark")
        #expect(try resume("bundle.touchmark").status == 0)
        try grow("R", to: "of-copy.json")
        let run = try resume("receipt.json")
        #expect(run.status == 1 && run.errors.contains("contradict each other"), "\(run.errors)")
        #expect(run.output.components(separatedBy: "\(TestLedger.origin)\n10\n").count == 3, "\(run.output)")
        let continued = try tool.touchmark(
            "continue", "R", "N", "--origin", "test.example/second", "--checkpoint", "receipt.json")
        #expect(continued.status == 1 && continued.errors.contains("contradict"), "\(continued.errors)")
    }

    @Test("a forged note, another ledger's and nonsense are refused, and the mark stays")
    func forged() throws {
        try grow()
        let receipt = try Receipt(String(decoding: tool.bytes(of: "receipt.json"), as: UTF8.self).split(separator: "\n").joined())
        // Says the copy's own size, with the other note's root and signature.
        try tool.write(Array(receipt.checkpoint.replacing("\n10\n", with: "\n9\n").utf8), to: "forged")
        #expect(try tool.touchmark("init", "O", "--origin", "other.example/l").status == 0)
        try exportCheckpoint(of: "O", to: "other.touchmark")
        try tool.write(Array("nonsense\n".utf8), to: "nonsense")
        let expected: [(String, Int32, String)] = [
            ("forged", 1, "does not hold"), ("other.touchmark", 1, "not one of this ledger"),
            ("nonsense", 3, "holds no checkpoint"),
            ("nowhere", 3, "cannot be opened"),
        ]
        for (file, status, words) in expected {
            let run = try resume(file)
            #expect(run.status == status && run.errors.contains(words), "\(file): \(run.status) \(run.errors)")
        }
        let token = try tool.write(ledger.newItem().token, to: "token")
        #expect(try tool.touchmark("append", "--ledger", "R", token).status != 0)
    }
}
