import Foundation
import LedgerTesting
import Primitives
import Provenance
import Testing

/// Whatever ends a client, or its server, at whatever moment: what it kept gets into the log, once.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct KilledSpoolTests {
    private static let rounds = 25
    private static let tokensPerRound = 120

    @Test("killed at any moment, a spool loses nothing that it kept, and sends nothing twice")
    func killed() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("KilledSpoolTests: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let ledger = try TestLedger()
        var server = try RunningServer(ledger)
        let port = server.port
        var promised: Set<[UInt8]> = []
        var receipts: Set<String> = []
        var killedCount = 0
        for round in 0..<Self.rounds {
            let tokens = try (0..<Self.tokensPerRound).map { try ledger.newItem("item-\(round)-\($0)").token }
            let file = try ledger.tool.write(Array(tokens.joined(separator: [10])), to: "tokens-\(round)")
            let running = try ledger.tool.start("touchmark", arguments(server.url, file))
            if round % 5 == 4 {
                usleep(.random(in: 0..<60_000, using: &random))
                try server.kill()
                server = try RunningServer(ledger, port: port)
            }
            usleep(.random(in: 0..<250_000, using: &random))
            running.kill()
            let run = try running.wait()
            if run.status == -SIGKILL { killedCount += 1 }
            if run.errors.contains("Kept: all lines up to \(Self.tokensPerRound).") { promised.formUnion(tokens) }
            receipts.formUnion(run.lines.filter { (try? Receipt($0)) != nil })
        }
        #expect(killedCount > 0, "every run was over before it was killed; seed \(seed)")
        #expect(!promised.isEmpty, "every run was killed before it kept anything; seed \(seed)")
        let last = try ledger.tool.run("touchmark", arguments(server.url, "/dev/null"))
        #expect(last.status == 0, "\(last.errors); seed \(seed)")
        receipts.formUnion(last.lines)
        try expectOnce(promised, receipts, ledger, "seed \(seed)")
    }

    private func arguments(_ url: String, _ file: String) -> [String] {
        ["append", "--url", url, "--key", "@L/log.vkey", "--spool", "outbox", file]
    }

    private func expectOnce(_ promised: Set<[UInt8]>, _ receipts: Set<String>, _ ledger: TestLedger, _ seed: Comment) throws {
        let entries = try ledger.log().split(separator: "\n").compactMap { line in
            try JSONValue(parsing: Array(line.utf8))["entry"]?.string.map {
                Array($0.utf8.drop { $0 != UInt8(ascii: " ") }.dropFirst())
            }
        }
        #expect(Set(entries).count == entries.count, seed)
        let missing = Set(promised.map { Array($0.prefix { $0 != UInt8(ascii: "~") }) }).subtracting(entries)
        #expect(missing.isEmpty, "\(missing.count) of \(promised.count) kept tokens are not in the log; \(seed)")

        // The spool's own record: a receipt for every event that it brought, each once and true.
        let key = try ledger.vkey
        let names = try FileManager.default.contentsOfDirectory(atPath: ledger.tool.path("outbox"))
        var recorded: [Receipt] = []
        for name in names where name.hasSuffix(".outcomes") {
            for line in try ledger.tool.bytes(of: "outbox/\(name)").split(separator: 10) {
                let receipt = try #require(try JSONValue(parsing: Array(line))["receipt"], seed)
                recorded.append(try Receipt(receipt.canonicalText))
            }
        }
        #expect(recorded.count == entries.count - TestLedger.size, seed)
        #expect(Set(recorded.map(\.index)).count == recorded.count, seed)
        #expect(recorded.allSatisfy { $0.isTrue(under: key) }, seed)
        #expect(
            Set(try receipts.map { try Receipt($0) }).isSubset(of: recorded), "a receipt was printed that is not on disk; \(seed)"
        )
        #expect(try ledger.check().status == 0, seed)
    }
}
