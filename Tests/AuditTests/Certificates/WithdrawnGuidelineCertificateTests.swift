import Audit
import Primitives
import Provenance
import Testing

@Suite("The certificate of a label under a withdrawn guideline")
struct WithdrawnGuidelineCertificateTests {
    private static func clinic(effective: String? = nil) async throws -> Clinic {
        var clinic = try await Clinic.whole()
        var data: JSONObject = [
            "guideline": "reading-moods", "of": try clinic.world.reference("guideline").json, "datasets": ["moods"],
            "reason": .string(Clinic.script),
        ]
        if let effective { data["effective"] = .string(effective) }
        try await clinic.world.say("misguided", Clinic.root, "guideline.withdrawn", .guideline("reading-moods"), data)
        return clinic
    }

    private static func words(_ certificate: BirthCertificate) -> String {
        certificate.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test("names who withdrew it, when, why and from when, and leaves the verdict as it was")
    func after() async throws {
        let clinic = try await Self.clinic()
        let certificate = try clinic.certificate()
        let cited = try #require(certificate.steps[0].guideline)
        let withdrawal = try #require(cited.withdrawal)
        #expect(withdrawal.index == (try clinic.world.index("misguided")))
        #expect(withdrawal.by == Clinic.root && withdrawal.reason == Clinic.script && !cited.wasWithdrawn)
        #expect(withdrawal.effective == withdrawal.recorded)
        #expect(certificate.verdict?.then.verdict == .certified && certificate.verdict?.now.verdict == .revoked)
        let words = Self.words(certificate)
        #expect(words.contains("That version is withdrawn by operator:root, entry \(withdrawal.index)"))
        #expect(words.contains("not yet in effect when this was recorded"))
        #expect(!certificate.html.contains("<script>alert"))
    }

    @Test("says so if its instruction counted for nothing when the label was recorded")
    func before() async throws {
        let clinic = try await Self.clinic(effective: "2026-02-01T00:00:00Z")
        let certificate = try clinic.certificate()
        #expect(certificate.steps[0].guideline?.wasWithdrawn == true)
        #expect(Self.words(certificate).contains("the instruction counted for nothing then already"))
        let json = certificate.json["steps"]?.array?.first?["guideline"]?["withdrawal"]
        #expect(json?["inEffect"] == true && json?["effective"] == "2026-02-01T00:00:00Z" && json?["by"] == "operator:root")
    }

    @Test("does not know it at a size before it")
    func earlier() async throws {
        let clinic = try await Self.clinic()
        let certificate = try clinic.certificate(at: TreeSize(try clinic.world.index("misguided").value))
        #expect(certificate.steps[0].guideline != nil && certificate.steps[0].guideline?.withdrawal == nil)
        #expect(certificate.json["steps"]?.array?.first?["guideline"]?["withdrawal"] == .null)
    }
}
