import Audit
import Ledger
import LedgerTesting
import Primitives
import Provenance
import Testing

struct CanonicalExportTests {
    @Test func `a line for each current label, in the order of the subjects' bytes`() async throws {
        let shelf = try await Shelf.filled()
        let lines = try shelf.lines()
        let subjects = lines.map { line in
            Subject.label("d", line["item"]?.string ?? "", line["label"]?.string ?? "").description
        }
        #expect(subjects.count == 12)
        #expect(subjects == subjects.sorted())
        #expect(subjects.first == "label:d/%3D1%2C%CC%81/l-1")
        // "a-b/" before "a/", "l-1" after "l": by the text of the subject, not item by item.
        let order = subjects.filter { $0.hasPrefix("label:d/a") }
        #expect(
            order == [
                "label:d/a%20b/l-1", "label:d/a-b/l-1", "label:d/a/l", "label:d/a/l-1", "label:d/a/l.2", "label:d/ab/l-1",
            ])
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `labels come in one order whatever fits into memory`(_ blockSize: Int) async throws {
        var shelf = try await Shelf.filled()
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("-./~09Aaz%é漢𝒜_ ".unicodeScalars)
        for item in ["a", "a-b", "ж"] {
            for _ in 0..<12 {
                let id = (0..<Int.random(in: 1...5, using: &random)).map { _ in String(alphabet.randomElement() ?? "a") }.joined()
                guard id != ".", id != ".." else { continue }
                // An id that is there already is refused, and changes nothing.
                try? await shelf.assert(item, id, ["kind": "choice", "choice": "x"], by: Shelf.ada)
            }
        }
        let given = try shelf.world.store.read { reader in
            var given: [Subject] = []
            var labels = LabelsBySubject(reader, dataset: "d", size: try reader.size(), blockSize: blockSize)
            try labels.forEachLabel { given.append(.label("d", $0.version.item, $0.version.label)) }
            let all = try reader.labels(of: "d", asOf: try reader.size(), after: nil, limit: 10_000)
            let current = all.filter { $0.version.kind != .withdrawn }
            #expect(given == current.map { .label("d", $0.version.item, $0.version.label) }.sorted(), "seed \(seed)")
            return given
        }
        #expect(given.count > 30)
    }

