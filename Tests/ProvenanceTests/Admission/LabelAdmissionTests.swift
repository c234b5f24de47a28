import Primitives
import Testing

@testable import Provenance

@Suite("Admission: labels")
struct LabelAdmissionTests {
    @Test("nobody overwrites anybody unseen")
    func headMoved() throws {
        let world = try World.clinic()
        let first = try world.assert()
        let second = try world.revise(of: first, by: .bob)
        guard
            case .refused(let refusal) = try world.submit(
                "touchmark.label.revised", by: .ann, world.revision("l", of: first, "maybe"))
        else { return #expect(Bool(false)) }
        #expect(refusal.rule == "head-moved")
        #expect(refusal.kind == .conflict)
        #expect(refusal.head == second.reference)
        #expect(try world.refusal("touchmark.label.withdrawn", by: .bob, World.withdrawal("l", of: first)) == "head-moved")
        #expect(try world.refusal("touchmark.review.recorded", by: .ann, World.review("l", of: first)) == "head-moved")
        #expect(try world.refusal("touchmark.label.revised", by: .ann, world.revision("l", of: second, "maybe")) == nil)
    }

    @Test("a head cited by its id with another digest is not the head")
    func forgedReference() throws {
        let world = try World.clinic()
        let first = try world.assert()
        let forged: JSONValue = ["id": .string(first.event.id.description), "digest": .string(Digest.zero.contentDigest)]
        guard
            case .refused(let refusal) = try world.submit(
                "touchmark.label.revised", by: .ann, world.statement("l").with("revises", forged))
        else { return #expect(Bool(false)) }
        #expect(refusal.rule == "head-moved")
        #expect(refusal.sentence.hasPrefix("The digest cited is not that of the label's head"))
    }

    @Test("a label is asserted once; only a suggestion may come before")
    func assertedOnce() throws {
        let world = try World.clinic()
        try world.suggest()
        let head = try world.assert()
        #expect(try world.refusal("touchmark.label.asserted", by: .bob, world.statement("l")) == "label-exists")
        #expect(try world.refusal("touchmark.label.suggested", by: .net, world.statement("l")) == "label-exists")
        try world.withdraw(of: head)
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("l")) == "label-exists")
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("m")) == nil)
    }

    @Test("a suggestion is not suggested again, nor ranked over")
    func rankedAndRelated() throws {
        let world = try World.clinic()
        try world.assert("a")
        try world.assert("b", by: .bob)
        let ranking = World.address("a").merging([
            "on": world.on(), "responses": [["id": "x", "digest": VocabularyExample.digest, "model": "m"]],
            "rankings": [["criterion": "tone", "order": ["x"]]],
        ])
        #expect(try world.refusal("touchmark.preference.ranked", by: .ann, ranking) == "label-exists")
        #expect(try world.refusal("touchmark.preference.ranked", by: .ann, ranking.with("label", "r")) == nil)
        #expect(try world.refusal("touchmark.relation.asserted", by: .ann, world.relation("o", from: "a", to: "b")) == nil)
        #expect(
            try world.refusal("touchmark.relation.asserted", by: .ann, world.relation("o", from: "b", to: "a")) == "label-exists")
    }

    @Test("a label that is not there is neither revised, withdrawn, reviewed nor adjudicated")
    func noLabel() throws {
        let world = try World.clinic()
        let other = try world.assert("m")
        #expect(try world.refusal("touchmark.label.revised", by: .ann, world.revision("l", of: other)) == "no-label")
        #expect(try world.refusal("touchmark.label.withdrawn", by: .ann, World.withdrawal("l", of: other)) == "no-label")
        #expect(try world.refusal("touchmark.review.recorded", by: .bob, World.review("l", of: other)) == "no-label")
        let among: JSONValue = [["label": "l", "event": other.reference.json]]
        #expect(
            try world.refusal(
                "touchmark.adjudication.decided", by: .bob, World.adjudication("z", among: [other]).with("among", among))
                == "no-label")
    }

    @Test("a label keeps its question")
    func otherQuestion() throws {
        let world = try World.clinic()
        let head = try world.assert()
        #expect(
            try world.refusal("touchmark.label.revised", by: .ann, world.revision("l", of: head, name: "side"))
                == "other-question")
        #expect(
            try world.refusal("touchmark.label.withdrawn", by: .ann, World.withdrawal("l", of: head, name: "side"))
                == "other-question")
        #expect(
            try world.refusal("touchmark.review.recorded", by: .bob, World.review("l", of: head, name: "side"))
                == "other-question")
        #expect(try world.refusal("touchmark.label.revised", by: .ann, world.revision("l", of: head)) == nil)
    }

    @Test("nobody reviews a label of their own, also not one they revised")
    func ownLabel() throws {
        let world = try World.clinic()
        let first = try world.assert()
        #expect(try world.refusal("touchmark.review.recorded", by: .ann, World.review("l", of: first)) == "own-label")
        #expect(try world.refusal("touchmark.review.recorded", by: .bob, World.review("l", of: first)) == nil)
        let second = try world.revise(of: first, by: .bob)
        #expect(try world.refusal("touchmark.review.recorded", by: .bob, World.review("l", of: second)) == "own-label")
        #expect(try world.refusal("touchmark.review.recorded", by: .ann, World.review("l", of: second)) == nil)
    }

    @Test("a label is withdrawn by its author or the operator")
    func notItsAuthor() throws {
        let world = try World.clinic()
        let mine = try world.assert("a")
        #expect(try world.refusal("touchmark.label.withdrawn", by: .bob, World.withdrawal("a", of: mine)) == "not-its-author")
        #expect(try world.refusal("touchmark.label.withdrawn", by: .ann, World.withdrawal("a", of: mine)) == nil)
        let other = try world.assert("b")
        #expect(try world.refusal("touchmark.label.withdrawn", by: .op, World.withdrawal("b", of: other)) == nil)
    }

    @Test("an adjudication names heads, and makes a label of its own or decides on one of these")
    func adjudication() throws {
        let world = try World.clinic()
        let old = try world.assert("a")
        let head = try world.revise("a", of: old)
        let other = try world.assert("b", by: .bob)
        let third = try world.assert("c", by: .bob)
        func refusal(_ label: String, among heads: [LoggedEvent]) throws -> String? {
            try world.refusal("touchmark.adjudication.decided", by: .bob, World.adjudication(label, among: heads))
        }
        #expect(try refusal("z", among: [old, other]) == "head-moved")
        #expect(try refusal("c", among: [head, other]) == "label-exists")
        #expect(try refusal("z", among: [head, other]) == nil)
        #expect(try refusal("c", among: [head, third]) == nil)
        #expect(world.fold(LabelHistory.self, of: .label("d", "i", "a"))?.head?.reference == head.reference)
    }

    @Test("a label is on the registration of its item")
    func item() throws {
        let world = try World.clinic()
        try world.register("j")
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("l", item: "k")) == "unknown-item")
        #expect(
            try world.refusal("touchmark.label.asserted", by: .ann, world.statement("l").with("on", world.on("j")))
                == "other-item")
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("l")) == nil)
    }

    @Test("a guideline is cited only in a dataset that it was published for")
    func guideline() throws {
        let world = try World.clinic()
        try world.define("e")
        let here = try world.publish("g")
        let there = try world.publish("h", for: ["e"])
        #expect(
            try world.refusal("touchmark.label.asserted", by: .ann, world.statement("l").with("guideline", there.reference.json))
                == "unknown-guideline")
        #expect(
            try world.refusal("touchmark.label.asserted", by: .ann, world.statement("l").with("guideline", here.reference.json))
                == nil)
    }

    @Test("what is accepted is a suggestion for the same question")
    func accepts() throws {
        let world = try World.clinic()
        let suggestion = try world.suggest("s")
        let other = try world.suggest("o", name: "side")
        let assertion = try world.assert("m")
        for cited in [other, assertion] {
            #expect(
                try world.refusal(
                    "touchmark.label.asserted", by: .ann, world.statement("l").with("accepts", cited.reference.json))
                    == "unknown-suggestion")
        }
        #expect(
            try world.refusal(
                "touchmark.label.asserted", by: .ann, world.statement("l").with("accepts", suggestion.reference.json))
                == nil)
    }

    @Test("a relation has two ends that are there")
    func relation() throws {
        let world = try World.clinic()
        try world.assert("a")
        #expect(try world.refusal("touchmark.relation.asserted", by: .ann, world.relation("o", from: "a", to: "b")) == "no-label")
        try world.assert("b")
        #expect(try world.refusal("touchmark.relation.asserted", by: .ann, world.relation("o", from: "a", to: "b")) == nil)
    }

    @Test("where the dataset refuses, an adverse verdict is the refusal; where it records, the label is admitted")
    func enforcement() throws {
        let world = try World.clinic(credential: false)
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("a")) == nil)
        try world.require(["labels": "*", "competence": "medicine/radiology"], enforcement: "refuse")
        guard case .refused(let refusal) = try world.submit("touchmark.label.asserted", by: .ann, world.statement("b"))
        else { return #expect(Bool(false)) }
        #expect(refusal.rule == "uncertified")
        #expect(refusal.kind == .forbidden)
        #expect(try world.refusal("touchmark.label.suggested", by: .net, world.statement("m")) == nil)
        try world.issue("late")
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("b")) == nil)
    }

    @Test("the ledger's enforcement holds where the dataset says none, and its own goes before")
    func ledgerEnforcement() throws {
        let world = try World.clinic(enforcement: "refuse", credential: false)
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("a")) == "uncertified")
        try world.require(["labels": "*", "competence": "medicine/radiology"], enforcement: "record")
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("a")) == nil)
        try world.require(["labels": "*", "competence": "medicine/radiology"])
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("b")) == "uncertified")
        try world.say(
            "touchmark.ledger.policy-set", by: .op, ["policy": ["enforcement": "record", "clockToleranceSeconds": 1]])
        #expect(try world.refusal("touchmark.label.asserted", by: .ann, world.statement("b")) == nil)
    }

    @Test("of a review and a withdrawal no competence is asked, but key and standing are")
    func enforcementOnReviews() throws {
        let world = try World.clinic(enforcement: "refuse")
        let head = try world.assert()
        #expect(try world.refusal("touchmark.review.recorded", by: .bob, World.review("l", of: head)) == nil)
        try world.suspend(.bob)
        try world.suspend(.ann)
        #expect(try world.refusal("touchmark.review.recorded", by: .bob, World.review("l", of: head)) == "suspended")
        #expect(try world.refusal("touchmark.label.withdrawn", by: .ann, World.withdrawal("l", of: head)) == "suspended")
        #expect(try world.refusal("touchmark.label.withdrawn", by: .op, World.withdrawal("l", of: head)) == nil)
    }
}

