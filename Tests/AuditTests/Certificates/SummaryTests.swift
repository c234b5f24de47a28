import Audit
import Ledger
import Primitives
import Provenance
import Signatures
import Testing

@Suite("The certificate in sentences")
struct SummaryTests {
    private func words(_ certificate: BirthCertificate) -> String {
        certificate.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test(
        "Who, when, under which certificate, in force then and now, and what was reviewed stand in whole sentences",
        arguments: [
            "Label l-1 is about item talk-1 of dataset moods and answers the question “mood” with",
            "This value was given by annotator:a-1 (“Ada <Lovelace>”, person) and recorded at 2026-03-01T09:00:16Z, as entry 15.",
            "By the signer's enrolment, the key is held by the signer.",
            "As known when it was recorded: certified: credential c-17 of authority clinic-board",
            "As known now, at 20 entries: Not certified. revoked: credential c-17",
            "No guideline was cited for this value; an earlier value, of entry 13, cites guideline reading-moods, version 3.",
            "The label was changed once; before the last change it said: choice: label “sad”.",
            "It was reviewed once; the last review, by annotator:b-2 at 2026-03-01T09:00:17Z, says: accepted.",
            "It stands in one relation to other labels, none of them about time.",
            "Of what the dataset asks for such labels, 1 of 3 is not met yet.",
        ])
    func sentences(_ sentence: String) async throws {
        #expect(words(try await Clinic.whole().certificate()).contains(sentence))
    }

    @Test("A value that is called as its kind is named once")
    func kind() async throws {
        var aisle = try await Warehouse()
        try await aisle.mark("scratch", [])
        #expect(words(try aisle.certificate(of: "scratch")).contains("answers the question “event” with choice: “scratch”."))
    }

    @Test("Of a value that nobody has changed, its instructions and the suggestion that it started from are told")
    func firstValue() async throws {
        let clinic = try await Clinic.whole()
        let words = words(try clinic.certificate(at: TreeSize(try clinic.world.index("asserted").value + 1)))
        #expect(
            words.contains(
                "The signer says that guideline reading-moods, version 3, was followed; it was published as entry 9."))
        #expect(words.contains("This is the first value of the label; a suggestion of model:affect-net was accepted."))
    }

    @Test("A suggestion is not called accepted by whoever gave another value")
    func corrected() async throws {
        let studio = try await Studio.whole()
        let label = Subject.label("cats", "i2", "a")
        let certificate = try studio.world.store.read {
            try BirthCertificate.make(of: label, from: $0, showsDisclosures: true)
        }
        let words = words(certificate)
        #expect(words.contains("a suggestion of model:net was corrected."))
        #expect(words.contains("corrected the suggestion of model:net"))
        #expect(!words.contains("accepted the suggestion") && !words.contains("was accepted."))
    }

    @Test("A review speaks for the value that it was of, and for no later one")
    func reviewOfEarlierValue() async throws {
        var clinic = try await Clinic.whole()
        let address: JSONObject = ["dataset": "moods", "item": "talk-1", "label": "l-1", "name": "mood"]
        try await clinic.world.say(
            "revised again", Clinic.ada, "label.revised", Clinic.label,
            try clinic.onItem(
                "l-1",
                [
                    "revises": try clinic.world.reference("revised").json, "segments": [],
                    "value": ["kind": "choice", "label": "calm"],
                ]))
        let earlier = "What the label said before was reviewed once; the last review, by annotator:b-2 at 2026-03-01T09:00:17Z,"
        #expect(words(try clinic.certificate()).contains("Nobody reviewed this value. \(earlier) says: accepted."))
        try await clinic.world.say(
            "rejected", Clinic.ben, "review.recorded", Clinic.label,
            address.with(["reviews": try clinic.world.reference("revised again").json, "outcome": "rejected"]))
        let both = words(try clinic.certificate())
        #expect(both.contains("It was reviewed once; the last review, by annotator:b-2 at"))
        #expect(both.contains("says: rejected. It is disputed"))
        #expect(both.contains("\(earlier) says: accepted."))
        try await clinic.world.say(
            "withdrawn", Clinic.root, "label.withdrawn", Clinic.label,
            address.with(["revises": try clinic.world.reference("revised again").json, "reason": "wrong item"]))
        let withdrawn = words(try clinic.certificate())
        #expect(withdrawn.contains("What the label said before was reviewed 2 times; the last review, by annotator:b-2 at"))
        #expect(!withdrawn.contains("It was reviewed") && !withdrawn.contains("Nobody reviewed"))
        #expect(withdrawn.contains("No guideline was cited for the withdrawal; an earlier value, of entry 13, cites guideline"))
    }

    @Test("What nobody did is said as well")
    func nothingDone() async throws {
        let words = words(try await Clinic.whole().certificate(of: .label("moods", "talk-1", "l-2")))
        #expect(words.contains("No guideline was cited."))
        #expect(words.contains("This is the first value of the label."))
        #expect(words.contains("Nobody reviewed it."))
        #expect(words.contains("Nothing known at 20 entries changes that."))
    }

