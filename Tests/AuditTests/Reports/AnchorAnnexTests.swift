import Ledger
import Primitives
import Provenance
import Signatures
import Testing

@testable import Audit

/// What others say of a report's log, in its annex.
@Suite("Annexes of anchors")
struct AnchorAnnexTests {
    private static let witness = CosignatureSigner(name: "witness.example/w", key: World.key(201))
    private static let auditor = CosignatureSigner(name: "auditor.example/m", key: World.key(202))

    private static func choice(auditors: Bool = false, log: String? = nil) throws -> AnchorAnnex.Choice {
        let lines = (log.map { "log \($0)\n" } ?? "") + "witness w \(witness.vkey.text)\nquorum w\n"
        return AnchorAnnex.Choice(
            witnesses: try WitnessPolicy(parsing: Array(lines.utf8)),
            auditors: auditors ? try AuditorList(parsing: Array("\(auditor.vkey.text)\n".utf8)) : nil, roots: nil)
    }

    /// A world with a report that was issued, and then a label.
    private static func issued() async throws -> (studio: Studio, report: AuditReport) {
        var studio = try await Studio.prepared()
        let report = try studio.report()
        try await studio.issue(report)
        try await studio.label()
        return (studio, report)
    }

    /// Has the checkpoint of a size cosigned at a time, or with the line over another one of them.
    private static func cosign(
        _ studio: Studio, at size: TreeSize, by signer: CosignatureSigner, _ time: String, over other: TreeSize? = nil,
        signedBy vkey: String? = nil
    ) throws {
        let store = studio.world.store
        let stored = try #require(try store.read { try $0.checkpoint(atMost: other ?? size) })
        let key = try VerifierKey(parsing: vkey ?? studio.world.vkey)
        guard case .valid(let verified) = try UncheckedCheckpoint(parsing: stored.note).check(with: key) else {
            throw World.Failure.noMoment
        }
        try store.keep(cosignatures: [signer.line(over: verified, at: try time.moment)], at: size)
    }

    private static func dates(_ annex: AnchorAnnex) throws -> [[ReportValue]] {
        try #require(annex.sections.flatMap(\.tables).first { $0.id == "dates" }).rows
    }

    @Test("before anybody spoke, dates are missing, and so are those whose word was not asked for")
    func nothing() async throws {
        let (studio, report) = try await Self.issued()
        let none = AnchorAnnex.Choice(witnesses: nil, auditors: nil, roots: nil)
        let annex = try await AnchorAnnex.make(of: report.id, from: studio.world.store, by: none)
        #expect(annex.sections.filter { $0.status == .missing }.map(\.number) == [2, 3, 4, 5])
        #expect(try Self.dates(annex).allSatisfy { $0[3].ownStatus == .missing })
        try Self.cosign(studio, at: studio.size(after: "issued"), by: Self.witness, "2026-03-02T00:00:00Z")
        let unasked = try await AnchorAnnex.make(of: report.id, from: studio.world.store, by: none)
        #expect(try Self.dates(unasked).allSatisfy { $0[3].ownStatus == .missing })
    }

    @Test("the earliest word over a checkpoint with the entry dates it, and the report stays the same bytes")
    func dated() async throws {
        let (studio, report) = try await Self.issued()
        let issued = try studio.size(after: "issued")
        try Self.cosign(studio, at: report.size, by: Self.witness, "2026-03-02T00:00:00Z")
        let early = try await AnchorAnnex.make(of: report.id, from: studio.world.store, by: try Self.choice())
        let rows = try Self.dates(early)
        // A cosignature has whole seconds, so a second is added.
        #expect(rows[0][3] == .moment(try "2026-03-02T00:00:01Z".moment))
        #expect(rows[1][3].ownStatus == .missing, "the checkpoint before the issue says nothing of it")

        try Self.cosign(studio, at: issued, by: Self.auditor, "2026-03-04T00:00:00Z")
        let newest = try #require(try studio.world.store.read { try $0.checkpoint()?.size })
        try Self.cosign(studio, at: newest, by: Self.witness, "2026-03-05T00:00:00Z")
        let annex = try await AnchorAnnex.make(of: report.id, from: studio.world.store, by: try Self.choice(auditors: true))
        #expect(try Self.dates(annex)[1][3] == .moment(try "2026-03-04T00:00:01Z".moment))
        #expect(try Self.dates(annex)[1][4] == .text("\(id: "auditor.example/m")"))
        let replayed = annex.sections.flatMap(\.facts).first { $0.id == "replayed" }
        #expect(replayed?.value == .text("\(id: "auditor.example/m")"))
        #expect(annex.sections.flatMap(\.tables).first { $0.id == "witnesses" }?.rows.count == 2)
        #expect(annex.json["anchored"]?.array?.count == 3)
        #expect(annex.html.contains("auditor.example/m") && !annex.html.contains("<script"))
        #expect(try studio.report(at: report.size).digest == report.digest)
    }

