import Audit
import Primitives
import Provenance
import Signatures
import Testing

@Suite("What was stated and nobody asks, in certificates")
struct StatedTermsTests {
    private static let label = Subject.label("moods", "talk-1", "l-9")

    private func words(_ certificate: BirthCertificate) -> String {
        certificate.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Somebody of the crowd gets a credential with these members, and labels.
    private func certificate(_ stated: JSONObject) async throws -> BirthCertificate {
        var clinic = try await Clinic.whole()
        let terms: JSONObject = [
            "credential": "c-20", "annotator": "c-3", "kid": .string(try clinic.world.keyID(of: Clinic.crowd).description),
            "competence": "medicine/psychiatry", "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2027-01-01T00:00:00Z",
        ]
        try await clinic.world.say(
            "c-20", Clinic.board, "credential.issued", .credential("clinic-board", "c-20"), terms.with(stated))
        try await label(by: Clinic.crowd, in: &clinic)
        return try clinic.certificate(of: Self.label)
    }

    private func label(by actor: Actor, in clinic: inout Clinic) async throws {
        try await clinic.world.say(
            "made", actor, "label.asserted", Self.label,
            try clinic.onItem("l-9", ["value": ["kind": "choice", "label": "sad"], "segments": []]))
    }

    private func credential(_ certificate: BirthCertificate) throws -> JSONValue {
        let signer = certificate.json["participants"]?.array?.first { $0["actor"]?.string == Clinic.crowd.description }
        return try #require(signer?["credentials"]?.array?.first)
    }

    @Test("The limits of a credential stand with it and beside the verdict, as not asked")
    func limits() async throws {
        let certificate = try await certificate([
            "level": "trainee", "jurisdiction": ["DE", "AT"], "languages": ["de"], "modalities": ["image"],
        ])
        let stated = #"stated and not asked: level “trainee”, jurisdiction ["DE","AT"], languages “de”, modalities “image”"#
        #expect(certificate.verdict?.then.sentence.plain.hasSuffix(" to 2027-01-01 (\(stated))") == true)
        let words = words(certificate)
        #expect(words.contains("valid 2026-01-01 to 2027-01-01; bound to key"))
        #expect(words.contains("; \(stated)"), "\(words)")
        #expect(words.contains("no rule holds a label against them"))
        let credential = try credential(certificate)
        #expect(credential["level"] == "trainee" && credential["jurisdiction"] == ["DE", "AT"])
        #expect(credential["languages"] == ["de"] && credential["modalities"] == ["image"])
    }

    @Test("Long ones stand with the credential alone, and none are not spoken of")
    func length() async throws {
        let long = try await certificate(["level": .string(String(repeating: "under supervision ", count: 20))])
        #expect(
            long.verdict?.then.sentence.plain.hasSuffix(" (and with limits that are stated and not asked)") == true)
        #expect(words(long).contains("level “under supervision"))
        let none = try await certificate([:])
        #expect(none.verdict?.then.sentence.plain.hasSuffix(" to 2027-01-01") == true)
        #expect(try credential(none)["level"] == .null)
    }

    @Test("Who holds a key that a rotation brought in is not said, for nobody stated it")
    func rotation() async throws {
        var clinic = try await Clinic.whole()
        let key = PrivateKey()
        var after = clinic.world
        try await clinic.world.say(
            "rotated", Clinic.ben, "annotator.key-rotated", Clinic.ben.standingSubject,
            after.introduction(of: Clinic.ben, with: key).with(["kind": "annotator", "id": "b-2", "reason": "a new card"]))
        _ = clinic.world.introduction(of: Clinic.ben, with: key)
        try await label(by: Clinic.ben, in: &clinic)
        let certificate = try clinic.certificate(of: Self.label)
        let words = words(certificate)
        #expect(words.contains("The key was brought in by a rotation; who holds it was not stated."), "\(words)")
        #expect(words.contains("\(key.publicKey.thumbprint), brought in by rotation; who holds it was not stated"))
        #expect(!words.contains("\(key.publicKey.thumbprint), held by"))
        #expect(certificate.steps.last?.holding == .unstated)
        #expect(certificate.json["steps"]?.array?.last?["custody"] == .null)
        #expect(certificate.verdict?.then.verdict == .certified, "verdicts go by the enrolment")
    }
}
