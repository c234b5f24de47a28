import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("Admission: what exists")
struct ExistenceAdmissionTests {
    /// Something that an event of the clinic speaks of.
    struct Case: Sendable, CustomTestStringConvertible {
        let type: String
        let signer: Actor
        let data: JSONValue
        let rule: String?

        init(_ type: String, by signer: Actor = .op, _ data: JSONValue, _ rule: String?) {
            self.type = "touchmark." + type
            self.signer = signer
            self.data = data
            self.rule = rule
        }

        var testDescription: String { "\(type) \(rule ?? "admitted") \(data.canonicalText.prefix(80))" }
    }

    private static let kid = World.key("annotator:bob").publicKey.thumbprint
    private static let zero = JSONValue.string(Digest.zero.contentDigest)
    private static let reference: JSONValue = ["id": .string(Payload.id.description), "digest": zero]

    private static func example(_ type: String) -> JSONValue {
        VocabularyExample.all.first { $0.type == "touchmark." + type }?.required ?? [:]
    }

    static let created: [Case] = [
        Case(
            "authority.recognised", World.recognition(.board, ["law"]).merging(World.introduction(World.key("n"), of: .board)),
            "already-exists"),
        Case("authority.recognised", World.recognition(Actor(.authority, "court"), ["law"]), nil),
        Case("annotator.enrolled", World.enrolment(.ann).merging(World.introduction(World.key("n"), of: .ann)), "already-exists"),
        Case("annotator.enrolled", World.enrolment(Actor(.model, "ann")), nil),
        Case(
            "credential.issued", by: .board, World.credential("c1", of: .bob, "law", from: 0, until: 1, kid: kid),
            "already-exists"),
        Case("credential.issued", by: .board, World.credential("c2", of: .bob, "law", from: 0, until: 1, kid: kid), nil),
        Case(
            "credential.presented", by: .desk,
            World.presentation(of: World.credential("c1", of: .ann, "law", from: 0, until: 1, kid: kid), from: .board),
            "already-exists"),
        Case("dataset.defined", World.definition("d"), "already-exists"),
        Case("dataset.defined", World.definition("D"), nil),
        Case("item.registered", World.item("i").with("origin", ["kind": "synthetic"]), "already-exists"),
        Case("item.registered", World.item("j"), nil),
    ]

    static let missing: [Case] = [
        Case("item.registered", World.item("i", in: "e"), "unknown-subject"),
        Case("requirement.set", ["dataset": "e", "requirements": []], "unknown-subject"),
        Case("requirement.set", ["dataset": "d", "requirements": []], nil),
        Case(
            "guideline.published", ["guideline": "g", "version": "1", "digest": zero, "datasets": ["d", "e"]], "unknown-subject"),
        Case("guideline.published", ["guideline": "g", "version": "1", "digest": zero, "datasets": ["d"]], nil),
        Case("operation.recorded", example("operation.recorded").with("dataset", "e"), "unknown-subject"),
        Case("operation.recorded", example("operation.recorded"), nil),
        Case("assessment.recorded", example("assessment.recorded").with("dataset", "e"), "unknown-subject"),
        Case("assessment.recorded", example("assessment.recorded"), nil),
        Case("item.synchronised", ["dataset": "d", "item": "j", "tracks": []], "unknown-subject"),
        Case("item.synchronised", ["dataset": "d", "item": "i", "tracks": []], nil),
        Case("item.quarantined", ["dataset": "d", "item": "j", "reason": "r"], "unknown-subject"),
        Case("item.quarantined", ["dataset": "d", "item": "i", "reason": "r"], nil),
        Case("item.readmitted", ["dataset": "d", "item": "j", "reason": "r"], "unknown-subject"),
        Case("gold.placed", example("gold.placed").with("item", "j"), "unknown-subject"),
        Case("gold.placed", example("gold.placed"), nil),
        Case("training.completed", by: .desk, example("training.completed").with("annotator", "eve"), "unknown-subject"),
        Case("training.completed", by: .desk, example("training.completed"), nil),
        Case("annotator.suspended", by: .desk, World.standing(Actor(.annotator, "eve")), "unknown-subject"),
        Case("annotator.suspended", by: .desk, World.standing(.net), nil),
        Case("authority.withdrawn", World.withdrawal(Actor(.authority, "court")), "unknown-subject"),
        Case("authority.withdrawn", World.withdrawal(.board), nil),
        Case(
            "credential.issued", by: .board,
            World.credential("c2", of: Actor(.annotator, "eve"), "law", from: 0, until: 1, kid: kid), "unknown-subject"),
        Case(
            "credential.presented", by: .desk,
            World.presentation(
                of: World.credential("c2", of: .bob, "law", from: 0, until: 1, kid: kid), from: Actor(.authority, "court")),
            "unknown-subject"),
        Case("credential.revoked", by: .board, World.action("c9", of: .ann, from: .board), "unknown-subject"),
        Case("credential.revoked", by: .board, World.action("c1", of: .ann, from: .board), nil),
        Case("ledger.key-retired", ["kid": .string(kid.description), "reason": "lost"], "unknown-subject"),
        Case("ledger.key-retired", ["vkey": "x", "reason": "lost"], "unknown-subject"),
        Case("ledger.key-retired", ["vkey": .string(World.vkey), "reason": "lost"], nil),
        Case("dataset.released", example("dataset.released").with("dataset", "e").with("size", 1), "unknown-subject"),
        Case("dataset.recalled", ["dataset": "d", "version": "1", "reason": "r"], "unknown-subject"),
        Case("model.trained", example("model.trained"), "unknown-subject"),
        Case("model.trained", example("model.trained").with("releases", []), nil),
        Case("system.placed", example("system.placed"), "unknown-subject"),
        Case("decision.traced", example("decision.traced"), "unknown-subject"),
        Case("report.signed", example("report.signed"), "unknown-subject"),
    ]