@Suite("Admission: erasure")
struct ErasureAdmissionTests {
    private static let digest = Digest(hashing: "disclosure").base64URL

    private static func erasure(of entry: LoggedEvent, _ subjects: [String], _ digests: [String]) -> JSONValue {
        [
            "event": entry.reference.json, "subjects": .array(subjects.map { .string($0) }),
            "digests": .array(digests.map { .string($0) }), "legalBasis": "Article 17",
        ]
    }

    @Test("names an event as the log has it")
    func names() throws {
        let world = try World.clinic()
        let sealed = try world.say(
            "touchmark.annotator.suspended", by: .op,
            ["kind": "annotator", "id": "ann", "_sd": [.string(Self.digest)]])
        func refusal(_ data: JSONValue) throws -> String? {
            try world.refusal("touchmark.disclosure.erased", by: .op, data)
        }
        let right = Self.erasure(of: sealed, ["annotator:ann"], [Self.digest])
        #expect(try refusal(Self.erasure(of: sealed, ["annotator:bob"], [Self.digest])) == "erasure")
        #expect(try refusal(Self.erasure(of: sealed, ["annotator:ann", "annotator:bob"], [Self.digest])) == "erasure")
        #expect(try refusal(Self.erasure(of: sealed, ["annotator:ann"], [Digest.zero.base64URL])) == "erasure")
        let otherID: JSONValue = [
            "id": .string(world.nextID().description), "digest": .string(sealed.reference.digest.contentDigest),
        ]
        #expect(try refusal(right.with("event", otherID)) == "erasure")
        let otherDigest: JSONValue = ["id": .string(sealed.event.id.description), "digest": .string(Digest.zero.contentDigest)]
        #expect(try refusal(right.with("event", otherDigest)) == "erasure")
        world.knowsEveryEvent = false
        #expect(try refusal(right.with("event", otherID)) == nil)
        #expect(try refusal(right) == nil)
    }

    @Test("lists the other subjects in any order, the primary first")
    func order() throws {
        let world = try World.clinic()
        let sealed = try world.assert(adding: ["_sd": [.string(Self.digest)]])
        let others = ["dataset:d", "question:d/i/finding", "labels:d/i"]
        let type = "touchmark.disclosure.erased"
        #expect(try world.refusal(type, by: .op, Self.erasure(of: sealed, others + ["label:d/i/l"], [Self.digest])) == "erasure")
        #expect(try world.refusal(type, by: .op, Self.erasure(of: sealed, ["label:d/i/l"] + others, [Self.digest])) == nil)
        #expect(world.fold(LabelHistory.self, of: .label("d", "i", "l"))?.head?.reference == sealed.reference)
    }
}
