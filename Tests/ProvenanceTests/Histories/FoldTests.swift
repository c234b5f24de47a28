import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("Folds")
struct FoldTests {
    @Test("a policy holds from the entry after it on")
    func policies() throws {
        let world = World()
        try world.open("refuse")
        let second = try world.say(
            "touchmark.ledger.policy-set", by: .op, ["policy": ["enforcement": "record", "clockToleranceSeconds": 5]])
        let ledger = try #require(world.fold(LedgerHistory.self, of: .ledger))
        #expect(ledger.origin == World.origin)
        #expect(ledger.policy(at: EntryIndex(0)) == nil)
        #expect(ledger.policy(at: second.index)?.enforcement == .refuse)
        #expect(ledger.policy(at: second.index.next)?.enforcement == .record)
    }

    @Test("a guideline that states no time is in force always, and can have been followed since it was published")
    func guidelines() throws {
        let world = try World.clinic()
        let silent = try world.publish("g")
        let stating = try world.say(
            "touchmark.guideline.published", by: .op,
            [
                "guideline": "g", "version": "2", "digest": .string(Digest.zero.contentDigest), "datasets": ["d"],
                "effective": .string(World.day(5).description),
            ])
        let versions = try #require(world.fold(GuidelineHistory.self, of: .guideline("g"))).versions
        let (first, second) = (try #require(versions[silent.reference]), try #require(versions[stating.reference]))
        #expect(first.isInForce(at: World.day(0)) && first.begin == silent.recorded)
        #expect(!second.isInForce(at: World.day(4)) && second.isInForce(at: World.day(5)) && second.begin == World.day(5))
    }

    @Test("an item has one registration, and is in quarantine from the last that says so until it is readmitted")
    func items() throws {
        let world = try World.clinic()
        let registration = try #require(world.history(.item("d", "i")).first)
        let statement = { (reason: String) -> JSONValue in ["dataset": "d", "item": "i", "reason": .string(reason)] }
        try world.say("touchmark.item.quarantined", by: .op, statement("consent"))
        let second = try world.say("touchmark.item.quarantined", by: .op, statement("a face"))
        #expect(try world.refusal("touchmark.item.registered", by: .op, World.item("i")) == "already-exists")
        try world.force("touchmark.item.registered", by: .op, World.item("i"))
        let item = try #require(world.fold(ItemHistory.self, of: .item("d", "i")))
        #expect(item.registration == registration.reference)
        let entries = world.history(.item("d", "i"))
        #expect(Quarantine(after: entries) == Quarantine(index: second.index, reason: "a face"))
        let readmission = try world.say("touchmark.item.readmitted", by: .op, statement("asked again"))
        #expect(Quarantine(after: entries + [readmission]) == nil)
    }

    @Test("nothing takes back the compromise of a log's key")
    func logKeyEnds() throws {
        let world = World()
        try world.open()
        #expect(world.fold(LedgerHistory.self, of: .ledger)?.logKeys.first?.end == nil)
        for reason in ["rotated", "compromised", "rotated"] {
            try world.say(
                "touchmark.ledger.key-retired", by: .op, ["vkey": .string(World.vkey), "reason": .string(reason)])
        }
        #expect(world.fold(LedgerHistory.self, of: .ledger)?.logKeys.map(\.end?.reason) == [.compromised])
    }

    @Test("an officer's key that is introduced again keeps its end")
    func officerKeyAgain() throws {
        let world = try World.clinic()
        let kid = world.key(of: .desk).publicKey.thumbprint
        try world.say("touchmark.ledger.key-retired", by: .op, ["kid": .string(kid.description), "reason": "compromised"])
        let again = World.introduction(world.key(of: .desk), of: .desk).merging(["role": "registrar", "id": "desk"])
        try world.force("touchmark.ledger.key-added", by: .op, again)
        #expect(world.fold(LedgerHistory.self, of: .ledger)?.officerKeys[kid]?.key.ends.count == 1)
    }

    @Test("a claimed time is beyond the tolerance by the policy in force for its entry, and never where there is none")
    func tolerance() throws {
        let world = try World.clinic()
        let claimed = try world.assert()
        try world.say(
            "touchmark.ledger.policy-set", by: .op, ["policy": ["enforcement": "record", "clockToleranceSeconds": 10]])
        let ledger = try #require(world.fold(LedgerHistory.self, of: .ledger))
        let logged = { (index: EntryIndex, seconds: Int64) in
            LoggedEvent(
                index: index, recorded: Timestamp(microseconds: claimed.event.time.microseconds + seconds * 1_000_000),
                signed: claimed.signed)
        }
        for (seconds, then, later) in [(-301, true, true), (-300, false, true), (10, false, false), (301, true, true)] {
            #expect(ledger.isBeyondTolerance(logged(claimed.index, Int64(seconds))) == then, "\(seconds) s")
            #expect(ledger.isBeyondTolerance(logged(world.size.nextIndex, Int64(seconds))) == later, "\(seconds) s")
        }
        #expect(!ledger.isBeyondTolerance(logged(EntryIndex(0), 100_000)))
    }

    @Test("an event touches a label that is not its own without changing it")
    func otherLabels() throws {
        let world = try World.clinic()
        let a = try world.assert("a")
        let b = try world.assert("b", by: .bob)
        try world.say("touchmark.relation.asserted", by: .ann, world.relation("o", from: "a", to: "b"))
        try world.adjudicate("z", among: [a, b], by: .ann)
        #expect(world.history(.label("d", "i", "a")).count == 3)
        #expect(world.fold(LabelHistory.self, of: .label("d", "i", "a"))?.head?.reference == a.reference)
        #expect(world.fold(LabelHistory.self, of: .label("d", "i", "o"))?.head?.kind == .related)
        #expect(world.fold(LabelHistory.self, of: .label("d", "i", "z"))?.head?.kind == .adjudicated)
    }

    @Test("ancestry goes from a key to the one that was enrolled")
    func ancestry() throws {
        let world = try World.clinic()
        let first = world.key(of: .ann).publicKey.thumbprint
        try world.rotate(.ann, to: World.key("second"))
        try world.rotate(.ann, to: World.key("third"))
        let standing = try #require(world.fold(StandingHistory.self, of: Actor.ann.standingSubject))
        let names = ["third", "second"].map { World.key($0).publicKey.thumbprint } + [first]
        #expect(standing.keys.ancestry(of: names[0]).map(\.key.thumbprint) == names)
        #expect(standing.keys.ancestry(of: first).map(\.key.thumbprint) == [first])
        #expect(standing.keys.ancestry(of: World.key("stray").publicKey.thumbprint).isEmpty)
    }

    @Test("a loop of rotations is refused; in a log that has one, the fold ends and its keys are nobody's")
    func rotationLoop() throws {
        let world = try World.clinic()
        let (one, other) = (World.key("one"), World.key("other"))
        let type = "touchmark.annotator.key-rotated"
        #expect(try world.refusal(type, by: .ann, World.rotation(.ann, to: one), key: other) == "unknown-signer")
        #expect(
            try world.refusal(type, by: .ann, World.rotation(.ann, to: world.key(of: .ann))) == "key-taken")
        for (signer, key) in [(one, other), (other, one)] {
            world.use(signer, for: .ann)
            try world.force(type, by: .ann, World.rotation(.ann, to: key))
        }
        let standing = try #require(world.fold(StandingHistory.self, of: Actor.ann.standingSubject))
        for key in [one, other] {
            #expect(standing.keys.ancestry(of: key.publicKey.thumbprint).count <= 2)
            world.use(key, for: .ann)
            let label = try world.force("touchmark.label.asserted", by: .ann, world.statement("l"))
            #expect(try world.verdicts(on: label)?.now.verdict == .unknownSigner)
        }
    }

    @Test("the key that an event brings in is known, with its owner", arguments: VocabularyExample.all)
    func introducedKeys(_ example: VocabularyExample) throws {
        let body = try example.payload(example.full).decode().body
        let brings = example.full["jwk"] != nil || example.full["operator"] != nil
        #expect((body.introducedKey != nil) == brings)
    }
}