    @Test func `an object holds what follows from entries, and nothing that was sealed`() async throws {
        let shelf = try await Shelf.filled()
        let text = try shelf.text(JSONLinesExport())
        #expect(!text.contains("nobody shall read this") && !text.contains("secret reason"))
        #expect(!text.contains("withdrawn-value"))
        let revised = try #require(try shelf.lines().first { $0["label"] == "l.2" })
        #expect(
            revised.object?.members.map(\.name) == [
                "dataset", "disputed", "event", "index", "item", "label", "name", "recorded", "segments", "source", "split",
                "type",
                "value", "verdict",
            ])
        #expect(revised["value"] == ["kind": "number", "number": 5] && revised["disputed"] == true)
        #expect(try revised["event"] == shelf.world.reference("revised").json)
        #expect(revised["verdict"] == "not-required" && revised["split"] == "test")
        let timed = try #require(try shelf.lines().first { $0["label"] == "timed" })
        #expect(timed["segments"] == [["track": "audio", "start": 48_000, "end": 96_001]] && timed["split"] == nil)
        let marked = try #require(try shelf.lines().first { $0["label"] == "l" })
        #expect(marked["value"]?["text"]?.string == Shelf.markup)
    }

    @Test func `an earlier size shows what was current then`() async throws {
        let shelf = try await Shelf.filled()
        let before = try shelf.lines(at: try shelf.size(after: "ab/gone"))
        #expect(before.contains { $0["value"]?["choice"] == "withdrawn-value" })
        #expect(before.first { $0["label"] == "l.2" }?["value"] == ["kind": "number", "number": 4])
        #expect(before.first { $0["label"] == "l.2" }?["disputed"] == false)
        #expect(try shelf.lines(at: try shelf.size(after: "guideline")).isEmpty)
        #expect(throws: LedgerError.self) { try shelf.lines(at: try shelf.size(after: "model")) }
    }

    @Test func `a release freezes counts, splits and the digest of the lines`() async throws {
        var shelf = try await Shelf.filled()
        let content = try shelf.view { try ReleaseContent(of: $0) }
        #expect(content.digest == Digest(hashing: try shelf.text(JSONLinesExport())))
        #expect(content.items == 7 && content.labels == 13 - 1)
        #expect(content.splits["test"] == ["items": 1, "labels": 3] && content.splits[""] == ["items": 1, "labels": 3])
        try await shelf.say(
            "released", "dataset.released", .release("d", "1.0"), content.statement(of: "d", version: "1.0"))
        try await shelf.assert("a", "later", ["kind": "number", "number": 1], by: Shelf.ada)
        try shelf.world.store.read { reader in
            let release = try #require(try Release(of: "d", "1.0", from: reader))
            #expect(release.recallReason == nil)
            let again = try release.checked(reader).content
            #expect(again.differences(from: release.released).isEmpty)
            let now = try ReleaseContent(of: DatasetView(reader, dataset: "d"))
            #expect(now.differences(from: release.released).count == 2)
            #expect(try Release(of: "d", "2.0", from: reader) == nil)
        }
        try await shelf.say(
            "recalled", "dataset.recalled", .release("d", "1.0"), ["dataset": "d", "version": "1.0", "reason": "leak"])
        let recalled = try shelf.world.store.read { try Release(of: "d", "1.0", from: $0) }
        #expect(recalled?.recallReason == "leak")
    }

    @Test func `a release of one split is counted, digested and found again without the others`() async throws {
        var shelf = try await Shelf.filled()
        let content = try shelf.world.store.read {
            try ReleaseContent(of: DatasetView($0, dataset: "d", splits: ["test", "nowhere"]))
        }
        #expect(content.items == 1 && content.labels == 3)
        #expect(content.splits["nowhere"] == ["items": 0, "labels": 0] && content.splits["train"] == nil)
        try await shelf.say("released", "dataset.released", .release("d", "t"), content.statement(of: "d", version: "t"))
        try shelf.world.store.read { reader in
            let release = try #require(try Release(of: "d", "t", from: reader))
            #expect(try release.checked(reader).content == content)
        }
    }

    /// Ada and ben prefer opposite answers, which ben's tool has the other way round.
    private func ranked() async throws -> Shelf {
        var shelf = try await Shelf.filled()
        for (label, actor, contents) in [("p", Shelf.ada, ["x", "y"]), ("r", Shelf.ben, ["y", "x"])] {
            let responses = zip(["one", "two"], contents).map { id, content -> JSONValue in
                ["id": .string(id), "digest": .string(Digest(hashing: content).contentDigest), "model": "m"]
            }
            try await shelf.rank(label, actor, responses, ["one", "two"])
        }
        return shelf
    }

    @Test func `a ranking says what its ids stand for`() async throws {
        let shelf = try await ranked()
        let lines = try shelf.lines().filter { $0["type"] == "touchmark.preference.ranked" }
        #expect(lines.count == 2 && lines[0]["value"] == lines[1]["value"])
        let (x, y) = (Digest(hashing: "x").contentDigest, Digest(hashing: "y").contentDigest)
        #expect(
            lines.map { $0["responses"] } == [
                [["id": "one", "digest": .string(x)], ["id": "two", "digest": .string(y)]],
                [["id": "one", "digest": .string(y)], ["id": "two", "digest": .string(x)]],
            ])
        #expect(try shelf.lines().count { $0["responses"] != nil } == 2)
    }

    @Test func `a release from before rankings said it is checked and shown as it was`() async throws {
        var shelf = try await ranked()
        let earlier = try shelf.view { try ReleaseContent(of: $0.withoutResponses) }
        try await shelf.say("released", "dataset.released", .release("d", "1.0"), earlier.statement(of: "d", version: "1.0"))
        try shelf.world.store.read { reader in
            let release = try #require(try Release(of: "d", "1.0", from: reader))
            let (view, content) = try release.checked(reader)
            #expect(content.differences(from: release.released).isEmpty)
            let text = Gathered()
            var export = JSONLinesExport()
            try export.export(view) { text.text += $0 }
            #expect(Digest(hashing: text.text) == release.released.digest && !text.text.contains("\"responses\""))
        }
    }
}
