import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("Traces")
struct TraceTests {
    private func trace(_ question: Trace.Question, _ studio: Studio? = nil) async throws -> Trace {
        let studio = if let studio { studio } else { try await Studio.whole() }
        return try Trace.make(question, from: studio.world.store)
    }

    @Test("A model leads to its releases and to exactly those whose labels it learned from")
    func model() async throws {
        let trace = try await trace(.model(ModelName(model: "child", version: "1")))
        #expect(trace.value("people") == .count(3))
        #expect(trace.value("machines") == .count(1))
        #expect(trace.value("labels") == .count(8))
        // Ada's two and Ben's two then; Ben's certificate was revoked since.
        #expect(trace.value("entitled-then") == .share(4, of: 8))
        #expect(trace.value("entitled-now") == .share(2, of: 8))
        let people = try #require(trace.table("people"))
        #expect(people.rows.map { $0[0].phrase.plain } == ["model:net", "annotator:ada", "annotator:ben", "annotator:cy"])
        #expect(people.rows.map { $0[1] } == [.share(3, of: 8), .share(2, of: 8), .share(2, of: 8), .share(1, of: 8)])
        #expect(trace.text().contains("Recalled: cats/1"))
        #expect(trace.table("systems")?.rows.count == 1)
    }

    @Test("A base that is not recorded is a gap, and its depth is unknown")
    func gap() async throws {
        let trace = try await trace(.model(ModelName(model: "orphan", version: "1")))
        #expect(trace.text().contains("A gap: the training of its base nobody/1 is not recorded"))
        #expect(trace.value("depth") == .text("unknown"))
    }

    @Test("A model that is trained on itself ends, and says so")
    func circle() async throws {
        var studio = try await Studio.whole()
        try await studio.world.say(
            "self", Studio.root, "model.trained", .training("ouroboros", "1"),
            [
                "model": "ouroboros", "version": "1", "releases": [], "method": "distillation",
                "digest": .string(Digest(hashing: "self").contentDigest), "base": ["model": "ouroboros", "version": "1"],
            ])
        let trace = try await trace(.model(ModelName(model: "ouroboros", version: "1")), studio)
        #expect(trace.text().contains("A circle"))
        #expect(trace.value("depth") == .text("unknown"))
    }

    @Test("A chain of models that is longer than anybody follows ends, whole, with no depth claimed")
    func chain() async throws {
        var studio = try await Studio.whole()
        for number in 0..<600 {
            let (model, base) = ("m\(number)", number == 0 ? "net" : "m\(number - 1)")
            try await studio.world.say(
                model, Studio.root, "model.trained", .training(model, "2"),
                [
                    "model": .string(model), "version": "2", "releases": [], "method": "distillation",
                    "digest": .string(Digest(hashing: model).contentDigest), "base": ["model": .string(base), "version": "2"],
                ])
        }
        let up = try await trace(.model(ModelName(model: "m599", version: "2")), studio)
        #expect(up.table("trainings")?.rows.count == 601)
        #expect(up.value("depth") == .text("unknown"))
        let down = try await trace(.release(dataset: "cats", version: "1"), studio)
        #expect(down.value("models") == .count(602))
    }

    @Test("A decision leads to the labels that influenced it, and says which of them are not there")
    func decision() async throws {
        let trace = try await trace(.decision("d1"))
        #expect(trace.value("influences") == .count(3))
        #expect(trace.value("missing") == .share(1, of: 3))
        let influences = try #require(trace.table("influences"))
        #expect(influences.rows.map { $0[0].phrase.plain } == ["label:cats/i1/a", "label:cats/i2/b", "label:cats/i9/z"])
        let shares = try #require(trace.table("influencers"))
        #expect(shares.rows.map { $0[2].cell } == ["66.67", "22.22", "11.11"], "of all weights, 3, 1 and 0.5")
        #expect(shares.rows.last?[0] == .missing("not in this ledger, or withdrawn"))
    }

    @Test("A label that a decision names twice is one label, and weights count by their magnitudes")
    func weights() async throws {
        var studio = try await Studio.whole()
        func influence(_ label: String, _ weight: Int64) -> JSONValue {
            ["dataset": "cats", "item": "i1", "label": .string(label), "weight": .integer(weight)]
        }
        try await studio.world.say(
            "decided", Studio.root, "decision.traced", Subject(.decision, ["d2"]),
            [
                "decision": "d2", "model": ["model": "net", "version": "2"], "occurred": "2026-06-01T00:00:00Z",
                "method": "influence", "influences": .array([influence("a", 1), influence("a", 1), influence("b", -2)]),
            ])
        let trace = try await trace(.decision("d2"), studio)
        #expect(trace.value("influences") == .count(2))
        #expect(trace.sections[0].notes.contains { $0.plain.hasPrefix("The decision names labels more than once") })
        let table = try #require(trace.table("influencers"))
        #expect(table.columns[2].heading == "Share of the weights' magnitudes, in percent")
        #expect(table.rows.map { $0.map(\.cell) } == [["annotator:ada", "1", "50.00"], ["annotator:ben", "1", "50.00"]])
        #expect(trace.table("influences")?.rows.count == 3, "each as it was stated")
    }

