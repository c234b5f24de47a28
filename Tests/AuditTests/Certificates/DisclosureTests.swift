import Audit
import Ledger
import Primitives
import Provenance
import Testing

@Suite("Sealed values in certificates")
struct SealedValueTests {
    @Test("A disclosed text is shown, one that nobody disclosed is withheld")
    func disclosedAndWithheld() async throws {
        let certificate = try await Clinic.whole().certificate()
        #expect(certificate.steps[0].statement?.text == .disclosed(Clinic.rightToLeft))
        #expect(certificate.value?.sealedText == .disclosed("very sad"))
        #expect(certificate.value?.json["text"] == "very sad")
        #expect(certificate.steps[2].statement?.member == "comment")
        #expect(certificate.steps[2].statement?.text == .withheld)
    }

    @Test("Whoever may not see disclosures finds none of them in any form")
    func kept() async throws {
        let certificate = try await Clinic.whole().certificate(showsDisclosures: false)
        #expect(certificate.steps[0].statement?.text == .withheld)
        #expect(certificate.participants[1].enrolment?.personal.first?.text == .withheld)
        for form in [certificate.text(), certificate.html, certificate.json.canonicalText] {
            for secret in ["very sad", "Lovelace", "second thoughts", "שלום"] { #expect(!form.contains(secret)) }
            #expect(form.contains("withheld"))
        }
    }

    @Test("An erased text is called erased, also for those who see no disclosures, and as of before the erasure")
    func erased() async throws {
        var clinic = try await Clinic.whole()
        let before = try clinic.certificate().ledger.size
        let digest = try #require(try clinic.world.disclosures(of: "asserted").first?.digest)
        try await clinic.world.say(
            "erased", Clinic.root, "disclosure.erased", Clinic.label,
            [
                "event": try clinic.world.reference("asserted").json,
                "subjects": .array(
                    [Clinic.label, Clinic.question, .labels("moods", "talk-1"), .dataset("moods")].map {
                        .string($0.description)
                    }),
                "digests": [.string(digest)], "legalBasis": "GDPR Art. 17",
            ])
        for certificate in [
            try clinic.certificate(), try clinic.certificate(showsDisclosures: false), try clinic.certificate(at: before),
        ] {
            #expect(certificate.steps[0].statement?.text == .erased)
            #expect(certificate.text().contains("erased: sealed in the log"))
        }
        #expect(try clinic.certificate().steps[1].statement?.text == .disclosed("second thoughts"))
    }

    @Test("Where fewer seals were erased than members could be behind them, none of these is called erased")
    func erasedOrNeverGiven() async throws {
        var clinic = try await Clinic.whole()
        let index = try clinic.world.index("ada")
        let enrolment = try clinic.world.store.read { try $0.event(at: index) }
        let digest = try #require(try clinic.world.disclosures(of: "ada").first?.digest)
        try await clinic.world.say(
            "erased", Clinic.root, "disclosure.erased", Clinic.ada.standingSubject,
            [
                "event": try clinic.world.reference("ada").json,
                "subjects": .array(enrolment.event.subjects.filter { $0.kind != .work }.map { .string($0.description) }),
                "digests": [.string(digest)],
                "legalBasis": "GDPR Art. 17",
            ])
        let certificate = try clinic.certificate()
        let personal = certificate.participants.first { $0.actor == Clinic.ada }?.enrolment?.personal ?? []
        #expect(personal.map(\.member) == ["name", "contact", "employer", "group"])
        #expect(personal.allSatisfy { $0.text == .erasedOrAbsent })
        #expect(!certificate.text().contains("erased: sealed in the log"))
    }

    @Test("A text that was never sealed or given is not there")
    func absent() async throws {
        let certificate = try await Clinic.whole().certificate(of: .label("moods", "talk-1", "l-2"))
        #expect(certificate.steps[0].statement == nil)
        #expect(certificate.value?.sealedText == nil)
    }
}
