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

    @Test("is not spoken of where it is not asked")
    func notAsked() throws {
        try world.require(["labels": "*", "blind": false])
        try world.assert("a")
        let entries = world.history(.question("d", "i", "finding"))
        #expect(try Process.findings(on: entries, at: world.size, in: world).isEmpty)
    }
}
