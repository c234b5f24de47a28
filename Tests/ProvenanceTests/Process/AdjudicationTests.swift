import Primitives
import Signatures
import Testing

@testable import Provenance

/// A question on which ann says yes and bob no; eve has no part in it.
private struct Dispute {
    let world: World
    let yes: LoggedEvent
    let no: LoggedEvent
    static let eve = Actor(.annotator, "eve")

    init(_ adjudication: JSONValue, competence: String? = nil) throws {
        world = try World.clinic()
        try world.enrol(Self.eve)
        let row: JSONValue = ["labels": "*", "adjudication": adjudication]
        try world.require(competence.map { row.with("competence", .string($0)) } ?? row)
        yes = try world.assert("a", "yes")
        no = try world.assert("b", by: .bob, "no")
    }

    @discardableResult
    func decide(
        _ label: String = "z", by actor: Actor = eve, _ choice: String = "yes", rule: String = "expert",
        among heads: [LoggedEvent]? = nil
    ) throws -> LoggedEvent {
        let data = World.adjudication(label, among: heads ?? [yes, no], choice)
        return try world.say("touchmark.adjudication.decided", by: actor, data.with("rule", .string(rule)))
    }

    func finding() throws -> ProcessFinding {
        let entries = world.history(.question("d", "i", "finding"))
        return try #require(try Process.findings(on: entries, at: world.size, in: world).last)
    }

    var state: ProcessState { get throws { try finding().state } }
}

@Suite("Process: adjudication")
struct AdjudicationTests {
    @Test(
        "one of those who disagreed is no expert in the matter, and somebody else can still decide", arguments: [Actor.ann, .bob])
    func disputant(_ actor: Actor) throws {
        let dispute = try Dispute("expert")
        try dispute.decide(by: actor)
        #expect(try dispute.state == .unmet)
        try dispute.decide("y")
        #expect(try dispute.state == .met)
    }

    @Test("an expert who decides again, or answered another question, is none of those who disagreed")
    func decidesAgain() throws {
        let dispute = try Dispute("expert")
        let other = try dispute.world.assert("w", by: Dispute.eve, name: "quality", "poor")
        let decision = try dispute.decide(among: [dispute.yes, dispute.no, other])
        #expect(try dispute.state == .met)
        let max = Actor(.annotator, "max")
        try dispute.world.enrol(max)
        let third = try dispute.world.assert("c", by: max, "perhaps")
        #expect(try dispute.state == .open)
        try dispute.decide(among: [dispute.yes, dispute.no, third, decision])
        #expect(try dispute.state == .met)
    }

    @Test("the same value for another part of the item is not known to agree, until somebody decides")
    func elsewhere() throws {
        let world = try World.clinic()
        try world.enrol(Dispute.eve)
        try world.require(["labels": "*", "adjudication": "expert"])
        func assert(_ label: String, by actor: Actor, from start: Int64) throws -> LoggedEvent {
            try world.assert(
                label, by: actor, adding: ["segments": [["track": "t", "start": .integer(start), "end": .integer(start + 1)]]])
        }
        func state() throws -> ProcessState? {
            try Process.findings(on: world.history(.question("d", "i", "finding")), at: world.size, in: world).last?.state
        }
        let first = try assert("a", by: .ann, from: 0)
        #expect(try state() == .met)
        let second = try assert("b", by: .bob, from: 0)
        #expect(try state() == .met)
        let moved = try world.say(
            "touchmark.label.revised", by: .bob,
            world.revision("b", of: second, "yes").merging(["segments": [["track": "t", "start": 40, "end": 41]]]))
        #expect(try state() == .notEvaluable)
        let data = World.adjudication("z", among: [first, moved], "yes")
        try world.say("touchmark.adjudication.decided", by: Dispute.eve, data.with("rule", "expert"))
        #expect(try state() == .met)
    }

