import Evidence
import Foundation
import LedgerTesting
import MerkleLog
import Primitives
import Provenance
import Signatures
import Testing
import TrustedTime

@Suite(
    "A bundle with tokens of an openssl authority",
    .enabled(if: OpenSSLAuthority.isHere, "openssl is not installed"))
struct StampedBundleTests {
    /// A ledger of these minutes with one certified label, whose credential ends so many seconds after now.
    private static func ledger(_ seconds: Int64) throws -> TestLedger {
        let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)
        var ledger = TestLedger()
        ledger.clock = now.later(by: -120)
        try ledger.open()
        try ledger.recognise(.board)
        try ledger.enrol(.ann)
        try ledger.say(
            "dataset.defined", by: .op, ["dataset": "d", "title": "Title", "purpose": "Purpose", "licence": "CC-BY-4.0"])
        try ledger.say(
            "requirement.set", by: .op,
            ["dataset": "d", "requirements": [["labels": ["*"], "competence": "medicine/radiology"]]])
        try ledger.say(
            "credential.issued", by: .board,
            [
                "credential": "c1", "annotator": "ann",
                "kid": .string(ledger.key(of: .ann).publicKey.thumbprint.description), "competence": "medicine/radiology",
                "validFrom": .string(TestLedger.day(-2000).description),
                "validUntil": .string(now.later(by: seconds).description),
            ])
        let item = try ledger.register("i")
        try ledger.assert("a", on: item, item: "i", by: .ann)
        return ledger
    }

    private static func token(_ authority: OpenSSLAuthority, _ ledger: TestLedger) throws -> [UInt8] {
        let text = Array(try UncheckedCheckpoint(parsing: ledger.checkpointNote()).note.text.utf8)
        let reply = try TimeStampReply(der: try authority.reply(to: try TimeStampRequest(over: text).encoded()))
        guard case .granted(let token) = reply else { throw Witnesses.NotSigned() }
        return token.der
    }

    private static func report(
        _ ledger: TestLedger, _ stamped: [StampedCheckpoint], roots: OpenSSLAuthority?
    ) async throws -> VerificationReport {
        var bytes: [UInt8] = []
        try await BundleWriter(
            StampedLedger(ledger: ledger, stamped: stamped), scope: .ledger, generator: "tests", created: ledger.clock
        ).write { bytes += $0 }
        let roots = try roots.map { try TimeRoots(pem: String(contentsOf: $0.rootFile, encoding: .utf8)) }
        return try await BundleVerifier(options: VerificationOptions(key: ledger.log.vkey, timeRoots: roots))
            .verify(BundleBytes(bytes))
    }

    @Test("is anchored under the authority's root, and under no other")
    func roots() async throws {
        let (authority, stranger) = (try OpenSSLAuthority(), try OpenSSLAuthority())
        defer {
            authority.remove()
            stranger.remove()
        }
        let ledger = try Self.ledger(3600)
        let stamped = [StampedCheckpoint(note: ledger.checkpointNote(), tokens: [try Self.token(authority, ledger)])]

        let anchored = try await Self.report(ledger, stamped, roots: authority)
        #expect(anchored.result == .verified && anchored.complaints == [])
        #expect(anchored.anchors.map(\.size) == [ledger.size])
        #expect(anchored.anchors.first?.policy == "1.2.3.4.1")
        #expect(!anchored.codes.contains("time-unanchored"))
        #expect(anchored.text.contains("by the word of CN=Test Time Authority under its policy 1.2.3.4.1"))

        let other = try await Self.report(ledger, stamped, roots: stranger)
        #expect(other.result == .verified && other.complaints == ["time-token-untrusted"])
        #expect(other.anchors.isEmpty && other.codes.contains("time-unanchored"))

        let none = try await Self.report(ledger, stamped, roots: nil)
        #expect(none.complaints == [] && none.codes.contains("time-not-evaluated"))
        #expect(none.anchors.isEmpty && none.codes.contains("time-unanchored"))
    }

    @Test("leaves a label undecided whose credential ends before the token, though after the time recorded")
    func undecidable() async throws {
        let authority = try OpenSSLAuthority()
        defer { authority.remove() }
        let ledger = try Self.ledger(-30)
        let stamped = [StampedCheckpoint(note: ledger.checkpointNote(), tokens: [try Self.token(authority, ledger)])]
        let report = try await Self.report(ledger, stamped, roots: authority)
        #expect(report.result == .verified && report.complaints == ["time-undecidable"])
        #expect(report.labels[of: .label("d", "i", "a")]?.verdict == .certified)
    }

    @Test("fails with a token that is over something else or damaged; one for a size without a checkpoint proves nothing")
    func bad() async throws {
        let authority = try OpenSSLAuthority()
        defer { authority.remove() }
        var ledger = try Self.ledger(3600)
        let earlier = ledger
        try ledger.publish("g")
        let (old, new) = (try Self.token(authority, earlier), try Self.token(authority, ledger))

        let moved = [StampedCheckpoint(note: ledger.checkpointNote(), tokens: [old])]
        let report = try await Self.report(ledger, moved, roots: authority)
        #expect(report.result == .failed && report.complaints == ["time-token-imprint"])

        // The signature stands last.
        let damaged = [StampedCheckpoint(note: ledger.checkpointNote(), tokens: [new.dropLast() + [(new.last ?? 0) ^ 1]])]
        #expect(try await Self.report(ledger, damaged, roots: authority).complaints == ["time-token-signature"])
        let cut = [StampedCheckpoint(note: ledger.checkpointNote(), tokens: [Array(new.dropLast())])]
        #expect(try await Self.report(ledger, cut, roots: authority).complaints == ["time-token-malformed"])

        let both = [
            StampedCheckpoint(note: earlier.checkpointNote(), tokens: [old]),
            StampedCheckpoint(note: ledger.checkpointNote(), tokens: [new]),
        ]
        #expect(try await Self.report(ledger, both, roots: authority).anchors.map(\.size) == [earlier.size, ledger.size])
        // The bundle has the checkpoint, but another log signed it.
        let strange = LogSigner(origin: ledger.origin, key: PrivateKey())
        let unsigned = [StampedCheckpoint(note: earlier.checkpointNote(by: strange), tokens: [old])]
        let complaints = try await Self.report(ledger, unsigned, roots: authority).complaints
        #expect(complaints == ["checkpoint-signature", "time-token-checkpoint"])
    }
}

/// A ledger that has tokens over some of its checkpoints.
private struct StampedLedger: EvidenceSource {
    let ledger: TestLedger
    let stamped: [StampedCheckpoint]

    var checkpoint: String { ledger.checkpointNote() }
    func stampedCheckpoints(for entries: [Range<UInt64>]) -> [StampedCheckpoint] { stamped }
    func entry(at index: EntryIndex) throws -> [UInt8] { try ledger.entry(at: index) }
    func disclosures(at index: EntryIndex) -> [String] { ledger.disclosures(at: index) }
    func history(of subject: Subject, below size: TreeSize) -> [EntryIndex] { ledger.history(of: subject, below: size) }
    func tile(_ coordinate: TileCoordinate) -> [Digest]? { ledger.tile(coordinate) }
}
