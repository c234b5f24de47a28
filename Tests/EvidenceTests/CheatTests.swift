import Evidence
import Primitives
import Provenance
import Signatures
import Testing

@Suite("A ledger whose operator cheats")
struct CheatTests {
    /// A bundle of the whole ledger, as an exporter would make it who does not look.
    static func bundle(of ledger: TestLedger, scope: EvidenceScope = .ledger) -> BundleText {
        let header = BundleTextHeader(ledger: ledger.origin, scope: scope)
        var lines = [header.text, #"{"kind":"checkpoint","note":\#(JSONValue.string(ledger.checkpoint).canonicalText)}"#]
        for (index, entry) in ledger.entries.enumerated() {
            let text = JSONValue.string(String(decoding: entry, as: UTF8.self)).canonicalText
            lines.append(#"{"kind":"entry","index":\#(index),"entry":\#(text),"disclosures":[]}"#)
        }
        return BundleText(lines: lines)
    }

    @Test("is found out by whoever reads all of it, and what was refused has no effect", arguments: Cheat.all)
    func found(_ cheat: Cheat) async throws {
        let ledger = try cheat.ledger()
        let report = try await ledger.verify(Self.bundle(of: ledger).bytes)
        #expect(report.complaints == Set(cheat.codes.map(\.rawValue)))
        #expect(Set(report.findings.compactMap(\.rule)) == Set(cheat.rules))
        let expected: VerificationResult =
            cheat.codes.isEmpty ? .verified : cheat.codes == [.unknownType] ? .incomplete : .failed
        #expect(report.result == expected)
        let verdicts = report.labels.map { ($0.subject.description, $0.verdict) }
        #expect(Dictionary(uniqueKeysWithValues: verdicts) == cheat.verdicts)
    }

    @Test("cannot have a bundle made that shows it", arguments: Cheat.all.filter { $0.codes.contains(.inadmissible) })
    func notExported(_ cheat: Cheat) async throws {
        let ledger = try cheat.ledger()
        await #expect(throws: ExportError.self) { try await ledger.export(.ledger) }
    }

    @Test("cannot go on with a stranger's log key")
    func strangersKey() async throws {
        // The thief names the public key of another's log in entry 0 and adds one of their own.
        let honest = try TestLedger.clinic()
        var thief = TestLedger(origin: honest.origin)
        thief.use(TestLedger.key("thief"), for: .op)
        try thief.open()
        let own = LogSigner(origin: honest.origin, key: TestLedger.key("thief's log"))
        try thief.say("ledger.key-added", by: .op, ["role": "log", "vkey": .string(own.vkey.text)])
        thief.log = own
        let report = try await thief.verify(Self.bundle(of: thief).bytes, key: honest.log.vkey)
        #expect(report.result == .failed)
        #expect(report.complaints == ["log-key-unanchored"])
    }

    @Test("cannot use a log key that was given up as compromised")
    func compromisedLogKey() async throws {
        var ledger = try TestLedger.clinic()
        for reason in ["rotated", "compromised"] {
            try ledger.say("ledger.key-retired", by: .op, ["vkey": .string(ledger.log.vkey.text), "reason": .string(reason)])
            let report = try await ledger.verify(Self.bundle(of: ledger).bytes)
            #expect(report.complaints == [reason == "rotated" ? "log-key-retired" : "log-key-compromised"])
            #expect(report.result == (reason == "rotated" ? .verified : .failed))
        }
    }

    @Test("whose entry 0 does not open it has nothing to show")
    func noOpening() async throws {
        var ledger = TestLedger()
        try ledger.enrol(.ann)
        let report = try await ledger.verify(Self.bundle(of: ledger).bytes)
        #expect(report.result == .failed)
        #expect(report.codes.contains("opening-missing"))
    }
}

private struct BundleTextHeader {
    let ledger: String
    let scope: EvidenceScope

    var text: String {
        let scope: JSONValue = ["kind": .string(scope.kind), "subject": .string(scope.subject.description)]
        return #"{"kind":"bundle","version":1,"ledger":\#(JSONValue.string(ledger).canonicalText),"scope":"#
            + scope.canonicalText + #","created":0,"generator":"tests"}"#
    }
}
