import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("Admission: opening and signers")
struct SignerAdmissionTests {
    @Test("the first entry opens the ledger")
    func firstEntry() throws {
        let world = World()
        #expect(try world.refusal("touchmark.dataset.defined", by: .op, World.definition("d")) == "not-opened")
        #expect(try world.refusal("touchmark.ledger.opened", by: .op, World.opening()) == nil)
    }

    @Test("a ledger is opened once")
    func openedOnce() throws {
        let world = World()
        try world.open()
        #expect(try world.refusal("touchmark.ledger.opened", by: .op, World.opening()) == "already-opened")
    }

    @Test("the opening is signed by the operator it names, with a proven key, for a log key of this origin")
    func opening() throws {
        let witness = CosignatureSigner(name: World.origin, key: World.key("log")).vkey.text
        let foreign = LogSigner(origin: "other.example", key: World.key("log")).vkey.text
        let proof = World.introduction(World.key("operator:op"), of: .op, ledger: "other.example")["proof"]
        let operatorData = World.opening()["operator"] ?? [:]
        for change: JSONValue in [
            ["vkey": .string(witness)], ["vkey": .string(foreign)], ["vkey": "nonsense"],
            ["operator": operatorData.with("proof", proof)], ["operator": operatorData.with("id", "else")],
        ] {
            #expect(
                try World().refusal("touchmark.ledger.opened", by: .op, World.opening().merging(change)) == "opening",
                "\(change)")
        }
        #expect(try World().refusal("touchmark.ledger.opened", by: .op, World.opening(), key: World.key("x")) == "opening")
    }

    @Test("an event is for this ledger")
    func anotherLedger() throws {
        let world = World()
        try world.open()
        guard
            case .refused(let refusal) = try world.submit(
                "touchmark.dataset.defined", by: .op, World.definition("d"), ledger: "ledger.example/other")
        else { return #expect(Bool(false)) }
        #expect(refusal.rule == "another-ledger")
    }

    @Test("an id is used once")
    func idTaken() throws {
        let world = World()
        try world.open()
        let first = try world.define()
        guard
            case .refused(let refusal) = try world.submit(
                "touchmark.dataset.defined", by: .op, World.definition("e"), id: first.event.id)
        else { return #expect(Bool(false)) }
        #expect(refusal.rule == "id-taken")
        #expect(refusal.kind == .conflict)
    }

    @Test("a kind of actor signs only what the vocabulary lets it sign")
    func signerKind() throws {
        let world = try World.clinic()
        #expect(try world.refusal("touchmark.dataset.defined", by: .ann, World.definition("e")) == "signer-kind")
        #expect(try world.refusal("touchmark.label.asserted", by: .op, world.statement("l")) == "signer-kind")
        #expect(try world.refusal("touchmark.label.asserted", by: .net, world.statement("l")) == "signer-kind")
        #expect(try world.refusal("touchmark.label.suggested", by: .ann, world.statement("l")) == "signer-kind")
        #expect(
            try world.refusal("touchmark.annotator.enrolled", by: .sealer, World.enrolment(Actor(.annotator, "c")))
                == "signer-kind")
        #expect(try world.refusal("touchmark.annotator.enrolled", by: .desk, World.enrolment(Actor(.annotator, "c"))) == nil)
    }

    @Test("nobody signs with the key of another, nor with a key that was never introduced")
    func unknownSigner() throws {
        let world = try World.clinic()
        let ann = world.key(of: .ann)
        for (actor, key) in [
            (Actor.bob, ann), (Actor(.annotator, "eve"), ann), (.ann, World.key("stray")), (.studio, ann),
            (Actor(.annotator, "eve"), World.key("annotator:eve")),
        ] {
            guard
                case .refused(let refusal) = try world.submit(
                    "touchmark.label.asserted", by: actor, world.statement("l"), key: key)
            else { return #expect(Bool(false), "\(actor)") }
            #expect(refusal.rule == "unknown-signer")
            #expect(refusal.kind == .unauthenticated)
        }
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("l")) == nil)
        #expect(
            try world.refusal("touchmark.dataset.defined", by: .op, World.definition("e"), key: world.key(of: .desk))
                == "unknown-signer")
        #expect(
            try world.refusal(
                "touchmark.dataset.defined", by: Actor(.operator, "desk"), World.definition("e"), key: world.key(of: .desk))
                == "unknown-signer")
    }

    @Test("an officer's key that was retired signs nothing from its end on", arguments: ["rotated", "lost", "compromised"])
    func officerKeyEnded(_ reason: String) throws {
        let world = try World.clinic()
        let kid = world.key(of: .desk).publicKey.thumbprint
        let retirement: JSONValue = ["kid": .string(kid.description), "reason": .string(reason)]
        try world.say("touchmark.ledger.key-retired", by: .op, World.dated(retirement, 20))
        let enrolment = World.enrolment(Actor(.annotator, "c"))
        #expect(try world.refusal("touchmark.annotator.enrolled", by: .desk, enrolment) == nil)
        world.clock = World.day(20)
        #expect(
            try world.refusal("touchmark.annotator.enrolled", by: .desk, World.enrolment(Actor(.annotator, "e"))) == "key-ended")
    }

    @Test("an authority's revoked key signs nothing; its new key does")
    func authorityKeyEnded() throws {
        let world = try World.clinic()
        let new = World.key("board's second")
        try world.say(
            "touchmark.authority.key-added", by: .board,
            World.introduction(new, of: .board).merging(["authority": "board", "reason": "yearly"]))
        let old = world.key(of: .board).publicKey.thumbprint
        try world.say(
            "touchmark.authority.key-revoked", by: .board,
            ["authority": "board", "kid": .string(old.description), "reason": "retired"])
        let data = World.credential("c2", of: .bob, "medicine", from: 0, until: 9, kid: old)
        #expect(try world.refusal("touchmark.credential.issued", by: .board, data) == "key-ended")
        #expect(try world.refusal("touchmark.credential.issued", by: .board, data, key: new) == nil)
    }

    @Test("an annotator's ended key signs nothing but what a verdict will speak of")
    func annotatorKeyEnded() throws {
        let world = try World.clinic()
        try world.revoke(.ann, world.key(of: .ann).publicKey.thumbprint, "lost")
        let rotation = World.rotation(.ann, to: World.key("second"))
        #expect(try world.refusal("touchmark.annotator.key-rotated", by: .ann, rotation) == "key-ended")
        #expect(try world.refusal("touchmark.annotator.key-rotated", by: .bob, World.rotation(.bob, to: World.key("b2"))) == nil)
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("l")) == nil)
    }
}

