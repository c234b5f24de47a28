import Foundation
import Testing

@testable import Provenance

@Suite("The page on the AI Act")
struct LawPageTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Docs/AIAct.md")

    @Test("names only events that the vocabulary has")
    func events() throws {
        let page = try String(contentsOf: Self.file, encoding: .utf8)
        let named = page.matches(of: /`([a-z]+\.[a-z-]+)`/).map { "touchmark.\($0.output.1)" }
        #expect(named.count > 10)
        for type in named { #expect(EventBody.vocabulary[type] != nil, "\(type)") }
    }
}
