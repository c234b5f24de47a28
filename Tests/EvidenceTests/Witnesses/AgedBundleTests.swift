import Evidence
import Primitives
import Provenance
import Signatures
import Testing

@Suite("A bundle that may not be older than asked for")
struct AgedBundleTests {
    private let ledger: TestLedger
    private static let limit: Int64 = 86_400

    init() throws { ledger = try TestLedger.ward() }

    /// - Parameter late: seconds from the cosignatures to now.
    private func complaints(
        _ names: [String], late: Int64, quorum: Int? = 2, auditors: [String] = []
    ) async throws -> Set<String> {
        let note = try Witnesses.cosign(ledger.checkpoint, ledger.log.vkey, by: names)
        let bundle = try await CosignedLedger(ledger: ledger, checkpoint: note).export()
        let now = Timestamp(microseconds: Witnesses.time.microseconds + late * 1_000_000)
        let lines = auditors.map { Witnesses.signer($0).vkey.text + "\n" }.joined()
        let options = VerificationOptions(
            key: ledger.log.vkey, greatestAge: AgeLimit(seconds: Self.limit, now: now),
            witnesses: try quorum.map { try Witnesses.policy($0) },
            auditors: lines.isEmpty ? nil : try AuditorList(parsing: Array(lines.utf8)))
        let report = try await BundleVerifier(options: options).verify(BundleBytes(bundle))
        #expect((report.result == .verified) == report.complaints.isEmpty)
        return report.complaints
    }

    @Test("is new enough to the second by a quorum's word, and not a second later")
    func quorum() async throws {
        #expect(try await complaints(["a", "b"], late: 0) == [])
        #expect(try await complaints(["a", "b"], late: Self.limit) == [])
        #expect(try await complaints(["a", "b"], late: Self.limit + 1) == ["evidence-old"])
    }

    @Test("is not new by fewer than a quorum, nor by an empty one's")
    func few() async throws {
        #expect(try await complaints(["a"], late: 0) == ["witness-quorum", "evidence-old"])
        #expect(try await complaints([], late: 0, quorum: nil) == ["age-not-evaluated"])
        #expect(try await complaints(["a", "b"], late: 0, quorum: nil) == ["age-not-evaluated"])
    }

    @Test("is as new as the last time that somebody cosigned it")
    func again() async throws {
        let time = Timestamp(microseconds: Witnesses.time.microseconds - 30 * 86_400_000_000)
        var note = ledger.checkpoint
        for moment in [time, Witnesses.time, time] {
            guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: ledger.log.vkey) else {
                throw Witnesses.NotSigned()
            }
            note = Witnesses.signer("m").cosign(checkpoint, at: moment)
        }
        let bundle = try await CosignedLedger(ledger: ledger, checkpoint: note).export()
        let options = VerificationOptions(
            key: ledger.log.vkey, greatestAge: AgeLimit(seconds: Self.limit, now: Witnesses.time),
            auditors: try AuditorList(parsing: Array((Witnesses.signer("m").vkey.text + "\n").utf8)))
        let report = try await BundleVerifier(options: options).verify(BundleBytes(bundle))
        #expect(report.result == .verified && report.complaints == ["time-contradicted"])
        #expect(report.auditors.map(\.time) == [time], "as an anchor the first counts")
    }

    @Test("is new by one auditor's word")
    func auditor() async throws {
        #expect(try await complaints(["m"], late: Self.limit, quorum: nil, auditors: ["m", "n"]) == [])
        #expect(try await complaints(["m"], late: Self.limit + 1, quorum: nil, auditors: ["m"]) == ["evidence-old"])
    }

    @Test("is not new by the word of somebody who had seen more than its seal covers")
    func pastSeal() async throws {
        var ledger = try TestLedger.sealedWard()
        func complaints() async throws -> Set<String> {
            let note = try Witnesses.cosign(ledger.checkpoint, ledger.log.vkey, by: ["a", "b"])
            let bundle = try await CosignedLedger(ledger: ledger, checkpoint: note, earlierCheckpoints: ledger.earlierCheckpoints)
                .export(.label(.label("d", "i", "a")))
            let options = VerificationOptions(
                key: ledger.log.vkey, greatestAge: AgeLimit(seconds: Self.limit, now: Witnesses.time),
                witnesses: try Witnesses.policy(2))
            return try await BundleVerifier(options: options).verify(BundleBytes(bundle)).complaints
        }
        #expect(try await complaints() == [])
        try ledger.register("later")
        #expect(try await complaints() == ["evidence-old"])
    }

    @Test("cannot be judged by a clock that stands before the cosignatures")
    func clock() async throws {
        #expect(try await complaints(["a", "b"], late: -300) == [])
        #expect(try await complaints(["a", "b"], late: -301) == ["age-not-evaluated"])
    }
}