    @Test("Who accepts a model's value twice has two reviews that stand")
    func acceptedTwice() async throws {
        var bench = try await QuestionBench()
        try await bench.suggest("s", "s", "cat")
        try await bench.review("once", Studio.cy, "s", head: "s", "accepted")
        try await bench.review("again", Studio.cy, "s", head: "s", "accepted")
        let trace = try await trace(.annotator(Studio.cy), bench.studio)
        #expect(trace.value("accepted") == .count(2))
        #expect(trace.value("accepted-standing") == .share(2, of: 2))
    }

    @Test("A person leads forward to every model that learned from her, and a revocation shows")
    func person() async throws {
        let trace = try await trace(.annotator(Studio.ben))
        // Ben gave three values, of which one was revised by himself.
        #expect(trace.value("values") == .count(3))
        #expect(trace.value("standing") == .share(2, of: 3))
        #expect(trace.value("adverse-then") == .share(0, of: 3))
        #expect(trace.value("adverse-now") == .share(3, of: 3))
        #expect(trace.value("models") == .count(2))
        #expect(trace.table("releases")?.rows.map { $0[1] } == [.count(2)])
        #expect(trace.text().contains("Something was revoked since"))
    }

    @Test("A credential, a guideline and a release lead forward too")
    func taint() async throws {
        let studio = try await Studio.whole()
        #expect(try await trace(.credential(.credential("board", "c-ada")), studio).value("values") == .count(2))
        #expect(try await trace(.guideline("g", version: "1"), studio).value("values") == .count(1))
        let release = try await trace(.release(dataset: "cats", version: "1"), studio)
        #expect(release.value("models") == .count(2))
        #expect(release.value("machine-labels") == .share(3, of: 8))
        #expect(release.value("depth") == .text("unknown"))
        await #expect(throws: LedgerError.self) { try await trace(.guideline("g", version: "2"), studio) }
        await #expect(throws: LedgerError.self) { try await trace(.decision("none"), studio) }
        await #expect(throws: LedgerError.self) { try await trace(.annotator(Actor(.annotator, "zoe")), studio) }
    }

    @Test("As of an earlier size, what came later is not known")
    func earlier() async throws {
        let studio = try await Studio.whole()
        let trace = try Trace.make(
            .annotator(Studio.ben), at: try studio.size(after: "decision"), from: studio.world.store)
        #expect(trace.value("adverse-now") == .share(0, of: 3))
    }

    @Test("Versions and ids may hold slashes: the one that is recorded is meant, and of two neither")
    func slashes() async throws {
        var studio = try await Studio.whole()
        try await train("m", "2024/05", in: &studio)
        func trace(_ name: String, _ value: String) throws -> Trace {
            try Trace.make(oneOf: Trace.Question.readings(of: name, value), from: studio.world.store)
        }
        #expect(try trace("model", "m/2024/05").value("people") == .count(0))
        #expect(try trace("model", "child/1").value("people") == .count(3))
        #expect(try trace("release", "cats/1").value("labels") == .count(8))
        #expect(try trace("guideline", "g").value("values") == .count(1))
        #expect(throws: LedgerError.self) { try trace("model", "m/2024/06") }
        #expect(Trace.Question.readings(of: "model", "m").isEmpty)
        try await train("m/2024", "05", in: &studio)
        let error = #expect(throws: LedgerError.self) { try trace("model", "m/2024/05") }
        #expect(error?.code == .invalid)
    }

    private func train(_ model: String, _ version: String, in studio: inout Studio) async throws {
        try await studio.world.say(
            "\(model) \(version)", Studio.root, "model.trained", .training(model, version),
            [
                "model": .string(model), "version": .string(version), "releases": [], "method": "supervised",
                "digest": .string(Digest(hashing: model).contentDigest),
            ])
    }

    @Test("Depth counts the models that data went through")
    func depth() {
        #expect(GenerationDepth.greatest([.known(0), .known(2)]) == .known(2))
        #expect(GenerationDepth.greatest([.known(3), .unknown]) == .unknown)
        #expect(GenerationDepth.known(1).next == .known(2))
        #expect(GenerationDepth.unknown.next == .unknown)
        #expect(GenerationDepth.greatest([]) == .unknown)
    }
}

extension Trace {
    func value(_ id: String) -> ReportValue? { sections.flatMap(\.facts).first { $0.id == id }?.value }
    func table(_ id: String) -> ReportTable? { sections.flatMap(\.tables).first { $0.id == id } }
}
