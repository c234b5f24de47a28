import Foundation
import LedgerTesting
import MerkleLog
import Primitives
import Provenance
import Testing

/// Whatever ends a writer at whatever moment: what it promised stays true.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct KilledWriterTests {
    private static let tokenCount = 3000
    private static let kills = 12

    @Test("killed at any moment, the ledger opens again and every receipt that was handed out is true")
    func killed() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("KilledWriterTests: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let ledger = try TestLedger()
        let tokens = try (0..<Self.tokenCount).map { try ledger.newItem("item-\($0)").token }
        // The same token from two places in one file.
        let file = try ledger.tool.write(Array((tokens + [tokens[0]]).joined(separator: [UInt8(ascii: "\n")])), to: "tokens")
        let duration = try timeOfAppend(ledger, file)

        var given: Set<Receipt> = []
        var killedCount = 0
        for _ in 0..<Self.kills {
            let running = try ledger.tool.start("touchmark", ["append", "--ledger", "L", file])
            usleep(UInt32.random(in: 0..<UInt32(duration * 1_000_000), using: &random))
            running.kill()
            let run = try running.wait()
            if run.status == -SIGKILL { killedCount += 1 }
            // A torn last line is no receipt.
            given.formUnion(run.output.split(separator: "\n").compactMap { try? Receipt(String($0)) })
            #expect(try ledger.tool.touchmark("log", "--ledger", "L", "--from", "0").status == 0, "seed \(seed)")
        }
        #expect(killedCount > 0, "every run was over before it was killed; seed \(seed)")
        try expectTrue(given, ledger, file)
    }

    /// In a copy: what is left to do in the ledger itself stays whole.
    private func timeOfAppend(_ ledger: TestLedger, _ file: String) throws -> TimeInterval {
        try ledger.tool.copy("L", to: "timed")
        let start = Date()
        let run = try ledger.tool.touchmark("append", "--ledger", "timed", file)
        #expect(run.status == 0, "\(run.errors)")
        return Date().timeIntervalSince(start)
    }

    private func expectTrue(_ given: Set<Receipt>, _ ledger: TestLedger, _ file: String) throws {
        let first = try ledger.tool.touchmark("append", "--ledger", "L", file)
        #expect(first.status == 0, "\(first.errors)")
        let second = try ledger.tool.touchmark("append", "--ledger", "L", file)
        #expect(second.output == first.output, "the same file again gives the same receipts")

        let receipts = try first.lines.map { try Receipt($0) }
        #expect(receipts.count == Self.tokenCount + 1)
        #expect(receipts.last == receipts.first)
        #expect(given.isSubset(of: receipts), "a receipt from before a kill is not the one that is given now")
        let entries = try ledger.log().split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(entries.count == TestLedger.size + Self.tokenCount)
        let key = try ledger.vkey
        for receipt in given.union(receipts) {
            #expect(receipt.isTrue(under: key))
            let entry = try #require(entries[Int(receipt.index.value)]["entry"]?.string)
            #expect(Digest.leaf(Array(entry.utf8)) == receipt.leaf)
        }
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }
}
