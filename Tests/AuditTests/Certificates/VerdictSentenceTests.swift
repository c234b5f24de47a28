import Audit
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Verdicts in sentences")
struct VerdictSentenceTests {
    @Test("Who had no credential, and what is a machine, is told so")
    func withoutCredential() async throws {
        let clinic = try await Clinic.whole()
        let crowd = try #require(try clinic.certificate(of: .label("moods", "talk-1", "l-2")).verdict)
        #expect(
            crowd.then.sentence.plain == """
                uncertified: no credential had been issued to the signer before; the requirement of entry \
                \(try clinic.world.index("required")) asks for medicine/psychiatry
                """)
        let machine = try #require(try clinic.certificate(of: .label("moods", "talk-1", "s-1")).verdict)
        #expect(machine.now.sentence.plain == "machine: made by a model, whose entitlement is not judged")
        #expect(machine.now.because.map(\.words) == ["annotator enrolled"])
        let relation = try #require(try clinic.certificate(of: .label("moods", "talk-1", "r-1")).verdict)
        #expect(relation.then.sentence.plain == "not required: no requirement was set for labels of this name")
    }

    @Test("What ends an entitlement back in time changes the verdict now, with its entry and its effect", arguments: Ending.all)
    func endings(_ ending: Ending) async throws {
        var clinic = try await Clinic.whole()
        var data = ending.data.with(["effective": "2026-02-01T00:00:00Z"])
        if ending.type == "annotator.key-revoked" {
            data["kid"] = .string(try clinic.world.keyID(of: Clinic.ben).description)
        }
        try await clinic.world.say("ending", ending.source, ending.type, ending.subject, data)
        let verdict = try #require(try clinic.certificate(of: .label("moods", "talk-1", "l-3")).verdict)
        #expect(verdict.then.verdict == .certified)
        #expect(verdict.now.verdict == ending.verdict)
        #expect(verdict.now.sentence.plain.hasSuffix(ending.sentence), "\(verdict.now.sentence.plain)")
        #expect(verdict.now.because.last?.index == EntryIndex(20))
    }
}

/// What is said of the label after its making, and how the verdict now ends.
struct Ending: Sendable, CustomTestStringConvertible {
    let source: Actor
    let type: String
    let subject: Subject
    let data: JSONObject
    let verdict: Verdict
    let sentence: String
    var testDescription: String { type }

    static let all = [
        Ending(
            source: Clinic.board, type: "credential.suspended", subject: .credential("clinic-board", "c-18"),
            data: ["authority": "clinic-board", "credential": "c-18", "annotator": "b-2", "reason": "doubt"],
            verdict: .suspended, sentence: "; suspended by entry 20, effective 2026-02-01"),
        Ending(
            source: Clinic.root, type: "authority.withdrawn", subject: .authority("clinic-board"),
            data: ["authority": "clinic-board", "reason": "closed"], verdict: .authorityUnrecognised,
            sentence: "; the authority clinic-board was withdrawn by entry 20, effective 2026-02-01"),
        Ending(
            source: Clinic.root, type: "annotator.key-revoked", subject: Clinic.ben.standingSubject,
            data: ["kind": "annotator", "id": "b-2", "reason": "compromised"], verdict: .keyCompromised,
            sentence: "key compromised: the signing key was declared compromised by entry 20, effective 2026-02-01"),
        Ending(
            source: Clinic.root, type: "annotator.key-revoked", subject: Clinic.ben.standingSubject,
            data: ["kind": "annotator", "id": "b-2", "reason": "lost"], verdict: .keyRevoked,
            sentence: "key revoked: the signing key was declared lost by entry 20, effective 2026-02-01"),
    ]
}
