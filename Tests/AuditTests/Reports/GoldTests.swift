import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("Gold in reports")
struct GoldTests {
    private static func studio() async throws -> Studio {
        var studio = try await Studio.prepared()
        try await studio.label()
        return studio
    }

    private static func place(_ choice: String, on item: String, as name: String, in studio: inout Studio) async throws {
        try await studio.world.say(
            name, Studio.root, "gold.placed", .item("cats", item),
            ["dataset": "cats", "item": .string(item), "name": "animal", "value": ["kind": "choice", "choice": .string(choice)]])
    }

    @Test("answers given before their gold was placed are counted apart, and said to be")
    func late() async throws {
        var studio = try await Self.studio()
        try await Self.place("dog", on: "i2", as: "late", in: &studio)
        let report = try studio.report()
        #expect(report.value(13, "gold") == .count(2))
        #expect(report.value(13, "gold-right") == .share(2, of: 3), "as before: i1 had its gold first")
        #expect(report.value(13, "gold-answers-before") == .share(2, of: 5))
        #expect(report.value(13, "gold-right-before") == .share(2, of: 2))
        let table = try #require(report.sections[12].tables.first { $0.id == "gold-before" })
        #expect(table.rows.count == 2)
        #expect(report.sections[13].notes.contains { $0.plain.hasPrefix("2 of 5 answers were given before") })
    }

    @Test("gold that is replaced stands since then; the same gold again stands since it was first placed")
    func replaced() async throws {
        var studio = try await Self.studio()
        try await Self.place("cat", on: "i1", as: "again", in: &studio)
        #expect(try studio.report().value(13, "gold-answers-before") == .share(0, of: 3))
        #expect(try studio.report().value(13, "gold-replaced") == .share(1, of: 1))
        try await Self.place("dog", on: "i1", as: "other", in: &studio)
        let report = try studio.report()
        #expect(report.value(13, "gold-answers-before") == .share(3, of: 3))
        #expect(report.value(13, "gold-right") == .share(0, of: 0))
        #expect(report.value(13, "gold-unmatched") == .count(0), "a dog is an answer to that question elsewhere")
    }

    @Test(
        "drift is not told from answers that were recorded long after the work, in the order of a file",
        arguments: [("2026-03-01T09:10:00Z", "fell"), ("2019-03-25T07:41:05Z", "")])
    func imported(_ claimed: String, _ drift: String) async throws {
        var studio = Studio(world: try World())
        try await studio.open()
        try await studio.prepare()
        let items = (0..<20).map { "n\($0)" }
        for item in items {
            try await studio.world.say(
                item, Studio.root, "item.registered", .item("cats", item),
                ["dataset": "cats", "item": .string(item), "origin": ["kind": "collected"], "tracks": []])
            try await Self.place("dog", on: item, as: "gold-\(item)", in: &studio)
        }
        try studio.world.clock.set("2026-03-01T09:10:00Z")
        for (place, item) in items.enumerated() {
            try await studio.world.say(
                "a-\(item)", Studio.ada, "label.asserted", .label("cats", item, "a"),
                try studio.on(item, "a", place < 10 ? "dog" : "cat"), claimed: claimed)
        }
        let table = try #require(try studio.report().sections[12].tables.first { $0.id == "gold" })
        #expect(table.rows.map { $0[1] } == [.share(10, of: 20)])
        #expect(table.rows.map { $0[7].cell } == [drift])
    }

    @Test("the share of answers that differ from gold has an interval only where there are items enough")
    func errorRate() async throws {
        let report = try (try await Self.studio()).report()
        #expect(report.value(14, "error-rate") == .number(1.0 / 3, decimals: 4))
        #expect(report.value(14, "error-rate-lower") == .missing("1 units are too few, 10 are needed"))
    }

    @Test("gold that is among nobody's answers is said to be, beside the error rate that it makes")
    func unmatched() async throws {
        var studio = try await Self.studio()
        try await Self.place("1", on: "i2", as: "untranslated", in: &studio)
        let report = try studio.report()
        #expect(report.value(13, "gold-unmatched") == .count(1))
        #expect(report.sections[13].notes.contains { $0.plain.hasPrefix("1 gold answers are among no answers") })
    }

    @Test("gold of which the text alone is sealed is opened where seals may be, and is else sealed")
    func sealedText() async throws {
        var studio = try await Self.studio()
        try await studio.world.say(
            "sealed", Studio.root, "gold.placed", .item("cats", "i4"),
            ["dataset": "cats", "item": "i4", "name": "remark", "value": ["kind": "text"]],
            sealingInValue: ["text": "a lynx"])
        for (actor, text) in [(Studio.ada, "a lynx"), (Studio.ben, "a dog")] {
            var data = try studio.on("i4", actor.id, "")
            data["name"] = "remark"
            data["value"] = ["kind": "text", "text": .string(text)]
            try await studio.world.say(
                "remark-\(actor.id)", actor, "label.asserted", .label("cats", "i4", actor.id), data)
        }
        let opened = try studio.report()
        #expect(opened.value(13, "gold-sealed") == .share(0, of: 2))
        #expect(opened.value(13, "gold-right") == .share(3, of: 5), "two of three on i1, one of two here")
        let withheld = try AuditReport.make(
            of: "cats", from: studio.world.store, showsDisclosures: false, readsAll: true, generator: "tests")
        #expect(withheld.value(13, "gold-sealed") == .share(1, of: 2))
        #expect(withheld.value(13, "gold-answers") == .count(3))
    }
}