    @Test("a dispute is one also where the answers are for different parts, and who raised it is no expert in it")
    func disputedElsewhere() throws {
        let world = try World.clinic()
        try world.enrol(Dispute.eve)
        try world.require(["labels": "*", "adjudication": "expert"])
        let heads = try [("a", Actor.ann, 0 as Int64), ("b", .bob, 40)].map { label, actor, start in
            try world.assert(
                label, by: actor, adding: ["segments": [["track": "t", "start": .integer(start), "end": .integer(start + 1)]]])
        }
        func state() throws -> ProcessState? {
            try Process.findings(on: world.history(.question("d", "i", "finding")), at: world.size, in: world).last?.state
        }
        try world.review("a", of: heads[0], by: Dispute.eve, "rejected")
        #expect(try state() == .open)
        let data = World.adjudication("z", among: heads, "yes")
        try world.say("touchmark.adjudication.decided", by: Dispute.eve, data.with("rule", "expert"))
        #expect(try state() == .unmet)
    }

    @Test("the form in which parts are compared is that of no other parts")
    func partsApart() throws {
        func form(_ segments: JSONValue) throws -> String {
            try JSONNode.read(segments.canonicalBytes) { (node) throws(JSONError) in try node.elements(Segment.init) }
                .comparedForm
        }
        let one = try form([["track": "a 1 2 \nb", "start": 3, "end": 4]])
        let two = try form([["track": "a", "start": 1, "end": 2], ["track": "b", "start": 3, "end": 4]])
        #expect(one != two)
        #expect(try form([["track": "b", "start": 3, "end": 4], ["track": "a", "start": 1, "end": 2]]) == two)
    }

    @Test("nobody waits for the consent of those who decided before")
    func decidedBefore() throws {
        let dispute = try Dispute("consensus")
        let max = Actor(.annotator, "max")
        try dispute.world.enrol(max)
        let first = try dispute.decide(by: max, rule: "consensus")
        let again = try dispute.decide(rule: "consensus", among: [dispute.yes, dispute.no, first])
        try dispute.world.review("z", of: again, by: .bob)
        #expect(try dispute.state == .met)
    }

    @Test("who reviews two answers that differ, and decides between them, takes no side by it")
    func reviewer() throws {
        let dispute = try Dispute("expert")
        try dispute.world.review("b", of: dispute.no, by: Dispute.eve, "rejected")
        try dispute.decide()
        #expect(try dispute.state == .met)
    }

    @Test("a decision that takes over the label of an answer does not make that answer disappear")
    func ownLabel() throws {
        let dispute = try Dispute("expert")
        try dispute.decide("a", by: .ann)
        #expect(try dispute.state == .unmet)
        let other = try Dispute("expert")
        try other.world.require(["labels": "*", "adjudication": "expert", "annotationsPerItem": 2])
        try other.decide("a")
        let entries = other.world.history(.question("d", "i", "finding"))
        #expect(try Process.findings(on: entries, at: other.world.size, in: other.world).map(\.state) == [.met, .met])
    }

    @Test("somebody without the competence that the row asks for decides nothing")
    func competence() throws {
        let dispute = try Dispute("expert", competence: "medicine/radiology")
        try dispute.decide()
        #expect(try dispute.finding().sentence == "adjudicated by somebody not entitled to it: uncertified")
        #expect(try dispute.state == .unmet)
        try dispute.world.issue("e", to: Dispute.eve)
        try dispute.decide("y")
        #expect(try dispute.state == .met)
        try dispute.world.act("revoked", "e", of: Dispute.eve, effective: 9)
        #expect(try dispute.state == .unmet)
    }

    @Test("the rule that is asked for is the one that was used")
    func rule() throws {
        let dispute = try Dispute("expert")
        try dispute.decide(rule: "majority")
        #expect(try dispute.finding().sentence == "adjudicated by majority where expert is asked")
        #expect(try dispute.state == .unmet)
        let free = try Dispute(true)
        try free.decide()
        #expect(try free.state == .met)
        let words = try Dispute("by the head of department")
        try words.decide()
        #expect(try words.state == .notEvaluable)
        for nothing in [false, "none"] as [JSONValue] {
            let silent = try Dispute(nothing)
            let entries = silent.world.history(.question("d", "i", "finding"))
            #expect(try Process.findings(on: entries, at: silent.world.size, in: silent.world).isEmpty)
        }
    }

