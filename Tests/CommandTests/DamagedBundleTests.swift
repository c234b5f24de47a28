import Foundation
import LedgerTesting
import Primitives
import Provenance
import Testing

/// A bundle that is not as it was exported never verifies, and never crashes or hangs its verifier.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct DamagedBundleTests {
    private static let copies = 100

    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        try ledger.append(try (0..<300).map { try ledger.newItem("item-\($0)").token })
        try export("L", "--label", "label:d/i/l", "label.touchmark")
    }

    private func export(_ directory: String, _ scope: String, _ subject: String, _ file: String) throws {
        let run = try tool.touchmark("export", "--ledger", directory, scope, subject, "-o", file)
        guard run.status == 0 else { throw TestLedger.Failure(description: run.errors) }
    }

    private func verify(_ bytes: some Sequence<UInt8>) throws -> BuiltTool.Outcome {
        try tool.write(bytes, to: "attacked.touchmark")
        return try tool.verify("attacked.touchmark", "--key", "@L/log.vkey")
    }

    @Test("as exported it verifies")
    func sound() throws {
        let run = try verify(tool.bytes(of: "label.touchmark"))
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }

    @Test("cut short at any line or anywhere else it fails")
    func truncated() throws {
        let whole = try tool.bytes(of: "label.touchmark")
        var random = SeededGenerator(seed: 7)
        let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }.dropLast()
        let others = (0..<20).map { _ in Int.random(in: 0..<whole.count - 1, using: &random) }
        for length in ends + others {
            let run = try verify(whole.prefix(length))
            // In the middle of a line it cannot be read, between two it was cut short.
            #expect(run.status == (length == 0 || ends.contains(length) ? 1 : 3), "\(length): \(run.output)\(run.errors)")
        }
    }

    @Test("with one bit changed anywhere it does not verify")
    func flipped() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("DamagedBundleTests: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let whole = try tool.bytes(of: "label.touchmark")
        for _ in 0..<Self.copies {
            var bytes = whole
            let place = Int.random(in: 0..<whole.count, using: &random)
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            let run = try verify(bytes)
            #expect([1, 2, 3].contains(run.status), "seed \(seed), byte \(place): \(run.status) \(run.output)\(run.errors)")
        }
    }

    @Test("with one bit changed, and an end line that fits again, it does not verify")
    func flippedAndClosed() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("DamagedBundleTests, closed: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let lines = try Self.lines(tool.bytes(of: "label.touchmark"))
        for _ in 0..<Self.copies {
            // The bundle line says when and by what the file was made, and nobody signed that.
            let line = Int.random(in: 1..<lines.count, using: &random)
            var attacked = lines
            let place = Int.random(in: 0..<lines[line].count, using: &random)
            attacked[line][place] ^= 1 << UInt8.random(in: 0..<7, using: &random)
            let run = try verify(Self.close(attacked))
            #expect(
                [1, 2, 3].contains(run.status) || run.status == 0 && Self.saysTheSame(attacked[line], lines[line]),
                "seed \(seed), line \(line), byte \(place): \(run.status) \(String(decoding: attacked[line], as: UTF8.self))")
        }
    }

    @Test(
        "with lines left out, doubled or in another order, and an end line that fits, it does not verify",
        arguments: ["checkpoint", "entry", "history"])
    func lines(_ kind: String) throws {
        let lines = try Self.lines(tool.bytes(of: "label.touchmark"))
        let places = lines.indices.filter { String(decoding: lines[$0], as: UTF8.self).contains("\"kind\":\"\(kind)\"") }
        try #require(!places.isEmpty)
        for place in places.prefix(4) {
            var removed = lines
            removed.remove(at: place)
            #expect(try verify(Self.close(removed)).status != 0, "without line \(place)")
            var doubled = lines
            doubled.insert(lines[place], at: place)
            #expect(try verify(Self.close(doubled)).status != 0, "line \(place) twice")
            var moved = lines
            moved.swapAt(place, 0)
            #expect(try verify(Self.close(moved)).status != 0, "line \(place) first")
        }
    }

    @Test("proofs from another tree, grown from the same beginning under the same key, prove nothing here")
    func otherTree() throws {
        try tool.copy("L", to: "fork")
        for (directory, name) in [("L", "here"), ("fork", "there")] {
            let tokens = try (0..<300).map { try ledger.newItem("\(name)-\($0)").token }
            try tool.write(Array(tokens.joined(separator: [UInt8(ascii: "\n")])), to: "tokens")
            let run = try tool.touchmark("append", "--ledger", directory, "tokens")
            try #require(run.status == 0, "\(run.errors)")
            try export(directory, "--label", "label:d/i/l", "\(name).touchmark")
        }
        let (here, there) = (try Self.lines(tool.bytes(of: "here.touchmark")), try Self.lines(tool.bytes(of: "there.touchmark")))
        #expect(try verify(Self.close(here)).status == 0)
        #expect(try verify(Self.close(there)).status == 0)
        try #require(here.count == there.count)
        var swapped = 0
        for place in here.indices.dropFirst() where here[place] != there[place] {
            var mixed = here
            mixed[place] = there[place]
            swapped += 1
            let run = try verify(Self.close(mixed))
            #expect(run.status == 1, "line \(place): \(run.status) \(run.output)\(run.errors)")
        }
        #expect(swapped > 1)
    }

    @Test("under another key it fails")
    func otherKey() throws {
        #expect(try tool.touchmark("init", "O", "--origin", TestLedger.origin).status == 0)
        let run = try tool.verify("label.touchmark", "--key", "@O/log.vkey", "--unsealed-ok")
        #expect(run.status == 1)
    }

    /// Unknown members are ignored, so one that said nothing may be called anything.
    private static func saysTheSame(_ attacked: [UInt8], _ original: [UInt8]) -> Bool {
        guard let attacked = try? JSONValue(parsing: attacked), let original = try? JSONValue(parsing: original).object else {
            return false
        }
        return original.members.allSatisfy { attacked[$0.name] == $0.value || $0.value == .array([]) }
    }

    private static func lines(_ bundle: [UInt8]) -> [[UInt8]] {
        bundle.split(separator: UInt8(ascii: "\n")).map(Array.init).dropLast()
    }

    /// With the end line that says that nothing is damaged (protocol.md §6).
    private static func close(_ lines: [[UInt8]]) -> [UInt8] {
        let bytes = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
        let end: JSONObject = [
            "kind": "end", "lines": .integer(Int64(lines.count)), "sha256": .string(Digest(hashing: bytes).base64),
        ]
        return bytes + Array((JSONValue.object(end).canonicalText + "\n").utf8)
    }
}
