import Primitives
import Testing

@testable import Provenance

@Suite("Process: blind")
struct BlindnessTests {
    private let world: World

    init() throws {
        world = try World.clinic()
        try world.require(["labels": "*", "blind": true])
    }

    private func finding() throws -> ProcessFinding {
        let entries = world.history(.question("d", "i", "finding"))
        return try #require(try Process.findings(on: entries, at: world.size, in: world).first)
    }

    private var state: ProcessState { get throws { try finding().state } }

    @Test("is never met: that nobody looked, no log can show")
    func notEvaluable() throws {
        try world.suggest("s")
        #expect(try state == .open)
        let mine = try world.assert("a")
        try world.assert("b", by: .bob)
        #expect(try state == .notEvaluable)
        // Nobody knows whether she looked before she changed her mind.
        try world.revise("a", of: mine)
        #expect(try state == .notEvaluable)
    }

    @Test("an answer that accepts a suggestion is not blind")
    func accepts() throws {
        let suggestion = try world.suggest("s")
        try world.assert("a", adding: ["accepts": suggestion.reference.json])
        #expect(try state == .unmet)
        #expect(try finding().sentence == "not blind: of 1 answers 1 accepted or revised a suggestion")
    }

    @Test("an answer that revises somebody else's is not blind, until it is withdrawn")
    func revises() throws {
        let other = try world.assert("b", by: .bob)
        let revised = try world.revise("b", of: other, by: .ann)
        #expect(try state == .unmet)
        try world.withdraw("b", of: revised, by: .ann)
        #expect(try state == .open)
    }

    @Test("whoever reviewed another's answer before she answered is not blind; whoever does so afterwards is")
    func reviewed() throws {
        let mine = try world.assert("a")
        let other = try world.assert("b", by: .bob)
        try world.review("b", of: other, by: .ann)
        #expect(try state == .notEvaluable)
        try world.revise("a", of: mine)
        #expect(try finding().sentence == "not blind: of 2 answers 1 came after its author had judged others")
    }

    @Test("a decision that its author withdrew was made all the same")
    func decided() throws {
        let answers = [try world.assert("a"), try world.assert("b", by: .bob, "no")]
        let eve = Actor(.annotator, "eve")
        try world.enrol(eve)
        let decision = try world.adjudicate("z", among: answers, by: eve)
        try world.withdraw("z", of: decision, by: eve)
        #expect(try state == .notEvaluable)
        try world.assert("c", by: eve)
        #expect(try finding().sentence == "not blind: of 3 answers 1 came after its author had judged others")
    }

    @Test("whoever accepted a suggestion has seen it, however often she says it again")
    func revisesHerself() throws {
        let suggestion = try world.suggest("s")
        let accepted = try world.assert("a", adding: ["accepts": suggestion.reference.json])
        let again = try world.revise("a", of: accepted, "yes")
        #expect(try finding().sentence == "not blind: of 1 answers 1 accepted or revised a suggestion")
        let withdrawn = try world.withdraw("a", of: again)
        #expect(try state == .open)
        try world.revise("a", of: withdrawn)
        #expect(try finding().sentence == "not blind: of 1 answers 1 accepted or revised a suggestion")
    }

    @Test("an answer in the place of a suggestion is not blind, though it says nothing of accepting it")
    func suggestedLabel() throws {
        try world.suggest("s")
        try world.assert("s")
        #expect(try finding().sentence == "not blind: of 1 answers 1 accepted or revised a suggestion")
    }

    @Test("whoever takes back what was not her own answers in another label, and is not blind either")
    func startsAnew() throws {
        let suggestion = try world.suggest("s")
        let accepted = try world.assert("a", adding: ["accepts": suggestion.reference.json])
        try world.withdraw("a", of: accepted)
        try world.assert("c")
        #expect(try finding().sentence == "not blind: of 1 answers 1 came after its author had judged others")
    }

    @Test("an operator who withdraws an answer has said nothing that its author could revise")
    func operatorWithdraws() throws {
        let mine = try world.assert("a")
        let withdrawn = try world.withdraw("a", of: mine, by: .op)
        try world.revise("a", of: withdrawn)
        #expect(try state == .notEvaluable)
    }

    @Test("is not spoken of where it is not asked")
    func notAsked() throws {
        try world.require(["labels": "*", "blind": false])
        try world.assert("a")
        let entries = world.history(.question("d", "i", "finding"))
        #expect(try Process.findings(on: entries, at: world.size, in: world).isEmpty)
    }
}
