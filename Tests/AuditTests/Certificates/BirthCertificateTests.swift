import Audit
import Ledger
import MerkleLog
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Birth certificates")
struct BirthCertificateTests {
    @Test("The verdict then is not the verdict now when a credential is revoked back in time")
    func revocationBackInTime() async throws {
        let clinic = try await Clinic.whole()
        let verdict = try #require(try clinic.certificate().verdict)
        let issue = try clinic.world.index("c-17")
        let revocation = try clinic.world.index("revoked")
        #expect(verdict.then.verdict == .certified)
        #expect(
            verdict.then.sentence.plain == """
                certified: credential c-17 of authority clinic-board (entry \(issue)) for medicine/psychiatry, \
                valid 2026-01-01 to 2027-01-01
                """)
        #expect(verdict.now.verdict == .revoked)
        #expect(
            verdict.now.sentence.plain == """
                revoked: credential c-17 of authority clinic-board (entry \(issue)) for medicine/psychiatry, \
                valid 2026-01-01 to 2027-01-01; revoked by entry \(revocation), effective 2026-02-01
                """)
        #expect(verdict.now.because.map(\.index) == [try clinic.world.index("required"), issue, revocation])
        #expect(verdict.now.because.last?.words == "credential revoked")
    }

    @Test("Steps come in order, with what each changed, cites and claims")
    func steps() async throws {
        let clinic = try await Clinic.whole()
        let steps = try clinic.certificate().steps
        #expect(steps.map(\.entry.words) == ["label asserted", "label revised", "review recorded"])
        let (asserted, revised, review) = (steps[0], steps[1], steps[2])
        #expect(asserted.guideline?.version == "3")
        #expect(asserted.guideline?.index == (try clinic.world.index("guideline")))
        #expect(asserted.times.isBeyondTolerance)
        #expect(!revised.times.isBeyondTolerance)
        #expect(asserted.accepted?.isUnchanged == true)
        #expect(asserted.accepted?.model == Clinic.model)
        #expect(asserted.references.map(\.member) == ["on", "guideline", "accepts"])
        #expect(revised.previous?.index == asserted.entry.index)
        #expect(revised.previous?.value?.json == ["kind": "choice", "label": "sad"])
        #expect(revised.credential == Subject.credential("clinic-board", "c-17"))
        #expect(revised.key == (try clinic.world.keyID(of: Clinic.ada)))
        #expect(review.reviewOutcome == .accepted)
        #expect(review.verdict == nil)
        #expect(review.kind == .person)
        #expect(try clinic.certificate(of: .label("moods", "talk-1", "l-2")).steps[0].kind == .crowd)
    }

    @Test("Segments are placed on the timeline, and one past the end of its track is remarked on")
    func segments() async throws {
        let segments = try #require(try await Clinic.whole().certificate().segments)
        #expect(segments[0].start?.microseconds == 1_000_000)
        #expect(segments[0].end?.exact.description == "12000125/6")
        #expect(segments[0].uncertainty == 50)
        #expect(segments[1].start?.exact.description == "1600100/3")
        #expect(segments[1].end?.microseconds == 1_501_000)
        #expect(segments[1].end?.isRounded == false)
        #expect(segments[2].remarks == [.pastEnd])
        #expect(segments[3].remarks == [])
    }

    @Test("A synchronisation moves the track, in certificates that know of it")
    func synchronisation() async throws {
        var clinic = try await Clinic.whole()
        let before = try clinic.certificate()
        try await clinic.world.say(
            "synchronised", Clinic.root, "item.synchronised", Clinic.item,
            [
                "dataset": "moods", "item": "talk-1",
                "tracks": [["track": "audio", "offset": 250, "driftPPM": 0, "uncertainty": 7]],
            ])
        let after = try clinic.certificate()
        #expect(after.segments?[0].start?.microseconds == 1_000_250)
        #expect(after.segments?[0].uncertainty == 7)
        #expect(after.item.tracks[0].placed.statement.index == (try clinic.world.index("synchronised")))
        #expect(try clinic.certificate(at: before.ledger.size) == before)
    }

    @Test("Relations, and decisions in which the label was weighed, stand in it")
    func surroundings() async throws {
        let certificate = try await Clinic.whole().certificate()
        #expect(certificate.relations.count == 1)
        #expect(certificate.relations.first?.relation == .contradicts)
        #expect(certificate.relations.first?.state == .current)
        #expect(certificate.relations.first?.rationale == .clear("both heard"))
        #expect(certificate.relations.first?.verdict.then.verdict == .notRequired)
        #expect(certificate.adjudicationsElsewhere.first?.label == .label("moods", "talk-1", "l-3"))
        let decision = try await Clinic.whole().certificate(of: .label("moods", "talk-1", "l-3"))
        #expect(decision.steps[0].adjudication?.among.map(\.label) == ["l-1", "l-2"])
        #expect(decision.segments == nil)
    }

    @Test("Everybody behind the label is named, with credentials and authorities")
    func participants() async throws {
        let certificate = try await Clinic.whole().certificate()
        #expect(certificate.participants.map(\.actor) == [Clinic.model, Clinic.ada, Clinic.ben])
        let ada = certificate.participants[1]
        #expect(ada.roles == ["label asserted", "label revised", "relation asserted"])
        #expect(ada.credentials.first?.revocations.first?.effective == (try "2026-02-01T00:00:00Z".moment))
        #expect(ada.enrolment?.personal.first?.text == .disclosed("Ada <Lovelace>"))
        #expect(certificate.participants[0].enrolment?.model?.version == "2.1")
        #expect(certificate.authorities.map(\.id) == ["clinic-board"])
    }

    @Test("Process findings are those of the rules")
    func process() async throws {
        let findings = try await Clinic.whole().certificate().process
        #expect(findings.map(\.state) == [.met, .open, .met])
        #expect(findings[0].sentence == "annotations by different people: 2 of 2")
    }

    @Test("The proof leads from the head to the checkpoint, which the log signed")
    func proof() async throws {
        let clinic = try await Clinic.whole()
        let certificate = try clinic.certificate()
        let note = try UncheckedCheckpoint(parsing: certificate.ledger.checkpoint.note)
        guard case .valid(let checkpoint) = note.check(with: try VerifierKey(parsing: clinic.world.vkey)) else {
            Issue.record("the checkpoint is not signed by the log")
            return
        }
        #expect(certificate.proof.inclusion.index == (try clinic.world.index("revised")))
        #expect(certificate.proof.inclusion.check(leaf: certificate.proof.leaf, root: checkpoint.checkpoint.root) == .verified)
    }

    @Test("As of an earlier size it is what it was then")
    func asOf() async throws {
        let clinic = try await Clinic.whole()
        let size = TreeSize(try clinic.world.index("asserted").value + 1)
        let early = try clinic.certificate(at: size)
        #expect(early.value?.json == ["kind": "choice", "label": "sad"])
        #expect(early.steps.count == 1)
        #expect(early.verdict?.now.verdict == .certified)
        #expect(early.relations.isEmpty)
        #expect(early.ledger.checkpoint.statement.size == size)
        #expect(early.participants[1].credentials[0].revocations.isEmpty)
        #expect(early.proof.inclusion.size == size)
    }

    @Test("A withdrawn label has no value and no verdict, and the reason stands in its last step")
    func withdrawal() async throws {
        var clinic = try await Clinic.whole()
        try await clinic.world.say(
            "withdrawn", Clinic.ada, "label.withdrawn", Clinic.label,
            [
                "dataset": "moods", "item": "talk-1", "label": "l-1", "name": "mood",
                "revises": try clinic.world.reference("revised").json, "reason": "wrong item",
            ])
        let certificate = try clinic.certificate()
        #expect(certificate.isWithdrawn)
        #expect(certificate.verdict == nil)
        #expect(certificate.steps.last?.statement?.text == .clear("wrong item"))
        #expect(certificate.steps.last?.previous?.value != nil)
        #expect(certificate.proof.inclusion.index == (try clinic.world.index("withdrawn")))
        #expect(certificate.text().contains("a withdrawn label has no verdict"))
    }

    @Test("A review that does not accept marks the label disputed")
    func dispute() async throws {
        var clinic = try await Clinic.whole()
        try await clinic.world.say(
            "rejected", Clinic.ben, "review.recorded", Clinic.label,
            [
                "dataset": "moods", "item": "talk-1", "label": "l-1", "name": "mood",
                "reviews": try clinic.world.reference("revised").json, "outcome": "corrected",
                "value": ["kind": "choice", "label": "calm"],
            ])
        let certificate = try clinic.certificate()
        #expect(certificate.isDisputed)
        #expect(certificate.steps.last?.value?.json == ["kind": "choice", "label": "calm"])
        #expect(certificate.value?.json != ["kind": "choice", "label": "calm"])
    }

    @Test("What there is no certificate of is said in a sentence")
    func refusals() async throws {
        let clinic = try await Clinic.whole()
        #expect { try clinic.certificate(of: .label("moods", "talk-1", "l-9")) } throws: {
            ($0 as? LedgerError)?.code == .missing
        }
        #expect { try clinic.certificate(at: TreeSize(3)) } throws: { ($0 as? LedgerError)?.code == .missing }
        #expect { try clinic.certificate(at: .empty) } throws: { ($0 as? LedgerError)?.code == .missing }
        #expect { try clinic.certificate(at: TreeSize(1000)) } throws: { ($0 as? LedgerError)?.code == .invalid }
        #expect { try clinic.certificate(of: Clinic.item) } throws: { ($0 as? LedgerError)?.code == .invalid }
    }
}