    @Test("what is named by an id is created once, and what an event speaks of is there", arguments: created + missing)
    func asks(_ one: Case) throws {
        let world = try World.clinic()
        #expect(try world.refusal(one.type, by: one.signer, one.data) == one.rule)
    }

    @Test("versions, sessions, releases, trainings, decisions and reports are created once, and then they are there")
    func createdOnce() throws {
        let world = try World.clinic()
        let release = Self.example("dataset.released").with("size", 5)
        let training = Self.example("model.trained").with("releases", [["dataset": "d", "version": "1.0"]])
        let report = Self.example("report.issued").with("size", 5)
        for (type, signer, data) in [
            ("guideline.published", Actor.op, ["guideline": "g", "version": "1", "digest": Self.zero, "datasets": ["d"]]),
            ("session.recorded", .ann, Self.example("session.recorded")), ("dataset.released", .op, release),
            ("model.trained", .op, training), ("decision.traced", .op, Self.example("decision.traced")),
            ("report.issued", .sealer, report),
        ] as [(String, Actor, JSONValue)] {
            #expect(try world.refusal("touchmark." + type, by: signer, data) == nil)
            #expect(try world.refusal("touchmark." + type, by: signer, data) == "already-exists", "\(type)")
        }
        try world.publish("g", "2")
        try world.say("touchmark.dataset.recalled", by: .op, ["dataset": "d", "version": "1.0", "reason": "r"])
        try world.say("touchmark.system.placed", by: .op, Self.example("system.placed"))
        let issued = try #require(world.history(Subject(.report, ["r"])).first)
        try world.say("touchmark.report.signed", by: .ann, ["report": "r", "of": issued.reference.json, "role": "officer"])
    }

    @Test("a seal, a release and a report speak of a part of the log that is there")
    func sizeAhead() throws {
        let world = try World.clinic()
        let size = Int64(world.size.value)
        for (type, signer) in [("ledger.sealed", Actor.sealer), ("dataset.released", .op), ("report.issued", .sealer)] {
            let data = Self.example(type)
            #expect(try world.refusal("touchmark." + type, by: signer, data.with("size", .integer(size + 9))) == "size-ahead")
        }
        let data = Self.example("ledger.sealed")
        #expect(try world.refusal("touchmark.ledger.sealed", by: .sealer, data.with("size", .integer(size + 1))) == "size-ahead")
        #expect(try world.refusal("touchmark.ledger.sealed", by: .sealer, data.with("size", .integer(size))) == nil)
    }

    @Test("a rule whose history is not here whole is passed over")
    func passedOver() throws {
        let world = try World.clinic()
        #expect(try world.refusal("touchmark.item.registered", by: .op, World.item("i")) == "already-exists")
        world.missing = [.item("d", "i")]
        #expect(try world.refusal("touchmark.item.registered", by: .op, World.item("i")) == nil)
        world.missing = [.policy("e")]
        #expect(try world.refusal("touchmark.item.registered", by: .op, World.item("i", in: "e")) == nil)
    }
}

@Suite("Admission: credentials and suspensions")
struct CredentialAdmissionTests {
    private static let court = Actor(.authority, "court")
    private static let presented = World.presentation(
        of: World.credential("p", of: .bob, "law", from: 0, until: 99, kid: World.key("annotator:bob").publicKey.thumbprint),
        from: .board)

    @Test("only the issuing authority ends what it issued", arguments: ["suspended", "revoked"])
    func issuedBySomebodyElse(_ verb: String) throws {
        let world = try World.clinic()
        try world.recognise(Self.court, ["law"])
        let type = "touchmark.credential.\(verb)"
        let data = World.action("c1", of: .ann, from: .board)
        #expect(try world.refusal(type, by: Self.court, data) == "not-its-own")
        #expect(try world.refusal(type, by: Self.court, World.action("c1", of: .ann, from: Self.court)) == "unknown-subject")
        #expect(try world.refusal(type, by: .op, data) == "not-its-own")
        #expect(try world.refusal(type, by: .board, World.action("c1", of: .bob, from: .board)) == "other-annotator")
        #expect(try world.refusal(type, by: .board, data) == nil)
    }

