import Foundation
import Primitives
import Provenance
import Testing

@testable import Connectors

@Suite("Real tables", .enabled(if: Files.isDataThere, "../shared/data is not there"))
struct RealTableTests {
    static func rte(_ key: ImportSecret = secret) throws -> Imported {
        try Imported(
            TableImporter(
                mapping: Files.mapping("rte.yaml"), table: ByteSource(file: Files.data.appendingPathComponent("rte.csv")),
                items: ByteSource(file: Files.data.appendingPathComponent("rte-items.csv")), secret: key))
    }

    @Test("8,000 judgments become 800 items, 164 annotators and 8,000 labels, all admissible")
    func entailment() throws {
        let imported = try Self.rte()
        #expect(imported.problems == [])
        #expect(imported.faults == [])
        #expect(imported.items.count == 800)
        #expect(imported.actors.count == 164)
        #expect(imported.labels.count == 8000)
        #expect(imported.events.filter { $0.author == .operator }.count == 800)
        #expect(imported.labels.filter { $0.data["value"]?["choice"] == "entailed" }.count == 4581)

        let first = try #require(imported.labels.first)
        #expect(first.author == .foreign(.init(.annotator, "w001")))
        #expect(first.type == "touchmark.label.asserted")
        #expect(first.time == Timestamp("2019-03-25T07:41:05Z"))
        #expect(first.citations == [.init(member: "on", subject: .item("rte", "25"))])
        let expected: JSONValue = [
            "dataset": "rte", "item": "25", "label": "1", "name": "entailment", "segments": [],
            "value": ["kind": "choice", "choice": "not-entailed"],
        ]
        #expect(JSONValue.object(first.data) == expected)
        #expect(imported.labels.last?.author == .foreign(.init(.annotator, "w012")))
        #expect(imported.labels.last?.data["item"] == "2190")
    }

    @Test("content is digested and never stored")
    func contentStaysOutside() throws {
        let item = try #require(try Self.rte().items.first)
        let hypothesis = item.data["tracks"]?.array?[1]
        #expect(hypothesis?["digest"]?.string == Digest(hashing: "Two films won six Oscars.").contentDigest)
        #expect(!JSONValue.object(item.data).canonicalText.contains("Oscars"))
    }

    @Test("the same file twice gives the same ids; another secret gives others")
    func stableIDs() throws {
        let ids = try Self.rte().events.map(\.id)
        #expect(try Self.rte().events.map(\.id) == ids)
        let other = try Self.rte(try #require(ImportSecret(bytes: Array(1...32)))).events.map(\.id)
        #expect(Set(other).isDisjoint(with: ids))
        #expect(ids.allSatisfy { $0.high >> 12 & 0xF == 8 && $0.low >> 62 == 2 })
    }

    @Test("999 instructions with three annotators become 2,997 preferences, ties and all")
    func preferences() throws {
        let imported = try Imported(
            TableImporter(
                mapping: Files.mapping("pandalm.yaml"),
                table: ByteSource(file: Files.data.appendingPathComponent("pandalm.jsonl")), secret: secret))
        #expect(imported.problems == [])
        #expect(imported.faults == [])
        #expect(imported.items.count == 999)
        #expect(imported.actors.map(\.id.text) == ["annotator1", "annotator2", "annotator3"])
        #expect(imported.labels.count == 2997)
        #expect(imported.labels.allSatisfy { $0.type == "touchmark.preference.ranked" })
        let orders = imported.labels.compactMap { $0.data["rankings"]?.array?.first?["order"] }
        #expect(orders.filter { $0 == ["response1", "response2"] }.count == 427 + 417 + 411)
        #expect(orders.filter { $0 == ["response2", "response1"] }.count == 475 + 466 + 475)
        #expect(orders.filter { $0 == [["response1", "response2"]] }.count == 97 + 116 + 113)
        let responses = imported.labels.first?.data["responses"]?.array
        #expect(responses?.compactMap { $0["model"]?.string } == ["bloom-7b", "llama-7b"])
        #expect(
            responses?[1]["digest"]?.string
                == Digest(hashing: "If you have any questions, please let me know.").contentDigest)
        // An input that is empty is no track.
        #expect(imported.items.filter { $0.data["tracks"]?.array?.count == 1 }.count == 167)
    }
}
