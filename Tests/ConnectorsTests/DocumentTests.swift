import Foundation
import Primitives
import Provenance
import Testing

@testable import Connectors

@Suite("Docs/Importing.md")
struct DocumentTests {
    struct Block {
        let language: String
        let text: String
    }

    static func blocks() throws -> [Block] {
        let text = try String(contentsOf: Files.root.appendingPathComponent("Docs/Importing.md"), encoding: .utf8)
        return text.components(separatedBy: "\n```").dropFirst().enumerated().compactMap { place, part in
            guard place % 2 == 0, let end = part.firstIndex(of: "\n") else { return nil }
            return Block(language: String(part[..<end]), text: String(part[part.index(after: end)...]))
        }
    }

    /// The events as the page shows them, one a line.
    static func lines(_ imported: Imported) -> String {
        imported.events.map { event in
            var object: JSONObject = ["type": .string(event.type), "data": .object(event.data)]
            switch event.author {
            case .connector: object["by"] = "connector"
            case .operator: object["by"] = "operator"
            case .foreign(let id): object["by"] = .string(id.text)
            }
            if let time = event.time { object["time"] = .string(time.description) }
            for citation in event.citations { object["cites " + citation.member] = .string(citation.subject.description) }
            return JSONValue.object(object).canonicalText
        }.joined(separator: "\n")
    }

    @Test("each example gives the events that the page shows")
    func examples() throws {
        let blocks = try Self.blocks()
        #expect(blocks.map(\.language) == ["csv", "yaml", "json", "jsonl", "yaml", "json", "json", "json"])
        for start in [0, 3] {
            let imported = try Imported(
                TableImporter(
                    mapping: TableMapping(yaml: blocks[start + 1].text, file: "m.yaml"),
                    table: source(blocks[start].text, "t." + blocks[start].language), secret: secret))
            #expect(imported.faults == [] && imported.problems == [])
            // Derived label ids depend on the secret, so that the page cannot show them.
            #expect(
                Self.lines(imported).replacing(/"label":"[0-9a-f]{32}"/, with: "\"label\":\"(derived)\"")
                    == blocks[start + 2].text)
        }
        let options = LabelStudioOptions(dataset: "tweets", origin: .init(kind: .collected))
        let imported = try Imported(
            LabelStudioImporter(export: source(blocks[6].text, "export.json"), options: options, secret: secret))
        #expect(imported.faults == [] && imported.problems == [])
        #expect(Self.lines(imported) == blocks[7].text)
    }
}
