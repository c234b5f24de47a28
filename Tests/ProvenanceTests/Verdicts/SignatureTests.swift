import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("Signatures of events that are about no label")
struct SignatureTests {
    @Test("a person's counts until her key turns out to have been stolen, or she to have been suspended")
    func person() throws {
        let world = try World.clinic()
        let said = try world.assert()
        #expect(try SignatureRule.judge(said, at: world.size, in: world)?.verdict == .notRequired)
        let before = world.size
        let suspension = try world.suspend(.ann)
        #expect(try SignatureRule.judge(said, at: world.size, in: world)?.verdict == .notRequired)
        let revocation = try world.revoke(.ann, said.keyID, "compromised", effective: 1)
        let judgement = try SignatureRule.judge(said, at: world.size, in: world)
        #expect(judgement?.verdict == .keyCompromised)
        #expect(judgement?.because.last == revocation.index)
        #expect(try SignatureRule.judge(said, at: before, in: world)?.verdict == .notRequired)
        #expect(suspension.index < revocation.index)
    }

    @Test("an officer's counts until the key is retired with effect back in time")
    func officer() throws {
        let world = try World.clinic()
        let clerk = Actor(.registrar, "clerk")
        try world.addOfficer(clerk)
        let enrolment = try world.say(
            "touchmark.annotator.enrolled", by: clerk, World.enrolment(Actor(.annotator, "zoe")))
        #expect(try SignatureRule.judge(enrolment, at: world.size, in: world)?.verdict == .notRequired)
        try world.say(
            "touchmark.ledger.key-retired", by: .op,
            World.dated(["kid": .string(enrolment.keyID.description), "reason": "compromised"], 1))
        #expect(try SignatureRule.judge(enrolment, at: world.size, in: world)?.verdict == .keyCompromised)
    }
}
