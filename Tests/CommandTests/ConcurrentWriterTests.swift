import Foundation
import Primitives
import Provenance
import Testing

/// One process writes a ledger; any number read it.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct ConcurrentWriterTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    @Test("while one process writes, a second is refused and a third reads")
    func busy() throws {
        guard mkfifo(tool.path("tokens"), 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let token = try ledger.newItem().token
        // It has the ledger before it opens the pipe, and so for as long as nobody opens the other end.
        let writer = try tool.start("touchmark", ["append", "--ledger", "L", "tokens"])
        let pipe = try #require(FileHandle(forWritingAtPath: tool.path("tokens")))
        let refused = try ledger.appending([try ledger.newItem().token])
        #expect(refused.status == 1)
        #expect(refused.output.isEmpty)
        #expect(refused.errors.contains("Another process is writing the ledger"), "\(refused.errors)")
        for (command, remedy) in [
            (["append", "tokens-of-others"], "(--url)"), (["serve", "--port", "0"], "--read-only"), (["seal"], "seals by itself"),
            (["rebuild"], "Stop it first."), (["key", "rotate", "log"], "Stop it first."),
        ] {
            let run = try tool.run("touchmark", command + ["--ledger", "L"])
            #expect(run.status == 1 && run.errors.contains("Another process is writing the ledger"), "\(command): \(run.errors)")
            #expect(run.errors.contains(remedy), "\(command): \(run.errors)")
            #expect(run.errors.contains("--url") == (command[0] == "append"), "\(command): \(run.errors)")
        }
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size)
        #expect(try ledger.check().status == 0)
        #expect(try tool.touchmark("export", "--ledger", "L", "--all", "-o", "all.touchmark").status == 0)
        #expect(try tool.touchmark("backup", "--ledger", "L", "copy.db").status == 0)

        try pipe.write(contentsOf: Data(token))
        try pipe.close()
        let done = try writer.wait()
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.lines.count == 1)
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size + 1)
    }

    @Test("of many that write at once each is served whole or refused whole")
    func race() throws {
        let files = try (0..<6).map { number in
            let tokens = try (0..<20).map { _ in try ledger.newItem().token }
            return try tool.write(Array(tokens.joined(separator: [UInt8(ascii: "\n")])), to: "tokens-\(number)")
        }
        let runs = try files.map { try tool.start("touchmark", ["append", "--ledger", "L", $0]) }.map { try $0.wait() }
        for run in runs {
            #expect(run.status == 0 && run.lines.count == 20 || run.status == 1 && run.output.isEmpty, "\(run.errors)")
            #expect(run.status == 0 || run.errors.contains("Another process"), "\(run.errors)")
        }
        let served = runs.count { $0.status == 0 }
        #expect(served > 0)
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size + 20 * served)
        let receipts = try runs.flatMap(\.lines).map { try Receipt($0) }
        let key = try ledger.vkey
        #expect(receipts.allSatisfy { $0.isTrue(under: key) })
        #expect(try ledger.check().status == 0)
    }

    @Test("of many who make a ledger in one place, one does, and the others leave it whole", arguments: [true, false])
    func inits(isThere: Bool) throws {
        if isThere { try FileManager.default.createDirectory(atPath: tool.path("N"), withIntermediateDirectories: false) }
        let running = try (0..<8).map { try tool.start("touchmark", ["init", "N", "--origin", "n.example/\($0)"]) }
        let runs = try running.map { try $0.wait() }
        #expect(runs.count { $0.status == 0 } == 1, "\(runs.map(\.errors))")
        let others = ["in use", "N.part is in the way", "N cannot be made"]
        #expect(
            runs.allSatisfy { run in run.status == 0 || others.contains { run.errors.contains($0) } }, "\(runs.map(\.errors))")
        #expect(try tool.touchmark("log", "--ledger", "N").lines.count == 2)
        let check = try tool.touchmark("check", "--ledger", "N")
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }
}
