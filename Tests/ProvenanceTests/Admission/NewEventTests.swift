import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("Admission: what is asked of events that enter now")
struct NewEventTests {
    private static let zero = JSONValue.string(Digest.zero.contentDigest)

    private static func guideline(_ id: String, _ version: String, datasets: [JSONValue] = ["d"]) -> JSONValue {
        ["guideline": .string(id), "version": .string(version), "digest": zero, "datasets": .array(datasets)]
    }

    /// What bob signs that no verdict speaks of.
    static let acts: [(type: String, data: JSONValue)] = [
        (
            "item.synchronised",
            ["dataset": "d", "item": "i", "tracks": [["track": "t", "offset": 1, "driftPPM": 0, "uncertainty": 0]]]
        ),
        ("guideline.published", guideline("bobs", "1")),
        (
            "assessment.recorded",
            ["dataset": "d", "kind": "bias", "method": "looked", "digest": zero, "findings": "none"]
        ),
        ("annotator.key-rotated", World.rotation(.bob, to: World.key("bob's second"))),
    ]

    @Test("Somebody suspended signs nothing that no verdict will speak of, until she is reinstated", arguments: acts.indices)
    func suspended(_ number: Int) throws {
        let (type, data) = Self.acts[number]
        let world = try World.clinic()
        try world.suspend(.bob)
        #expect(try world.refusal("touchmark." + type, by: .bob, data) == "signer-suspended")
        try world.reinstate(.bob)
        #expect(try world.refusal("touchmark." + type, by: .bob, data) == nil)
    }

    @Test("Somebody suspended labels and bears the verdict, and may revoke her key")
    func suspendedLabels() throws {
        let world = try World.clinic()
        try world.suspend(.bob)
        let label = try world.assert(by: .bob)
        #expect(try world.verdicts(on: label)?.then.verdict == .suspended)
        let revocation = World.revocation(.bob, label.keyID, "compromised")
        #expect(try world.refusal("touchmark.annotator.key-revoked", by: .bob, revocation) == nil)
    }

    @Test("A connector that is suspended registers nothing")
    func suspendedConnector() throws {
        let world = try World.clinic()
        try world.suspend(.studio)
        #expect(try world.refusal("touchmark.item.registered", by: .studio, World.item("j")) == "signer-suspended")
        #expect(try world.refusal("touchmark.item.registered", by: .op, World.item("j")) == nil)
    }

    @Test("By a key that has ended nobody revises, reviews or decides on what others said")
    func endedKey() throws {
        let world = try World.clinic()
        let (of, own) = (try world.assert("a"), try world.assert("b", by: .bob))
        try world.revoke(.bob, own.keyID, "compromised")
        #expect(try world.refusal("touchmark.label.revised", by: .bob, world.revision("a", of: of)) == "key-ended")
        for outcome in ["accepted", "rejected", "corrected"] {
            let review = World.review("a", of: of, outcome)
            #expect(try world.refusal("touchmark.review.recorded", by: .bob, review) == "key-ended")
        }
        let decisions = [World.adjudication("a", among: [of]), World.adjudication("z", among: [of, own])]
        for decision in decisions {
            #expect(try world.refusal("touchmark.adjudication.decided", by: .bob, decision) == "key-ended")
        }
        #expect(try world.refusal("touchmark.label.asserted", by: .bob, world.statement("c")) == nil)
        let revised = try world.revise("b", of: own, by: .bob)
        #expect(try world.verdicts(on: revised)?.then.verdict == .keyCompromised)
        #expect(try world.refusal("touchmark.label.withdrawn", by: .bob, World.withdrawal("b", of: revised)) == nil)
    }

    @Test("A model's key that has ended revises no person's label, and where the end is still to come it may")
    func endedModel() throws {
        let world = try World.clinic()
        let label = try world.assert()
        try world.revoke(.net, world.key(of: .net).publicKey.thumbprint, "retired", effective: 20)
        world.clock = World.day(20)
        #expect(try world.refusal("touchmark.label.revised", by: .net, world.revision("l", of: label)) == "key-ended")
        world.clock = World.day(19)
        #expect(try world.refusal("touchmark.label.revised", by: .net, world.revision("l", of: label)) == nil)
    }

    @Test("A guideline has further versions by whoever began it, and by an operator")
    func guidelines() throws {
        let world = try World.clinic()
        let type = "touchmark.guideline.published"
        try world.publish("g", "1")
        #expect(try world.refusal(type, by: .bob, Self.guideline("g", "2")) == "not-its-own")
        #expect(try world.refusal(type, by: .bob, Self.guideline("g", "x", datasets: [])) == "not-its-own")
        #expect(try world.refusal(type, by: .bob, Self.guideline("bobs", "1")) == nil)
        #expect(try world.refusal(type, by: .bob, Self.guideline("bobs", "2")) == nil)
        #expect(try world.refusal(type, by: .ann, Self.guideline("bobs", "3")) == "not-its-own")
        #expect(try world.refusal(type, by: .op, Self.guideline("bobs", "3")) == nil)
        #expect(try world.refusal(type, by: .bob, Self.guideline("bobs", "4")) == nil)
    }

    @Test("What a log holds since before these rules stays admissible")
    func heldBefore() throws {
        let world = try World.clinic()
        let (of, own) = (try world.assert("a"), try world.assert("b", by: .bob))
        try world.publish("g", "1")
        try world.suspend(.bob)
        for (type, data) in Self.acts { try Self.hold("touchmark." + type, data, in: world) }
        try Self.hold("touchmark.guideline.published", Self.guideline("g", "2"), in: world)
        try world.revoke(.bob, own.keyID, "lost")
        try Self.hold("touchmark.label.revised", world.revision("a", of: of), in: world)
    }

    /// Puts what bob signed into a log that would not take it now.
    private static func hold(_ type: String, _ data: JSONValue, in world: World) throws {
        let before = world.copy()
        let entry = try world.force(type, by: .bob, data)
        #expect(try Admission.refusal(of: entry, in: before) == nil, "\(type)")
        #expect(try Admission.refusal(ofNew: entry, in: before) != nil, "\(type)")
    }
}