    @Test("a majority is counted")
    func majority() throws {
        let dispute = try Dispute("majority")
        let all = [dispute.yes, dispute.no, try dispute.world.assert("c", by: Dispute.eve, "no")]
        let decision = try dispute.decide("z", "yes", rule: "majority", among: all)
        #expect(try dispute.state == .unmet)
        try dispute.world.withdraw("z", of: decision, by: Dispute.eve)
        try dispute.decide("y", "no", rule: "majority", among: all)
        #expect(try dispute.state == .met)
    }

    @Test("machines have no vote: three of them outvote nobody")
    func machinesHaveNoVote() throws {
        let dispute = try Dispute("majority")
        let all = [dispute.yes, dispute.no, try dispute.world.assert("c", by: Dispute.eve, "yes")]
        for name in ["net-1", "net-2", "net-3"] {
            let model = Actor(.model, name)
            try dispute.world.enrol(model)
            let suggestion = try dispute.world.suggest(name, by: model, "no")
            try dispute.world.revise(name, of: suggestion, by: model, "no")
        }
        let max = Actor(.annotator, "max")
        try dispute.world.enrol(max)
        let decision = try dispute.decide("z", by: max, "no", rule: "majority", among: all)
        #expect(try dispute.finding().sentence == "adjudicated by majority, against what most people answered")
        #expect(try dispute.state == .unmet)
        try dispute.world.withdraw("z", of: decision, by: max)
        try dispute.decide("y", by: max, "yes", rule: "majority", among: all)
        #expect(try dispute.state == .met)
    }