    @Test("A withdrawn label is told so, with who withdrew it, and a disputed one too")
    func withdrawnAndDisputed() async throws {
        var clinic = try await Clinic.whole()
        try await clinic.world.say(
            "rejected", Clinic.ben, "review.recorded", Clinic.label,
            [
                "dataset": "moods", "item": "talk-1", "label": "l-1", "name": "mood",
                "reviews": try clinic.world.reference("revised").json, "outcome": "rejected",
            ])
        #expect(words(try clinic.certificate()).contains("It is disputed: no review by somebody entitled has accepted it"))
        try await clinic.world.say(
            "withdrawn", Clinic.root, "label.withdrawn", Clinic.label,
            [
                "dataset": "moods", "item": "talk-1", "label": "l-1", "name": "mood",
                "revises": try clinic.world.reference("revised").json, "reason": "wrong item",
            ])
        let words = words(try clinic.certificate())
        #expect(words.contains("It is withdrawn and has no value any more."))
        #expect(words.contains("It was withdrawn by operator:root (operator of the ledger)"))
    }

    @Test("That a stolen key withdrew a label, or alone settled a dispute, is told")
    func stolenKey() async throws {
        var clinic = try await Clinic.whole()
        let address: JSONObject = ["dataset": "moods", "item": "talk-1", "label": "l-1", "name": "mood"]
        let revised = try clinic.world.reference("revised").json
        for (name, actor, outcome) in [("rejected", Clinic.crowd, "rejected"), ("accepted", Clinic.ben, "accepted")] {
            try await clinic.world.say(
                name, actor, "review.recorded", Clinic.label,
                address.with(["reviews": revised, "outcome": .string(outcome)]))
        }
        #expect(try !clinic.certificate().isDisputed)
        try await clinic.world.say(
            "withdrawn", Clinic.ada, "label.withdrawn", Clinic.label, address.with(["revises": revised, "reason": "a thief"]))
        #expect(try clinic.certificate().steps.last?.verdict == nil)
        let size = try clinic.world.index("withdrawn")
        for (name, actor) in [("ben's end", Clinic.ben), ("ada's end", Clinic.ada)] {
            try await clinic.world.say(
                name, Clinic.root, "annotator.key-revoked", actor.standingSubject,
                [
                    "kind": "annotator", "id": .string(actor.id), "reason": "compromised",
                    "kid": .string(try clinic.world.keyID(of: actor).description), "effective": "2026-01-01T00:00:00Z",
                ])
        }
        let certificate = try clinic.certificate()
        #expect(certificate.steps.last?.verdict?.then.verdict == .notRequired)
        #expect(certificate.steps.last?.verdict?.now.verdict == .keyCompromised)
        #expect(words(certificate).contains("The signer was not entitled to withdraw it."))
        #expect(try !clinic.certificate(at: TreeSize(size.value)).isDisputed)
        let accepted = try #require(certificate.steps.last { $0.reviewOutcome == .accepted })
        #expect(accepted.verdict?.now.verdict == .keyCompromised)
        #expect(
            words(certificate).contains(
                "was not entitled to review it, as known now: key compromised; that it accepts counts for nothing."))
        #expect(words(certificate).contains("accepted; the signer was not entitled to it, as known now: key compromised:"))
        #expect(certificate.adjudicationsElsewhere.map(\.verdict.now.verdict) == [.keyCompromised], "it is ben's as well")
    }

    @Test("What can still come, what went against the requirement and what no log can show are told apart")
    func process() async throws {
        var clinic = try await Clinic.whole()
        try await clinic.world.say(
            "stricter", Clinic.root, "requirement.set", .policy("moods"),
            [
                "dataset": "moods",
                "requirements": [["labels": ["mood"], "annotationsPerItem": 9, "blind": true, "adjudication": "by the house"]],
            ])
        let certificate = try clinic.certificate()
        #expect(certificate.process.map(\.state) == [.open, .unmet, .notEvaluable])
        #expect(
            words(certificate).contains(
                """
                Of what the dataset asks for such labels, 1 of 3 is not met yet, and 1 of 3 was not kept, and 1 of 3 cannot be \
                shown by the log.
                """))
    }

    @Test("A name that is not disclosed is not told")
    func withheldName() async throws {
        let certificate = try await Clinic.whole().certificate(showsDisclosures: false)
        #expect(!certificate.text().contains("Lovelace"))
        #expect(words(certificate).contains("This value was given by annotator:a-1 (person)"))
    }

    @Test("The dataset is named as its operator defined it, also as of an earlier size")
    func dataset() async throws {
        let clinic = try await Clinic.whole()
        let certificate = try clinic.certificate()
        #expect(certificate.dataset?.title == "Moods")
        #expect(certificate.dataset?.index == (try clinic.world.index("defined")))
    }
}
