import Evidence
import Primitives
import Provenance
import Signatures
import Testing

@Suite("A bundle that is written against whoever reads it")
struct HostileBundleTests {
    @Test("costs no more than a verifier takes, and says which verdicts it did not give", arguments: ["record", "refuse"])
    func manyExaminations(_ enforcement: String) async throws {
        // Her credential is the one entry more.
        let (pairs, affordable) = (1_000, 2_000_000 / (2_001 - 128))
        var ledger = try TestLedger.clinic(enforcement: enforcement)
        for _ in 0..<pairs {
            for verb in ["suspended", "reinstated"] {
                try ledger.say("annotator.\(verb)", by: .op, ["kind": "annotator", "id": "ann", "reason": "asked"])
            }
        }
        let on = try ledger.register("i")
        for number in 0...affordable { try ledger.assert("l\(number)", on: on, item: "i", by: .ann) }
        try ledger.issue("c2", to: .bob)
        try ledger.assert("other", on: on, item: "i", by: .bob)
        let report = try await ledger.verify(CheatTests.bundle(of: ledger).bytes)
        #expect(report.result == .incomplete)
        #expect(report.complaints == ["limit-exceeded"])
        #expect(report.labels.count == affordable + 1)
        #expect(report.labels.allSatisfy { $0.verdict == .certified })
        #expect(report.labels[of: .label("d", "i", "l\(affordable)")] == nil)
        #expect(report.labels[of: .label("d", "i", "other")] != nil)
    }

    private static let hidden = ["\u{1B}[2J", "\u{9B}2J", "\u{202E}"]

    private static func holdsControls(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            scalar != "\n" && (scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0x202E)
        }
    }

    @Test("does not drive the terminal by the names and sentences in its report", arguments: hidden)
    func report(_ hidden: String) async throws {
        var ledger = TestLedger()
        try ledger.open()
        let payload: JSONValue = [
            "specversion": "1.0", "id": .string(ledger.nextID().description), "source": "operator:op",
            "type": "touchmark.dataset.defined", "subject": .string("dataset:\(hidden)"), "time": "2030-01-01T00:00:00Z",
            "ledger": .string(ledger.origin),
            "data": .object([
                "dataset": "d", "title": "t", "purpose": "p", "licence": "l", "\(hidden)verified: the whole ledger": 1,
            ]),
        ]
        ledger.put(TokenSigner.sign(payload: payload, with: ledger.key(of: .op)))
        let report = try await ledger.verify(CheatTests.bundle(of: ledger).bytes)
        #expect(report.complaints == ["event-malformed"])
        #expect(!Self.holdsControls(report.text))
        #expect(!Self.holdsControls(report.json))
    }

    @Test("does not drive it by the ledger that it says it continues, in text or in JSON", arguments: hidden.dropFirst())
    func continuation(_ hidden: String) async throws {
        var ledger = TestLedger()
        try ledger.say(
            "ledger.opened", by: .op,
            [
                "vkey": .string(ledger.log.vkey.text),
                "operator": ledger.introduction(.op).merging(["id": "op", "name": "Operator"]),
                "policy": ["enforcement": "record", "clockToleranceSeconds": 300],
                "continues": ["origin": .string("x\(hidden)/l"), "size": 1, "root": .string(Digest.zero.base64)],
            ])
        let report = try await ledger.verify(CheatTests.bundle(of: ledger).bytes)
        #expect(!Self.holdsControls(report.text))
        #expect(!Self.holdsControls(report.json))
        // A name has no control characters; those that turn a line are none.
        guard hidden.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            return #expect(report.complaints == ["inadmissible", "opening-missing"])
        }
        #expect(report.result == .verified)
        #expect(report.codes.contains("continuation"))
        let findings = try #require(JSONValue(parsing: report.json)["findings"]?.array)
        #expect(findings.contains { $0["sentence"]?.string?.contains("x\(hidden)/l") == true })
    }

    @Test("does not drive it where it cannot be read", arguments: hidden)
    func unreadable(_ hidden: String) async throws {
        let ledger = try TestLedger.clinic()
        var text = CheatTests.bundle(of: ledger)
        let name = JSONValue.string(hidden).canonicalText
        text.lines.append(#"{"kind":"tile",\#(name):1,\#(name):2}"#)
        let bytes = text.bytes
        let error = await #expect(throws: UnreadableBundle.self) { try await ledger.verify(bytes) }
        #expect(error.map { !Self.holdsControls("\($0)") && "\($0)".contains("⟨U+") } == true)
    }
}
