import Primitives
import Signatures
import Testing

@testable import Provenance

/// People rank two responses, x and y, and each may call them what she likes.
private struct Comparison {
    let world: World
    static let eve = Actor(.annotator, "eve")

    init(_ adjudication: JSONValue) throws {
        world = try World.clinic()
        try world.enrol(Self.eve)
        try world.require(["labels": "*", "adjudication": adjudication])
    }

    static func responses(_ x: String, _ y: String) -> [JSONValue] {
        [(x, "x"), (y, "y")].map { id, content in
            ["id": .string(id), "digest": .string(Digest(hashing: content).contentDigest), "model": "m"]
        }
    }

    static func value(_ order: JSONValue) -> JSONValue {
        ["kind": "ranking", "rankings": [["criterion": "tone", "order": order]]]
    }

    func rank(_ label: String, by actor: Actor, x: String, y: String, _ order: JSONValue) throws -> LoggedEvent {
        try world.say(
            "touchmark.preference.ranked", by: actor,
            World.address(label).merging([
                "on": world.on(), "responses": .array(Self.responses(x, y)), "rankings": [["criterion": "tone", "order": order]],
            ]))
    }

    func decide(by actor: Actor = eve, _ value: JSONValue, among heads: [LoggedEvent]) throws {
        try world.say(
            "touchmark.adjudication.decided", by: actor,
            World.adjudication("z", among: heads).merging(["value": value, "rule": "majority"]))
    }

    var state: ProcessState {
        get throws {
            let entries = world.history(.question("d", "i", "finding"))
            return try #require(try Process.findings(on: entries, at: world.size, in: world).last).state
        }
    }
}

@Suite("Process: ranked answers")
struct RankedAnswersTests {
    @Test("are compared by what is ranked, not by what it is called")
    func content() throws {
        let same = try Comparison("expert")
        _ = try same.rank("a", by: .ann, x: "1", y: "2", ["1", "2"])
        _ = try same.rank("b", by: .bob, x: "2", y: "1", ["2", "1"])
        #expect(try same.state == .met)
        let opposite = try Comparison("expert")
        _ = try opposite.rank("a", by: .ann, x: "1", y: "2", ["1", "2"])
        _ = try opposite.rank("b", by: .bob, x: "2", y: "1", ["1", "2"])
        #expect(try opposite.state == .open)
    }

    @Test("that are revised keep the names of the ranking that was there")
    func revised() throws {
        let comparison = try Comparison("expert")
        _ = try comparison.rank("a", by: .ann, x: "1", y: "2", ["1", "2"])
        let head = try comparison.rank("b", by: .bob, x: "2", y: "1", ["1", "2"])
        let revision = comparison.world.revision("b", of: head).merging(["value": Comparison.value(["2", "1"])])
        try comparison.world.say("touchmark.label.revised", by: .bob, revision)
        #expect(try comparison.state == .met)
    }

    @Test("are counted for a decision that says what it ranks, or whose ids all use alike")
    func decided() throws {
        let alike = try Comparison("majority")
        let ann = try alike.rank("a", by: .ann, x: "1", y: "2", ["1", "2"])
        let bob = try alike.rank("b", by: .bob, x: "1", y: "2", ["2", "1"])
        let eve = try alike.rank("c", by: Comparison.eve, x: "1", y: "2", ["1", "2"])
        try alike.decide(Comparison.value(["1", "2"]), among: [ann, bob, eve])
        #expect(try alike.state == .met)

        for (value, state) in [
            (Comparison.value(["1", "2"]), ProcessState.notEvaluable),
            (Comparison.value(["p", "q"]).with("responses", .array(Comparison.responses("p", "q"))), .met),
            (Comparison.value(["p", "q"]).with("responses", .array(Comparison.responses("q", "p"))), .unmet),
        ] {
            let shuffled = try Comparison("majority")
            let ann = try shuffled.rank("a", by: .ann, x: "1", y: "2", ["1", "2"])
            let bob = try shuffled.rank("b", by: .bob, x: "2", y: "1", ["1", "2"])
            let eve = try shuffled.rank("c", by: Comparison.eve, x: "2", y: "1", ["2", "1"])
            try shuffled.decide(value, among: [ann, bob, eve])
            #expect(try shuffled.state == state)
        }
    }
}
