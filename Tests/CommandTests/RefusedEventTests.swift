import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// What is no event, or not its sender's to say, is refused with rule and remedy; nothing of it is written, and what stands
/// beside it in the same file is not held up.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why), .serialized)
struct RefusedEventTests {
    private static let ledger = Result { try TestLedger() }

    @Test("a bad event is refused, the good one after it is appended", arguments: RefusedEvent.all)
    func refused(_ bad: RefusedEvent) throws {
        let ledger = try Self.ledger.get()
        let good = try ledger.newItem()
        let before = try ledger.log()
        let run = try ledger.appending([try bad.token(ledger), good.token])
        #expect(run.status == 1)
        #expect(run.lines.count == 1, "a receipt for the good one, and none for the bad one")
        #expect(run.errors.hasPrefix("Line 1: \(bad.rule): "), "\(run.errors)")
        #expect(run.errors.split(separator: ". ").count >= 2, "no remedy: \(run.errors)")
        let after = try ledger.log()
        #expect(after.hasPrefix(before))
        let added = after.dropFirst(before.count)
        #expect(added.split(separator: "\n").count == 1)
        #expect(added.contains(String(decoding: good.jws, as: UTF8.self)))
    }

    @Test("an atomic append with one bad line writes nothing", arguments: RefusedEvent.all)
    func atomic(_ bad: RefusedEvent) throws {
        let ledger = try Self.ledger.get()
        let before = try ledger.log()
        let run = try ledger.appending(
            [try ledger.newItem().token, try bad.token(ledger), try ledger.newItem().token], "--atomic")
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("Line 2: \(bad.rule): "), "\(run.errors)")
        #expect(try ledger.log() == before)
    }

    @Test("an atomic append takes 10,000 tokens and no more")
    func atomicLimit() throws {
        let ledger = try TestLedger()
        for (count, words) in [(10_000, "Line 10000: "), (10_001, "takes at most 10000 tokens")] {
            try ledger.tool.write(String(repeating: "x\n", count: count).utf8, to: "tokens")
            let run = try ledger.tool.touchmark("append", "--ledger", "L", "--atomic", "tokens")
            #expect(run.status == 1)
            #expect(run.errors.contains(words))
        }
    }

    @Test("after all of that the ledger checks")
    func checks() throws {
        let ledger = try TestLedger()
        let run = try ledger.appending(try RefusedEvent.all.map { try $0.token(ledger) })
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.split(separator: "\n").count == RefusedEvent.all.count)
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size)
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test("clocks by somebody suspended, and a version of the operator's guideline, are refused; her label is not")
    func suspended() throws {
        let ledger = try TestLedger()
        func guideline(_ version: String) -> JSONObject {
            [
                "guideline": "g", "version": .string(version), "digest": .string(Digest(hashing: version).contentDigest),
                "datasets": ["d"],
            ]
        }
        let root = TestLedger.root
        try ledger.append([
            TestLedger.sign(root, GuidelinePublished.type, guideline("1"), ledger.operatorKey).token,
            TestLedger.sign(
                root, AnnotatorSuspended.type, ["kind": "annotator", "id": "a2", "reason": "asked"], ledger.operatorKey
            ).token,
        ])
        let clock: JSONObject = [
            "dataset": "d", "item": "i", "tracks": [["track": "text", "offset": 1, "driftPPM": 0, "uncertainty": 0]],
        ]
        let run = try ledger.appending([
            TestLedger.sign(TestLedger.second, ItemSynchronised.type, clock, ledger.secondKey).token,
            TestLedger.sign(TestLedger.first, GuidelinePublished.type, guideline("2"), ledger.firstKey).token,
            TestLedger.sign(
                TestLedger.second, LabelAsserted.type, TestLedger.label("i", "m", on: ledger.registration), ledger.secondKey
            ).token,
        ])
        #expect(run.status == 1 && run.lines.count == 1)
        #expect(run.errors.contains("Line 1: signer-suspended: "), "\(run.errors)")
        #expect(run.errors.contains("Line 2: not-its-own: "), "\(run.errors)")
    }

    @Test("the same token twice in a file is one entry with one receipt")
    func twice() throws {
        let ledger = try TestLedger()
        let (item, other) = (try ledger.newItem().token, try ledger.newItem().token)
        let run = try ledger.appending([item, other, item])
        #expect(run.status == 0, "\(run.errors)")
        try #require(run.lines.count == 3)
        #expect(try Receipt(run.lines[0]) == Receipt(run.lines[2]))
        #expect(try Receipt(run.lines[1]).index == Receipt(run.lines[0]).index.next)
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size + 2)
        let again = try ledger.appending([item, other, item])
        #expect(again.status == 0)
        #expect(again.output == run.output, "the first receipts, once more")
    }

    @Test("a file's lines are numbered as in an editor, also around empty ones and one that is far too long")
    func lineNumbers() throws {
        let ledger = try Self.ledger.get()
        let endless = [UInt8](repeating: UInt8(ascii: "a"), count: 9 << 20)
        let run = try ledger.appending([[], endless, [], Array("bad\r".utf8), try ledger.newItem().token])
        #expect(run.status == 1)
        #expect(run.lines.count == 1)
        let numbers = run.errors.split(separator: "\n").map { $0.prefix { $0 != ":" } }
        #expect(numbers == ["Line 2", "Line 4"], "\(run.errors)")
    }
}
