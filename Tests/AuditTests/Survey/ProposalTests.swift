import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("What people made of models' proposals")
struct ProposalTests {
    @Test("A label is held against what the model proposed, however often its author revises it")
    func revisesHerself() async throws {
        var bench = try await QuestionBench()
        try await bench.suggest("s", "s", "cat")
        try await bench.assert("a", Studio.ada, "a", "cat", accepting: "s")
        for (name, choice, head, anchor) in [
            ("again", "cat", "a", HumanAnchor.accepted), ("other", "dog", "again", .corrected),
            ("back", "cat", "other", .accepted),
        ] {
            try await bench.revise(name, Studio.ada, "a", choice, head: head)
            #expect(try bench.label("a")?.anchor == anchor, "\(name)")
            let outcome = try #require(try bench.outcome("cat"))
            #expect([outcome.made, outcome.accepted, outcome.overridden] == (anchor == .accepted ? [1, 1, 0] : [1, 0, 1]))
        }
    }

    @Test("Who answers on the label of a suggestion started from it, though she does not say so")
    func suggestedLabel() async throws {
        var bench = try await QuestionBench()
        try await bench.suggest("s", "s", "cat")
        try await bench.assert("same", Studio.ada, "s", "cat")
        #expect(try bench.label("s")?.anchor == .accepted)
        #expect(try bench.outcome("cat")?.accepted == 1)
        try await bench.suggest("t", "t", "cat")
        try await bench.assert("other", Studio.ben, "t", "dog")
        #expect(try bench.label("t")?.anchor == .corrected)
        #expect(try bench.outcome("cat")?.overridden == 1)
    }

    @Test("Who moves what a model found has corrected it, in whatever order the parts are written otherwise")
    func moved() async throws {
        let (early, late): (JSONValue, JSONValue) = (
            ["track": "image", "region": ["kind": "box", "x": 0]], ["track": "image", "region": ["kind": "box", "x": 50]]
        )
        for (parts, isUnchanged) in [([late, early], true), ([late], false), ([], false)] as [([JSONValue], Bool)] {
            var bench = try await QuestionBench()
            var found = try bench.studio.on("i4", "s", "cat", ["segments": [early, late]])
            try await bench.studio.world.say("s", Studio.net, "label.suggested", .label("cats", "i4", "s"), found)
            found = try bench.studio.on(
                "i4", "a", "cat", ["segments": .array(parts), "accepts": try bench.studio.world.reference("s").json])
            try await bench.studio.world.say("a", Studio.ada, "label.asserted", .label("cats", "i4", "a"), found)
            #expect(try bench.label("a")?.anchor == (isUnchanged ? .accepted : .corrected))
            let outcome = try #require(try bench.outcome("cat"))
            #expect([outcome.accepted, outcome.overridden] == (isUnchanged ? [1, 0] : [0, 1]))
            let certificate = try bench.studio.world.store.read {
                try BirthCertificate.make(of: .label("cats", "i4", "a"), from: $0, showsDisclosures: true)
            }
            #expect(certificate.steps.first?.accepted?.isUnchanged == isUnchanged)
        }
    }

    @Test("Who decides on the label of a suggestion names no parts, and moves none")
    func decidedWithoutParts() async throws {
        var bench = try await QuestionBench()
        let found = try bench.studio.on("i4", "s", "cat", ["segments": [["track": "image", "region": ["kind": "box"]]]])
        try await bench.studio.world.say("s", Studio.net, "label.suggested", .label("cats", "i4", "s"), found)
        try await bench.adjudicate("new", Studio.ada, "n", "cat", among: [("s", "s")])
        #expect(try bench.label("n")?.anchor == .accepted)
    }

    @Test("What a model puts in the place of its suggestion is its proposal from then on")
    func modelRevises() async throws {
        var bench = try await QuestionBench()
        try await bench.suggest("s", "s", "cat")
        try await bench.revise("s-again", Studio.net, "s", "dog", head: "s")
        try await bench.revise("same", Studio.ada, "s", "dog", head: "s-again")
        #expect(try bench.label("s")?.anchor == .accepted)
        let (cat, dog) = (try #require(try bench.outcome("cat")), try #require(try bench.outcome("dog")))
        #expect([cat.made, cat.accepted, cat.overridden, dog.made, dog.accepted, dog.overridden] == [1, 0, 0, 1, 1, 0])
    }

    @Test("An answer that was withdrawn judges no suggestion; one that an adjudication took over still does")
    func standing() async throws {
        var bench = try await QuestionBench()
        try await bench.suggest("s", "s", "cat")
        try await bench.assert("a", Studio.ada, "a", "cat", accepting: "s")
        try await bench.withdraw("gone", Studio.ada, "a", head: "a")
        #expect(try bench.outcome("cat")?.accepted == 0)
        try await bench.assert("b", Studio.ben, "b", "dog", accepting: "s")
        try await bench.adjudicate("decided", Studio.ada, "b", "cat", among: [("b", "b")])
        #expect(try bench.label("b")?.anchor == .asserted, "a decision starts from no proposal")
        #expect(try bench.outcome("cat")?.overridden == 1)
    }

    @Test("Who decides on the label of a suggestion, or between suggestions alone, started from one")
    func decided() async throws {
        var bench = try await QuestionBench()
        try await bench.suggest("s", "s", "cat")
        try await bench.adjudicate("same", Studio.ada, "s", "cat", among: [("s", "s")])
        #expect(try bench.label("s")?.anchor == .accepted)
        try await bench.suggest("t", "t", "dog")
        try await bench.suggest("u", "u", "cat")
        try await bench.adjudicate("new", Studio.ada, "n", "dog", among: [("u", "u"), ("t", "t")])
        #expect(try bench.label("n")?.anchor == .accepted)
        try await bench.adjudicate("other", Studio.ben, "t", "cat", among: [("t", "t"), ("u", "u")])
        #expect(try bench.label("t")?.anchor == .corrected)
        let (cat, dog) = (try #require(try bench.outcome("cat")), try #require(try bench.outcome("dog")))
        #expect([cat.made, cat.accepted, cat.overridden, dog.made, dog.accepted, dog.overridden] == [2, 1, 0, 1, 1, 1])
    }

    @Test("Who decides between a person's answer and a suggestion started from none, unless the label is the suggestion's")
    func decidedBetweenBoth() async throws {
        var bench = try await QuestionBench()
        try await bench.suggest("s", "s", "cat")
        try await bench.assert("b", Studio.ben, "b", "dog")
        try await bench.adjudicate("new", Studio.ada, "n", "cat", among: [("b", "b"), ("s", "s")])
        #expect(try bench.label("n")?.anchor == .asserted)
        try await bench.adjudicate("own", Studio.ada, "s", "cat", among: [("b", "b"), ("s", "s")])
        #expect(try bench.label("s")?.anchor == .accepted)
    }
}