    @Test("a machine disagrees with nobody, and nobody waits for its consent; who rejects what it answered disagrees with it")
    func machinesDoNotDisagree() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "adjudication": "consensus"])
        let state = {
            try Process.findings(on: world.history(.question("d", "i", "finding")), at: world.size, in: world).map(\.state)
        }
        let mine = try world.assert("a")
        let answer = try world.revise("s", of: try world.suggest("s"), by: .net, "no")
        #expect(try state() == [.met])
        try world.review("s", of: answer, by: .bob, "rejected")
        #expect(try state() == [.open])
        let decision = try world.say(
            "touchmark.adjudication.decided", by: .ann,
            World.adjudication("z", among: [mine, answer]).with("rule", "consensus"))
        #expect(try state() == [.notEvaluable])
        try world.review("z", of: decision, by: .bob)
        #expect(try state() == [.met])
    }

    @Test("consent to a consensus is recorded, or not claimed")
    func consensus() throws {
        let dispute = try Dispute("consensus")
        let decision = try dispute.decide("z", "yes", rule: "consensus")
        #expect(try dispute.state == .notEvaluable)
        try dispute.world.review("z", of: decision, by: .bob)
        #expect(try dispute.state == .met)
    }

    @Test("consent that was taken back is none, whoever accepts the decision afterwards")
    func consentTakenBack() throws {
        let dispute = try Dispute("consensus")
        let decision = try dispute.decide("z", "perhaps", rule: "consensus")
        try dispute.world.review("z", of: decision, by: .ann)
        try dispute.world.review("z", of: decision, by: .ann, "rejected")
        try dispute.world.review("z", of: decision, by: .bob)
        #expect(try dispute.finding().sentence == "adjudicated by consensus, to which not everybody's consent is recorded")
        #expect(try dispute.state == .notEvaluable)
        try dispute.world.review("z", of: decision, by: .ann)
        #expect(try dispute.state == .met)
    }

    @Test("an acceptance under a stolen key settles nothing: neither what is answered, nor what is decided, nor that all agree")
    func stolenKey() throws {
        let max = Actor(.annotator, "max")

        let answered = try Dispute("expert")
        try answered.world.enrol(max)
        try answered.world.revise("b", of: answered.no, by: .bob, "yes")
        try answered.world.review("a", of: answered.yes, by: max, "rejected")
        try answered.world.review("a", of: answered.yes, by: Dispute.eve)
        #expect(try answered.finding().sentence == "no disagreement to adjudicate")

        let decided = try Dispute("expert")
        try decided.world.enrol(max)
        let decision = try decided.decide(by: max)
        try decided.world.review("z", of: decision, by: .bob, "rejected")
        #expect(try decided.state == .open)
        try decided.world.review("z", of: decision, by: Dispute.eve)
        #expect(try decided.state == .met)

        let agreed = try Dispute("consensus")
        try agreed.world.review("z", of: try agreed.decide(by: .ann, rule: "consensus"), by: .bob)
        #expect(try agreed.state == .met)

        for (dispute, thief, after) in [
            (answered, Dispute.eve, ProcessState.open), (decided, Dispute.eve, .open), (agreed, .bob, .notEvaluable),
        ] {
            let stolen = dispute.world.key(of: thief).publicKey.thumbprint
            try dispute.world.revoke(thief, stolen, "compromised", effective: 1)
            #expect(try dispute.state == after)
        }
    }

    @Test("what changed after the decision is not decided")
    func stale() throws {
        let dispute = try Dispute("expert")
        try dispute.decide()
        #expect(try dispute.state == .met)
        let changed = try dispute.world.revise("b", of: dispute.no, by: .bob, "yes")
        #expect(try dispute.finding().sentence == "no disagreement to adjudicate")
        try dispute.world.revise("b", of: changed, by: .bob, "perhaps")
        #expect(try dispute.state == .open)
    }

    @Test("a third answer against the decision opens it again, one in its favour does not")
    func third() throws {
        let dispute = try Dispute("expert")
        try dispute.decide()
        let max = Actor(.annotator, "max")
        try dispute.world.enrol(max)
        let third = try dispute.world.assert("c", by: max, "yes")
        #expect(try dispute.state == .met)
        try dispute.world.revise("c", of: third, by: max, "no")
        #expect(try dispute.state == .open)
    }

    @Test("a decision that its reviewer rejects settles nothing")
    func rejectedDecision() throws {
        let dispute = try Dispute("expert")
        let decision = try dispute.decide()
        try dispute.world.review("z", of: decision, by: .bob, "rejected")
        #expect(try dispute.state == .open)
    }

    @Test("an answer that its last review did not accept is a disagreement, and the reviewer is a party to it")
    func rejectedAnswer() throws {
        let world = try World.clinic()
        let eve = Actor(.annotator, "eve")
        try world.enrol(eve)
        try world.require(["labels": "*", "adjudication": "expert"])
        let label = try world.assert("a")
        let state = {
            try Process.findings(on: world.history(.question("d", "i", "finding")), at: world.size, in: world).map(\.state)
        }
        #expect(try state() == [.met])
        try world.review("a", of: label, by: .bob, "rejected")
        #expect(try state() == [.open])
        try world.adjudicate("z", among: [label], by: .bob)
        #expect(try state() == [.unmet])
        try world.adjudicate("y", among: [label], by: eve)
        #expect(try state() == [.met])
        try world.review("a", of: label, by: .bob, "corrected")
        #expect(try state() == [.open])
        try world.review("a", of: label, by: .bob)
        #expect(try state() == [.met])
    }

    @Test("several answers of one person are not a disagreement; the same ones of two people are not either")
    func several() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "adjudication": "expert"])
        let state = {
            try Process.findings(on: world.history(.question("d", "i", "finding")), at: world.size, in: world).map(\.state)
        }
        try world.assert("a", "cat")
        try world.assert("b", "dog")
        #expect(try state() == [.met])
        try world.assert("c", by: .bob, "dog")
        #expect(try state() == [.open])
        try world.assert("e", by: .bob, "cat")
        #expect(try state() == [.met])
    }

    @Test("whether sealed answers agree is not claimed")
    func sealed() throws {
        let world = try World.clinic()
        try world.require(["labels": "*", "adjudication": "expert"])
        for (label, actor) in [("a", Actor.ann), ("b", .bob)] {
            let digest = Digest(hashing: label).base64URL
            let value: JSONValue = ["kind": "text", "_sd": [.string(digest)]]
            try world.say("touchmark.label.asserted", by: actor, world.statement(label).with("value", value))
        }
        let entries = world.history(.question("d", "i", "finding"))
        #expect(try Process.findings(on: entries, at: world.size, in: world).map(\.state) == [.notEvaluable])
    }
}
