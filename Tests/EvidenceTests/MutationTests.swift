import Evidence
import Primitives
import Provenance
import Signatures
import Testing

@Suite("A bundle that was tampered with, its end line made to fit")
struct MutationTests {
    @Test("is found out", arguments: Mutation.all)
    func found(_ mutation: Mutation) async throws {
        let ledger = try TestLedger.ward()
        var text = try await ledger.text(mutation.scope)
        try mutation.apply(&text)
        let outcome: Mutation.Outcome
        do {
            let report = try await ledger.verify(text.bytes)
            let complaints = report.findings.filter { $0.severity != .notice }.map(\.code)
            switch (report.result, mutation.outcome) {
            case (.verified, _): outcome = .verified(Array(Set(complaints)))
            case (.failed, .failed(let wanted)): outcome = .failed(wanted.filter { complaints.contains($0) })
            case (.incomplete, .incomplete(let wanted)): outcome = .incomplete(wanted.filter { complaints.contains($0) })
            case (.failed, _): outcome = .failed(complaints)
            case (.incomplete, _): outcome = .incomplete(complaints)
            }
        } catch let unreadable as UnreadableBundle {
            outcome = .unreadable(unreadable.code)
        }
        #expect(outcome == mutation.outcome)
    }

    @Test("is not verified under another key")
    func otherKey() async throws {
        let ledger = try TestLedger.ward()
        let other = LogSigner(origin: ledger.origin, key: TestLedger.key("other")).vkey
        let report = try await ledger.verify(ledger.export(.ledger), key: other)
        #expect(report.result == .failed)
        #expect(report.complaints == ["checkpoint-signature", "log-key-unknown"])
    }

    @Test("is not verified when it is cut short, wherever")
    func truncated() async throws {
        let ledger = try TestLedger.ward()
        let text = try await ledger.text(.label(.label("d", "i", "a")))
        for count in 0...text.lines.count {
            var cut = text
            cut.lines.removeSubrange(count...)
            cut.hasEnd = false
            let report = try await ledger.verify(cut.bytes)
            #expect(report.result == .failed, "\(count) lines")
            #expect(report.codes.contains("end-missing"))
        }
    }

    @Test("holds an end without its newline")
    func noNewline() async throws {
        let ledger = try TestLedger.ward()
        let bytes = try await ledger.export(.ledger)
        #expect(try await ledger.verify(Array(bytes.dropLast())).result == .verified)
    }

    @Test("asks for an age that this version cannot tell, and is incomplete")
    func age() async throws {
        let ledger = try TestLedger.ward()
        let options = VerificationOptions(key: ledger.log.vkey, greatestAge: AgeLimit(seconds: 60, now: ledger.clock))
        let report = try await BundleVerifier(options: options).verify(BundleBytes(ledger.export(.ledger)))
        #expect(report.result == .incomplete)
        #expect(report.complaints == ["age-not-evaluated"])
    }

    @Test("keeps a thousand findings and counts the rest")
    func manyFindings() async throws {
        let ledger = try TestLedger.ward()
        var text = try await ledger.text(.label(.label("d", "i", "a")))
        let place = text.first("claim")
        text.lines.insert(contentsOf: Array(repeating: text.lines[place], count: 1500), at: place)
        let report = try await ledger.verify(text.bytes)
        #expect(report.result == .failed)
        #expect(report.findings.filter { $0.severity == .error }.count == 1000)
        #expect(report.omittedFindings == 500)
    }

    @Test("keeps the first findings of every code, however many of another were found before, and counts all of each")
    func manyOfAnother() async throws {
        let ledger = try TestLedger.ward()
        var text = try await ledger.text(.label(.label("d", "i", "a")))
        text.lines.insert(contentsOf: Array(repeating: #"{"kind":"novelty"}"#, count: 1500), at: 3)
        let report = try await ledger.verify(text.bytes, unsealedOK: false)
        #expect(report.complaints == ["unknown-kind", "unsealed"])
        #expect(report.findingCounts[.unknownKind] == 1500 && report.findingCounts[.unsealed] == 1)
        #expect(report.omittedFindings == 500)
        #expect(report.text.contains("warning unsealed"))
        #expect(report.text.contains("\nand 1490 more unknown-kind; --json has 990 of them\n"))
        #expect(try JSONValue(parsing: report.json)["codes"]?["unknown-kind"]?.integer == 1500)
    }

    @Test("is read in blocks that end anywhere")
    func blocks() async throws {
        let ledger = try TestLedger.ward()
        var text = try await ledger.text(.label(.label("d", "i", "a")))
        for length in [0, 1, 100, 524_200, 1_048_500, 2_000_000, 3] {
            text.lines.insert(#"{"kind":"bundle-padding","a":""# + String(repeating: "x", count: length) + #""}"#, at: 3)
        }
        let report = try await ledger.verify(text.bytes)
        #expect(report.complaints == ["unknown-kind"])
    }
}