@Suite("Admission: keys")
struct KeyAdmissionTests {
    @Test("a key belongs to one actor, once")
    func keyTaken() throws {
        let world = try World.clinic()
        let ann = world.key(of: .ann)
        let eve = Actor(.annotator, "eve")
        let stolen = World.introduction(ann, of: eve).merging(["kind": "annotator", "id": "eve", "custody": "holder"])
        #expect(try world.refusal("touchmark.annotator.enrolled", by: .op, stolen) == "key-taken")
        #expect(try world.refusal("touchmark.annotator.enrolled", by: .op, World.enrolment(eve)) == nil)

        let officer = World.introduction(world.key(of: .op), of: .desk).merging(["role": "registrar", "id": "desk"])
        #expect(try world.refusal("touchmark.ledger.key-added", by: .op, officer) == "key-taken")
        #expect(try world.refusal("touchmark.annotator.key-rotated", by: .ann, World.rotation(.ann, to: ann)) == "key-taken")
    }

    @Test("a key is proven by itself, for this actor, in this ledger")
    func unproven() throws {
        let world = try World.clinic()
        let eve = Actor(.annotator, "eve")
        let key = World.key("annotator:eve")
        for proof in [
            World.introduction(key, of: eve, ledger: "other")["proof"], World.introduction(key, of: .bob)["proof"],
            World.introduction(World.key("x"), of: eve)["proof"], "a.b.c",
        ] {
            let data = World.enrolment(eve).with("proof", proof)
            #expect(try world.refusal("touchmark.annotator.enrolled", by: .op, data) == "key-unproven")
        }
        #expect(try world.refusal("touchmark.annotator.enrolled", by: .op, World.enrolment(eve)) == nil)
    }

    @Test("a log key is one of this origin, and new")
    func logKey() throws {
        let world = try World.clinic()
        func refusal(_ vkey: String) throws -> String? {
            try world.refusal("touchmark.ledger.key-added", by: .op, ["role": "log", "vkey": .string(vkey)])
        }
        #expect(try refusal("nonsense") == "log-key")
        #expect(try refusal(LogSigner(origin: "other", key: World.key("log 2")).vkey.text) == "log-key")
        #expect(try refusal(CosignatureSigner(name: World.origin, key: World.key("log 2")).vkey.text) == "log-key")
        #expect(try refusal(World.vkey) == "key-taken")
        #expect(try refusal(LogSigner(origin: World.origin, key: World.key("log 2")).vkey.text) == nil)
    }

    @Test("a key revokes only itself, and from now on; the operator revokes any, and from when it was")
    func onlyItself() throws {
        let world = try World.clinic()
        let first = world.key(of: .ann).publicKey.thumbprint
        try world.rotate(.ann, to: World.key("second"))
        let second = world.key(of: .ann).publicKey.thumbprint
        func refusal(_ kid: KeyThumbprint, by actor: Actor, effective: Int64? = nil) throws -> String? {
            try world.refusal(
                "touchmark.annotator.key-revoked", by: actor, World.revocation(.ann, kid, "lost", effective: effective))
        }
        #expect(try refusal(first, by: .ann) == "only-itself")
        #expect(try refusal(second, by: .ann, effective: 1) == "only-itself")
        #expect(try refusal(second, by: .bob) == "not-its-own")
        #expect(try refusal(first, by: .desk, effective: 1) == nil)
        #expect(try refusal(second, by: .ann) == nil)
        #expect(try refusal(world.key(of: .bob).publicKey.thumbprint, by: .op) == "unknown-subject")
    }

    @Test("an authority's key revokes only itself, too")
    func authorityOnlyItself() throws {
        let world = try World.clinic()
        let kid = world.key(of: .board).publicKey.thumbprint
        let data: JSONValue = ["authority": "board", "kid": .string(kid.description), "reason": "compromised"]
        #expect(try world.refusal("touchmark.authority.key-revoked", by: .board, World.dated(data, 1)) == "only-itself")
        #expect(try world.refusal("touchmark.authority.key-revoked", by: .op, World.dated(data, 1)) == nil)
    }

    @Test("only the holder rotates")
    func rotation() throws {
        let world = try World.clinic()
        let data = World.rotation(.ann, to: World.key("second"))
        #expect(try world.refusal("touchmark.annotator.key-rotated", by: .bob, data) == "not-its-own")
        #expect(try world.refusal("touchmark.annotator.key-rotated", by: .ann, data) == nil)
    }
}
