import Primitives
import Testing

@testable import Provenance

@Suite("The closure of a scope")
struct ClosureTests {
    /// ann and bob label the item i, net suggests; eve labels another item.
    private static func world() throws -> World {
        let world = try World.clinic()
        let eve = Actor(.annotator, "eve")
        try world.recognise(Actor(.authority, "court"), ["law"])
        try world.enrol(eve)
        try world.issue("e1", to: eve, "law", by: Actor(.authority, "court"))
        let guideline = try world.publish("g")
        try world.publish("h")
        try world.register("j")
        try world.suggest("s")
        let mine = try world.assert("l", adding: ["guideline": guideline.reference.json])
        try world.assert("m", by: .bob)
        try world.assert("n", by: eve, name: "side")
        try world.review("l", of: mine, by: .bob)
        try world.say("touchmark.label.asserted", by: eve, world.statement("x", item: "j"))
        return world
    }

    private static func closure(_ world: World, _ scope: EvidenceScope) throws -> Set<String> {
        var asked: Set<Subject> = []
        let closure = try Closure(of: scope) { subject in
            #expect(asked.insert(subject).inserted, "\(subject) is asked for twice")
            return world.history(subject)
        }
        #expect(Set(closure.subjects).count == closure.subjects.count)
        #expect(asked == Set(closure.subjects))
        return Set(closure.subjects.map(\.description))
    }

    @Test("of a label: its own histories, those of its signers, and the guidelines cited")
    func label() throws {
        #expect(
            try Self.closure(Self.world(), .label(.label("d", "i", "l"))) == [
                "ledger:", "label:d/i/l", "question:d/i/finding", "item:d/i", "policy:d", "guideline:g", "annotator:ann",
                "annotator:bob", "model:net", "credential:board/c1", "authority:board",
            ])
    }

    @Test("of a label with another question: another guideline, other signers")
    func otherLabel() throws {
        #expect(
            try Self.closure(Self.world(), .label(.label("d", "i", "n"))) == [
                "ledger:", "label:d/i/n", "question:d/i/side", "item:d/i", "policy:d", "annotator:eve", "credential:court/e1",
                "authority:court",
            ])
    }

    @Test("of an item: all its labels")
    func item() throws {
        #expect(
            try Self.closure(Self.world(), .item(.item("d", "i"))) == [
                "ledger:", "item:d/i", "labels:d/i", "policy:d", "annotator:ann", "annotator:bob", "annotator:eve", "model:net",
                "credential:board/c1", "credential:court/e1", "authority:board", "authority:court",
            ])
    }

    @Test("of a dataset: everything in it")
    func dataset() throws {
        #expect(
            try Self.closure(Self.world(), .dataset(.dataset("d"))) == [
                "ledger:", "dataset:d", "policy:d", "annotator:ann", "annotator:bob", "annotator:eve", "model:net",
                "credential:board/c1", "credential:court/e1", "authority:board", "authority:court",
            ])
    }

    @Test("of an annotator: her standing and her work")
    func annotator() throws {
        #expect(
            try Self.closure(Self.world(), .annotator(Subject(.annotator, ["eve"]))) == [
                "ledger:", "annotator:eve", "work:annotator/eve", "credential:court/e1", "authority:court",
            ])
    }

    @Test("of a label that nobody made is what could have been")
    func absent() throws {
        #expect(
            try Self.closure(Self.world(), .label(.label("d", "i", "none"))) == [
                "ledger:", "label:d/i/none", "item:d/i", "policy:d",
            ])
    }

    @Test("is enough for the verdict on every label of its question")
    func suffices() throws {
        let world = try Self.world()
        let closure = try Closure(of: .label(.label("d", "i", "l")), history: world.history)
        let labels = world.history(.question("d", "i", "finding"))
        let expected = try labels.map { try world.verdicts(on: $0) }
        world.missing = Set(world.entries.flatMap(\.event.subjects)).subtracting(closure.subjects)
        #expect(try labels.map { try world.verdicts(on: $0) } == expected)
        #expect(expected.allSatisfy { $0 != nil })
    }

    @Test("passes on what the reader of histories throws")
    func throwing() {
        struct Unreadable: Error {}
        #expect(throws: Unreadable.self) {
            try Closure(of: .item(.item("d", "i"))) { _ in throw Unreadable() }
        }
    }

    @Test(
        "is of a scope that fits its subject",
        arguments: [
            ("label", "label:d/i/l", true), ("item", "item:d/i", true), ("dataset", "dataset:d", true),
            ("annotator", "annotator:a", true), ("annotator", "model:m", true), ("annotator", "connector:c", true),
            ("ledger", "ledger:", true), ("label", "item:d/i", false), ("item", "labels:d/i", false),
            ("annotator", "authority:a", false), ("question", "question:d/i/n", false),
        ])
    func scopes(_ kind: String, _ subject: String, _ fits: Bool) throws {
        let subject = try #require(Subject(parsing: subject))
        let scope = EvidenceScope(kind: kind, subject: subject)
        #expect((scope != nil) == fits)
        if let scope {
            #expect(scope.kind == kind)
            #expect(scope.subject == subject)
        }
    }

    @Test("may rest on a history that covers another", arguments: VocabularyExample.all)
    func covering(_ example: VocabularyExample) throws {
        let touched = try example.payload(example.full).decode().subjects
        // An erasure lists the subjects of another event; the example's own row has nothing to compare with.
        for subject in touched where example.type != "touchmark.disclosure.erased" {
            #expect(touched.contains(subject.coveringSubjects), "\(subject)")
        }
    }
}

extension [Subject] {
    fileprivate func contains(_ others: [Subject]) -> Bool { Set(self).isSuperset(of: others) }
}