    @Test("a date before the time recorded is shown as such")
    func contradicted() async throws {
        let (studio, report) = try await Self.issued()
        try Self.cosign(studio, at: report.size, by: Self.witness, "2026-01-01T00:00:00Z")
        let annex = try await AnchorAnnex.make(of: report.id, from: studio.world.store, by: try Self.choice())
        #expect(try Self.dates(annex)[0][3].cell.hasSuffix("which is before the time recorded"))
    }

    @Test("a cosignature over another checkpoint dates nothing and is named")
    func wrong() async throws {
        let (studio, report) = try await Self.issued()
        try Self.cosign(
            studio, at: studio.size(after: "issued"), by: Self.witness, "2026-03-02T00:00:00Z", over: report.size)
        let annex = try await AnchorAnnex.make(of: report.id, from: studio.world.store, by: try Self.choice())
        #expect(try Self.dates(annex).allSatisfy { $0[3].ownStatus == .missing })
        #expect(annex.text().contains("in the name of witness.example/w"))
    }

    @Test("an auditor whose key is a witness's is refused: it would say more than it has seen")
    func sharedKey() async throws {
        let (studio, report) = try await Self.issued()
        let list = try AuditorList(parsing: Array("\(Self.witness.vkey.text)\n".utf8))
        let choice = AnchorAnnex.Choice(witnesses: try Self.choice().witnesses, auditors: list, roots: nil)
        let failure = await #expect(throws: LedgerError.self) {
            try await AnchorAnnex.make(of: report.id, from: studio.world.store, by: choice)
        }
        #expect(failure?.code == .invalid)
    }

    @Test("a policy that names other logs calls nothing witnessed")
    func otherLog() async throws {
        let (studio, report) = try await Self.issued()
        try Self.cosign(studio, at: report.size, by: Self.witness, "2026-03-02T00:00:00Z")
        let other = LogSigner(origin: "other.example/log", key: World.key(203)).vkey.text
        let annex = try await AnchorAnnex.make(of: report.id, from: studio.world.store, by: try Self.choice(log: other))
        #expect(annex.sections.flatMap(\.facts).first { $0.id == "quorum" }?.status == .missing)
    }

    @Test("a policy that names the log by any of its keys is for it, whichever signed")
    func newLogKey() async throws {
        var (studio, report) = try await Self.issued()
        try Self.cosign(studio, at: report.size, by: Self.witness, "2026-03-02T00:00:00Z")
        try await studio.world.say(
            "handover", Studio.root, "ledger.key-added", .ledger, ["role": "log", "vkey": .string(studio.world.nextVKey)])
        try await studio.steal(Studio.cy)
        let newest = try #require(try studio.world.store.read { try $0.checkpoint()?.size })
        try Self.cosign(
            studio, at: newest, by: Self.witness, "2026-03-03T00:00:00Z", signedBy: studio.world.nextVKey)
        for log in [studio.world.vkey, studio.world.nextVKey] {
            let annex = try await AnchorAnnex.make(of: report.id, from: studio.world.store, by: try Self.choice(log: log))
            let quorum = try #require(annex.sections.flatMap(\.facts).first { $0.id == "quorum" })
            #expect(quorum.value == .text("of \(report.size) entries"))
        }
    }

    @Test("of a report that was not issued there is no annex")
    func unissued() async throws {
        let (studio, _) = try await Self.issued()
        await #expect(throws: LedgerError.self) {
            try await AnchorAnnex.make(of: "cats@1", from: studio.world.store, by: try Self.choice())
        }
    }
}
