import Evidence
import Primitives
import Provenance
import Signatures
import Testing

/// Labels are recorded on day 0, in the first minute; ann's credential is good from day 0 to day 365.
@Suite("A verdict near a boundary, by the anchors of its label")
struct AnchoredBundleTests {
    private static let certified = ["label:d/i/a"]

    private static func cosign(_ ledger: TestLedger, _ time: Timestamp) throws -> String {
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: ledger.checkpointNote()).check(with: ledger.log.vkey)
        else { throw Witnesses.NotSigned() }
        return Witnesses.signer("a").cosign(checkpoint, at: time)
    }

    /// A clinic with a label by ann and one by bob. Its checkpoint before them, and its last one, are cosigned at these times.
    private static func report(before: Timestamp? = nil, after: Timestamp?) async throws -> VerificationReport {
        let clinic = try TestLedger.clinic()
        var ward = clinic
        let item = try ward.register("i")
        try ward.assert("a", on: item, item: "i", by: .ann)
        try ward.assert("b", on: item, item: "i", by: .bob)
        let bundle = try await CosignedLedger(
            ledger: ward, checkpoint: try after.map { try cosign(ward, $0) } ?? ward.checkpointNote(),
            earlierCheckpoints: try before.map { [try cosign(clinic, $0)] } ?? []
        ).export()
        return try await BundleVerifier(
            options: VerificationOptions(key: ward.log.vkey, witnesses: try Witnesses.policy(1))
        ).verify(BundleBytes(bundle))
    }

    private static func undecidable(_ report: VerificationReport) -> [String] {
        report.findings.filter { $0.code == .timeUndecidable }.compactMap { $0.subject?.description }.sorted()
    }

    @Test("is decided where the anchor after is on the same side of every boundary")
    func decided() async throws {
        let report = try await Self.report(after: TestLedger.day(30))
        #expect(report.result == .verified)
        #expect(report.complaints == [])
        #expect(!report.codes.contains("time-unanchored"))
        #expect(report.anchors.map(\.kind) == [.cosignature])
        #expect(report.anchors.map(\.latest) == [TestLedger.day(30).later(by: 1)])
    }

    @Test("is undecidable where a credential ends between the time recorded and the anchor after")
    func backdated() async throws {
        let report = try await Self.report(after: TestLedger.day(366))
        #expect(report.result == .verified)
        // The labels without a certificate are as uncertified on the one side as on the other.
        #expect(Self.undecidable(report) == Self.certified)
        let finding = try #require(report.findings.first { $0.code == .timeUndecidable })
        #expect(finding.sentence.contains("It turns at \(TestLedger.day(365)) (to expired)"))
        #expect(finding.severity == .warning)
        #expect(report.labels[of: .label("d", "i", "a")]?.verdict == .certified, "the verdict stays by the time recorded")
    }

    @Test("turns exactly at the boundary: an anchor that may be as late as it leaves the label undecided")
    func exact() async throws {
        let until = TestLedger.day(365)
        #expect(Self.undecidable(try await Self.report(after: until.later(by: -2))) == [])
        // A cosignature's time has whole seconds: it may be almost a second later than it says.
        #expect(Self.undecidable(try await Self.report(after: until.later(by: -1))) == Self.certified)
    }

    @Test("is undecidable where a credential begins between the anchor before and the time recorded")
    func forward() async throws {
        let report = try await Self.report(before: TestLedger.day(-1), after: TestLedger.day(1))
        #expect(Self.undecidable(report) == Self.certified)
        #expect(report.findings.contains { $0.sentence.contains("(to not-yet-valid)") })
    }

    @Test("is undecidable where a checkpoint without it is anchored past a boundary: it may have come later than it says")
    func lateStamp() async throws {
        #expect(Self.undecidable(try await Self.report(before: TestLedger.day(366), after: nil)) == Self.certified)
        #expect(Self.undecidable(try await Self.report(before: TestLedger.day(300), after: nil)) == [])
    }

    @Test("is undecidable, and the time recorded contradicted, where an anchor is earlier than it")
    func contradicted() async throws {
        let report = try await Self.report(after: TestLedger.day(-1))
        #expect(report.codes.contains("time-contradicted"))
        #expect(Self.undecidable(report) == Self.certified)
        #expect(!(try await Self.report(after: TestLedger.day(1))).codes.contains("time-contradicted"))
    }

    /// ann's credential is of day 0. Its authority's key is declared compromised from the day given, and a witness saw all on day 90.
    private static func stolen(effective day: Int64, seen: Timestamp? = nil) async throws -> VerificationReport {
        var clinic = try TestLedger.clinic()
        let early = clinic
        clinic.clock = TestLedger.day(80)
        try clinic.assert("a", on: try clinic.register("i"), item: "i", by: .ann)
        try clinic.say(
            "authority.key-revoked", by: .op,
            [
                "authority": "board", "kid": .string(clinic.key(of: .board).publicKey.thumbprint.description),
                "reason": "compromised", "effective": .string(TestLedger.day(day).description),
            ])
        let bundle = try await CosignedLedger(
            ledger: clinic, checkpoint: try cosign(clinic, TestLedger.day(90)),
            earlierCheckpoints: try seen.map { [try cosign(early, $0)] } ?? []
        ).export()
        return try await BundleVerifier(
            options: VerificationOptions(key: clinic.log.vkey, witnesses: try Witnesses.policy(1))
        ).verify(BundleBytes(bundle))
    }

    @Test("is undecidable where the credential may have been issued after the authority's key was stolen")
    func backdatedIssue() async throws {
        let report = try await Self.stolen(effective: 50)
        #expect(report.result == .verified)
        #expect(report.labels[of: .label("d", "i", "a")]?.verdictNow == .certified)
        #expect(Self.undecidable(report) == Self.certified)
        let finding = try #require(report.findings.first { $0.code == .timeUndecidable })
        #expect(finding.sentence.contains("(to certified, now authority-unrecognised)"))
        #expect(finding.sentence.contains("came on the other side of \(TestLedger.day(50))"))
        #expect(Self.undecidable(try await Self.stolen(effective: 50, seen: TestLedger.day(49))) == [])
        #expect(Self.undecidable(try await Self.stolen(effective: 91)) == [], "no anchor leaves that open")
    }

    @Test("has no anchor above the last, and the report says from where on")
    func above() async throws {
        let report = try await Self.report(before: TestLedger.day(0).later(by: 60), after: nil)
        let size = try TestLedger.clinic().size
        let finding = try #require(report.findings.first { $0.code == .timeUnanchored })
        #expect(finding.sentence.contains("entries from \(size) on"))
    }
}

extension Timestamp {
    func later(by seconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds + seconds * 1_000_000) }
}