    @Test("the operator ends what was presented")
    func presentedEnds() throws {
        let world = try World.clinic()
        try world.say("touchmark.credential.presented", by: .desk, Self.presented)
        #expect(try world.refusal("touchmark.credential.revoked", by: .op, World.action("p", of: .bob, from: .board)) == nil)
    }

    @Test("a credential is presented by its holder or a registrar")
    func presentedBy() throws {
        let world = try World.clinic()
        #expect(try world.refusal("touchmark.credential.presented", by: .ann, Self.presented) == "not-its-own")
        #expect(try world.refusal("touchmark.credential.presented", by: .op, Self.presented) == "signer-kind")
        #expect(try world.refusal("touchmark.credential.presented", by: .bob, Self.presented) == nil)
    }

    @Test("a withdrawn authority issues nothing more but may still revoke")
    func withdrawn() throws {
        let world = try World.clinic()
        try world.say("touchmark.authority.withdrawn", by: .op, World.withdrawal(.board, effective: 20))
        try world.issue("c2")
        world.clock = World.day(20)
        let data = World.credential("c3", of: .ann, "medicine", from: 0, until: 9, kid: world.key(of: .ann).publicKey.thumbprint)
        #expect(try world.refusal("touchmark.credential.issued", by: .board, data) == "authority-withdrawn")
        #expect(try world.refusal("touchmark.credential.revoked", by: .board, World.action("c1", of: .ann, from: .board)) == nil)
    }

    @Test("a key that an authority's compromised key brought in signs nothing more; one that the operator brought in does")
    func descendedKey() throws {
        let world = try World.clinic()
        let board = Actor.board
        let first = world.key(of: board).publicKey.thumbprint
        let (second, third) = (World.key("second"), World.key("third"))
        let added = { (key: PrivateKey) in
            World.introduction(key, of: board).merging(["authority": "board", "reason": "another desk"])
        }
        try world.say("touchmark.authority.key-added", by: board, added(second))
        try world.say("touchmark.authority.key-added", by: .op, added(third))
        let issue = { (id: String, key: PrivateKey) in
            try world.refusal(
                "touchmark.credential.issued", by: board,
                World.credential(id, of: .bob, "law", from: 0, until: 99, kid: Self.bob), key: key)
        }
        #expect(try issue("before", second) == nil)
        let revocation: JSONValue = ["authority": "board", "kid": .string(first.description), "reason": "compromised"]
        try world.say("touchmark.authority.key-revoked", by: .op, World.dated(revocation, 9))
        #expect(try issue("second", second) == "key-ended")
        #expect(try issue("third", third) == nil)
    }

    private static let bob = World.key("annotator:bob").publicKey.thumbprint

    @Test("whoever suspended reinstates, and nobody else")
    func reinstatement() throws {
        let world = try World.clinic()
        let type = "touchmark.annotator.reinstated"
        #expect(try world.refusal(type, by: .op, World.standing(.ann)) == "not-suspended")
        try world.suspend(.ann, by: .desk)
        #expect(try world.refusal(type, by: .op, World.standing(.ann)) == "not-suspended")
        #expect(try world.refusal(type, by: .desk, World.standing(.ann)) == nil)
        #expect(try world.refusal(type, by: .desk, World.standing(.ann)) == "not-suspended")

        let action = World.action("c1", of: .ann, from: .board)
        #expect(try world.refusal("touchmark.credential.reinstated", by: .board, action) == "not-suspended")
        try world.act("suspended", "c1")
        #expect(try world.refusal("touchmark.credential.reinstated", by: .board, action) == nil)
    }

    @Test("a reinstatement that is still to come can be said anew, until one holds")
    func reinstatementToCome() throws {
        let world = try World.clinic()
        let type = "touchmark.credential.reinstated"
        let now = World.action("c1", of: .ann, from: .board)
        try world.act("suspended", "c1")
        try world.act("reinstated", "c1", effective: 200)
        world.clock = World.day(150)
        #expect(try world.refusal(type, by: .board, now) == nil)
        #expect(try world.refusal(type, by: .board, now) == "not-suspended")
        try world.act("suspended", "c1")
        try world.act("reinstated", "c1", effective: 300)
        world.clock = World.day(300)
        #expect(try world.refusal(type, by: .board, now) == "not-suspended", "it holds by now")
    }

    @Test("a session is recorded by its annotator or a connector")
    func session() throws {
        let world = try World.clinic()
        let data = VocabularyExample.judgements.first { $0.type == "touchmark.session.recorded" }?.required ?? [:]
        #expect(try world.refusal("touchmark.session.recorded", by: .bob, data) == "not-its-own")
        #expect(try world.refusal("touchmark.session.recorded", by: .ann, data) == nil)
        #expect(try world.refusal("touchmark.session.recorded", by: .studio, data.with("session", "t")) == nil)
    }
}
