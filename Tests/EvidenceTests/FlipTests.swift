import Evidence
import LedgerTesting
import Primitives
import Provenance
import Testing

@Suite("A byte that was changed anywhere in a bundle")
struct FlipTests {
    /// What a verifier need not notice: nothing follows from these. Members by kind of line.
    static let uncovered: [String: Set<String>] = [
        // Only people read them.
        "bundle": ["created", "generator"],
        // A disclosure withheld is no fault; changed, it is.
        "entry": ["disclosures"],
    ]

    /// True if the two lines say the same of all that is covered.
    private static func saysTheSame(_ old: JSONValue, _ new: JSONValue) -> Bool {
        guard let kind = old["kind"]?.string, new["kind"]?.string == kind else { return false }
        let names = Set((old.object?.members ?? []).map(\.name))
        return names.subtracting(uncovered[kind] ?? []).allSatisfy { old[$0] == new[$0] }
    }

    @Test("is never verified while the end line stands", arguments: [UInt64(1), 2])
    func endStands(_ seed: UInt64) async throws {
        let ledger = try TestLedger.ward()
        let scope: EvidenceScope = seed == 1 ? .label(.label("d", "i", "a")) : .ledger
        let bytes = try await ledger.export(scope)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<600 {
            var changed = bytes
            let place = Int.random(in: 0..<changed.count, using: &random)
            changed[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
            let report = try? await ledger.verify(changed)
            // White space in and behind the end line itself is not hashed by anything.
            guard report?.result == .verified, place < bytes.count - 1 else { continue }
            Issue.record("seed \(seed), byte \(place)")
        }
    }

    @Test("is noticed by its content too, but for what nothing follows from", arguments: [UInt64(3), 4, 5])
    func endFits(_ seed: UInt64) async throws {
        let ledger = try TestLedger.ward()
        let scopes: [EvidenceScope] = [.label(.label("d", "i", "a")), .item(.item("d", "j")), .ledger]
        let text = try await ledger.text(scopes[Int(seed) - 3])
        var random = SeededGenerator(seed: seed)
        for _ in 0..<800 {
            var changed = text
            let place = Int.random(in: 0..<changed.lines.count, using: &random)
            var line = Array(changed.lines[place].utf8)
            let byte = Int.random(in: 0..<line.count, using: &random)
            line[byte] ^= UInt8(1 << Int.random(in: 0..<7, using: &random))
            guard line[byte] != UInt8(ascii: "\n") else { continue }
            changed.lines[place] = String(decoding: line, as: UTF8.self)
            guard let report = try? await ledger.verify(changed.bytes), report.result == .verified else { continue }
            let isSame = try Self.saysTheSame(text.value(place), changed.value(place))
            #expect(isSame, "seed \(seed), line \(place + 1), byte \(byte): \(changed.lines[place].prefix(200))")
        }
    }

    @Test("never crashes a verifier, whatever the bytes", arguments: [UInt64(6), 7])
    func noise(_ seed: UInt64) async throws {
        let ledger = try TestLedger.ward()
        let bytes = try await ledger.export(.label(.label("d", "i", "a")))
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                let from = Int.random(in: 0..<changed.count, using: &random)
                let count = min(Int.random(in: 1...200, using: &random), changed.count - from)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: changed.removeSubrange(from..<from + count)
                case 1:
                    changed.insert(
                        contentsOf: changed[from..<from + count], at: Int.random(in: 0...changed.count, using: &random))
                default: changed[from] = UInt8.random(in: 0...255, using: &random)
                }
                if changed.isEmpty { changed = bytes }
            }
            let report = try? await ledger.verify(changed)
            #expect(report?.result != .verified || changed == bytes, "seed \(seed)")
        }
    }
}
