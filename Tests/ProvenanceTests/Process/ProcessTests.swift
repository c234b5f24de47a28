import Primitives
import Testing

@testable import Provenance

@Suite("Process")
struct ProcessTests {
    private static func states(_ world: World) throws -> [ProcessState] {
        try Process.findings(on: world.history(.question("d", "i", "finding")), at: world.size, in: world).map(\.state)
    }

    private static func sentences(_ world: World) throws -> [String] {
        try Process.findings(on: world.history(.question("d", "i", "finding")), at: world.size, in: world).map(\.sentence)
    }

    @Test("is not spoken of where nothing is asked, nobody has answered, or the policy is not here")
    func silent() throws {
        let world = try World.clinic()
        #expect(try Self.states(world) == [])
        try world.assert()
        #expect(try Self.states(world) == [])
        try world.require(["labels": "*", "annotationsPerItem": 1])
        #expect(try Self.states(world) == [.met])
        world.missing = [.policy("d")]
        #expect(try Self.states(world) == [])
    }

    @Test("annotations are counted by people, not by labels, and machines do not count")
    func annotations() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "annotationsPerItem": 2])
        try world.suggest("s")
        #expect(try Self.states(world) == [.open])
        try world.assert("a")
        try world.assert("b")
        #expect(try Self.sentences(world) == ["annotations by different people: 1 of 2"])
        let other = try world.assert("c", by: .bob)
        #expect(try Self.states(world) == [.met])
        try world.withdraw("c", of: other, by: .bob)
        #expect(try Self.states(world) == [.open])
    }

    @Test("reviews count for the head they are of")
    func reviews() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "reviews": 1])
        let first = try world.assert()
        #expect(try Self.states(world) == [.open])
        try world.review(of: first, by: .bob)
        #expect(try Self.states(world) == [.met])
        let second = try world.revise(of: first)
        #expect(try Self.states(world) == [.open])
        try world.review(of: second, by: .bob, "rejected")
        #expect(try Self.states(world) == [.met])
    }

    @Test("every label wants its reviews, by different people")
    func fewest() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "reviews": 2])
        let label = try world.assert("a")
        try world.review("a", of: label, by: .bob)
        try world.review("a", of: label, by: .bob, "rejected")
        #expect(try Self.sentences(world) == ["reviews of each label by entitled others: 1 of 2"])
        let eve = Actor(.annotator, "eve")
        try world.enrol(eve)
        try world.review("a", of: label, by: eve)
        #expect(try Self.states(world) == [.met])
        try world.assert("b", by: .bob)
        #expect(try Self.sentences(world) == ["reviews of each label by entitled others: 0 of 2"])
    }

    @Test("a review by somebody without the competence that is asked does not count")
    func reviewerCompetence() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "reviews": 1, "reviewerCompetence": "medicine"])
        let label = try world.assert("a")
        try world.review("a", of: label, by: .bob)
        #expect(try Self.states(world) == [.open])
        let eve = Actor(.annotator, "eve")
        try world.enrol(eve)
        try world.issue("r", to: eve, "medicine")
        try world.review("a", of: label, by: eve)
        #expect(try Self.states(world) == [.met])
        try world.act("revoked", "r", of: eve, effective: 9)
        #expect(try Self.states(world) == [.open])
    }

    @Test("a review by somebody suspended does not count")
    func suspendedReviewer() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "reviews": 1])
        let label = try world.assert()
        try world.suspend(.bob)
        try world.review(of: label, by: .bob)
        #expect(try Self.states(world) == [.open])
    }

    @Test("a disagreement waits for adjudication")
    func adjudication() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "adjudication": "expert"])
        let yes = try world.assert("a", "yes")
        let same = try world.assert("b", by: .bob, "yes")
        #expect(try Self.states(world) == [.met])
        let no = try world.revise("b", of: same, by: .bob, "no")
        #expect(try Self.states(world) == [.open])
        let eve = Actor(.annotator, "eve")
        try world.enrol(eve)
        try world.adjudicate("z", among: [yes, no], by: eve)
        #expect(try Self.states(world) == [.met])
    }

    @Test("is judged by the requirement in force at the size given")
    func requirementInForce() throws {
        let world = try World.clinic()
        try world.assert()
        let before = world.size
        try world.require(["labels": ["finding"], "annotationsPerItem": 3])
        let entries = world.history(.question("d", "i", "finding"))
        #expect(try Process.findings(on: entries, at: before, in: world) == [])
        #expect(try Process.findings(on: entries, at: world.size, in: world).map(\.state) == [.open])
    }

    @Test("a review by the author of what is reviewed does not count, though it were in the log")
    func ownReview() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "reviews": 1])
        let label = try world.assert()
        try world.force("touchmark.review.recorded", by: .ann, World.review("l", of: label))
        #expect(
            try Self.sentences(world) == [
                "reviews of each label by entitled others: 0 of 1; 1 who reviewed were not entitled to it"
            ])
    }

    @Test("is not evaluable where the standing of a reviewer is not here")
    func missingStanding() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "reviews": 1])
        try world.review(of: try world.assert(), by: .bob)
        world.missing = [Actor.bob.standingSubject]
        #expect(try Self.states(world) == [.notEvaluable])
    }

    @Test("is the same for facts that were folded elsewhere")
    func folded() throws {
        let row: JSONValue = ["labels": "*", "annotationsPerItem": 2, "blind": true, "reviews": 1, "adjudication": "expert"]
        let world = try World.clinic()
        try world.require(row)
        let yes = try world.assert("a")
        let no = try world.assert("b", by: .bob, "no")
        try world.review("a", of: yes, by: .bob, "rejected")
        let answers = try [yes, no].map { entry in
            QuestionState.Answer(
                head: entry.reference, attribution: try #require(Attribution(entry)),
                value: entry.event.body.labelValueDigest(ResponseNames()), basis: .own)
        }
        let review = QuestionState.Review(
            reviewed: yes.reference, outcome: .rejected,
            attribution: try #require(Attribution(world.entries[world.entries.count - 1])))
        let question = QuestionState(
            answers: answers, reviews: [review], decisions: [], firstLooks: [.bob: review.attribution.index])
        let asked = try #require(try Process.requirement(for: "finding", of: "d", at: world.size, in: world))
        let entries = world.history(.question("d", "i", "finding"))
        #expect(
            try Process.findings(on: question, asking: asked, at: world.size, in: world)
                == Process.findings(on: entries, at: world.size, in: world))
    }
}
