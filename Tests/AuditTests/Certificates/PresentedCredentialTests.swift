import Audit
import Ledger
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Birth certificates of labels under presented credentials")
struct PresentedCredentialTests {
    private static let desk = Actor(.registrar, "desk")
    private static let guild = Actor(.authority, "guild")
    private static let reader = Actor(.annotator, "h-9")
    private static let label = Subject.label("moods", "talk-1", "l-9")

    /// The clinic, with somebody whose credential was issued elsewhere and who has made a label.
    private func clinic(
        _ name: String, _ format: String, _ algorithm: String, competence: String = "medicine/psychiatry",
        discloses: Bool = true, withToken: Bool = true
    ) async throws -> Clinic {
        let vectors = try PresentedTokens()
        var clinic = try await Clinic.whole()
        try await clinic.world.say(
            "desk", Clinic.root, "ledger.key-added", .ledger,
            clinic.world.introduction(of: Self.desk).with(["role": "registrar", "id": "desk"]))
        try await clinic.world.say(
            "guild", Clinic.root, "authority.recognised", .authority("guild"),
            clinic.world.introduction(of: Self.guild).with([
                "authority": "guild", "name": "Guild <b>of</b> Readers", "competences": ["medicine"],
                "register": ["jwks": vectors.jwks, "issuer": "https://board.example"],
            ]))
        try await clinic.world.say(
            "reader", Clinic.root, "annotator.enrolled", Self.reader.standingSubject,
            clinic.world.introduction(of: Self.reader, with: PresentedTokens.holder)
                .with(["kind": "annotator", "id": "h-9", "custody": "holder"]))
        let token = try vectors.token(name)
        try await clinic.world.say(
            "presented", Self.desk, "credential.presented", .credential("guild", "g-1"),
            [
                "authority": "guild", "credential": "g-1", "annotator": "h-9",
                "kid": .string(try clinic.world.keyID(of: Self.reader).description), "competence": .string(competence),
                "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2027-01-01T00:00:00Z", "format": .string(format),
                "tokenDigest": .string(Digest(hashing: token).contentDigest), "algorithm": .string(algorithm),
                "statusChecked": "looked up, <i>valid</i>", "checkedBy": "desk <1>",
            ], sealing: withToken ? ["token": .string(token)] : [:], discloses: discloses)
        try await clinic.world.say(
            "read", Self.reader, "label.asserted", Self.label,
            try clinic.onItem("l-9", ["value": ["kind": "choice", "label": "calm"], "segments": []]))
        return clinic
    }

    private func presentation(_ certificate: BirthCertificate) throws -> CertifiedCredential.Presentation {
        try #require(certificate.participants.flatMap(\.credentials).compactMap(\.presentation).first)
    }

    @Test("each fact says whether it was checked here or on whose word it rests")
    func badge() async throws {
        let clinic = try await clinic("open-badge-rs256", "open-badge", "RS256")
        let certificate = try clinic.certificate(of: Self.label)
        let presentation = try presentation(certificate)
        #expect(certificate.verdict?.then.verdict == .certified)
        #expect(!presentation.isContradicted)
        #expect(
            presentation.findings.map(\.basis) == [
                .checked, .checked, .checked, .checked, .checked, .presenter, .checked, .presenter,
            ])
        let text = certificate.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let entry = try clinic.world.index("guild")
        #expect(text.contains("the authority's by entry \(entry)"))
        #expect(text.contains("Chest radiographs, level 2"))
        #expect(!text.contains("contradicted"))
        #expect(certificate.html.contains("desk &lt;1&gt;") && !certificate.html.contains("<i>valid"))
        let json = certificate.json["participants"]?.array?.last?["credentials"]?.array?.first?["presentation"]
        #expect(json?["token"] == "disclosed" && json?["contradicted"] == false)
        #expect(json?["statusChecked"] == "looked up, <i>valid</i>")
        let words = json?["findings"]?.array?.map { $0["onWordOf"] ?? .null } ?? []
        #expect(words == [nil, nil, nil, nil, nil, "registrar:desk", nil, "registrar:desk"])
        #expect(certificate.json["authorities"]?.array?.first?["published"]?["issuer"] == "https://board.example")
    }

    @Test("a token that contradicts what was presented is said at the top, and the verdict stays what the rules say")
    func contradicted() async throws {
        let certificate = try await clinic("sd-jwt-vc-es256", "sd-jwt-vc", "ES256").certificate(of: Self.label)
        let contradicted = try presentation(certificate).findings.filter { $0.basis == .contradicted }
        #expect(contradicted.map(\.matter) == [.competence])
        #expect(contradicted.first?.quoted == "medicine/radiology")
        #expect(certificate.verdict?.then.verdict == .certified)
        let summary = try #require(certificate.document.sections.first)
        #expect(
            summary.blocks.contains { block in
                guard case .facts(let facts) = block else { return false }
                return facts.contains { $0.name == "Presented credentials" }
            })
        #expect(
            certificate.json["participants"]?.array?.last?["credentials"]?.array?.first?["presentation"]?["contradicted"] == true)
    }

    @Test("for whoever may not see the token nothing was checked, and nothing of it is shown")
    func withheld() async throws {
        let certificate = try await clinic("sd-jwt-vc-es256", "sd-jwt-vc", "ES256")
            .certificate(of: Self.label, showsDisclosures: false)
        let presentation = try presentation(certificate)
        #expect(presentation.token == .withheld)
        #expect(presentation.findings.allSatisfy { $0.basis == .presenter })
        #expect(!certificate.json.canonicalText.contains("medicine/radiology"))
    }

    @Test("a token that was sealed and not handed on, or never given, is not here", arguments: [true, false])
    func absent(withToken: Bool) async throws {
        let certificate = try await clinic(
            "sd-jwt-vc-es256", "sd-jwt-vc", "ES256", discloses: false, withToken: withToken
        ).certificate(of: Self.label)
        let presentation = try presentation(certificate)
        #expect(presentation.token == (withToken ? .withheldOrAbsent : nil))
        #expect(presentation.findings.allSatisfy { $0.basis == .presenter })
    }

    @Test("what certificates say does not change when the ledger grows")
    func asOf() async throws {
        var clinic = try await clinic("open-badge-rs256", "open-badge", "RS256")
        let size = try clinic.certificate().ledger.size
        let before = try clinic.certificate(of: Self.label, at: size)
        try await clinic.world.say(
            "withdrawn", Clinic.root, "authority.withdrawn", .authority("guild"),
            ["authority": "guild", "reason": "closed", "effective": "2026-01-01T00:00:00Z"])
        let after = try clinic.certificate(of: Self.label, at: size)
        #expect(try presentation(before) == presentation(after))
    }
}
