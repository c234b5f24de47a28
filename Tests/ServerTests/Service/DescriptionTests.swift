import Foundation
import Ledger
import LedgerServer
import LedgerTesting
import Primitives
import Testing

@Suite("What the service says of itself")
struct DescriptionTests {
    @Test("Every route is described, and every documented address is a route")
    func routes() async throws {
        try await RunningService.with { (service, _, _) async throws in
            let description = try await service.get("/openapi.json").json
            #expect(description["openapi"] == "3.1.0")
            let paths = try #require(description["paths"]?.object)
            let described = Set(
                paths.members.flatMap { path in
                    path.value.object?.members.map { "\($0.name.uppercased()) \(path.name)" } ?? []
                })
            #expect(described.contains("POST /v1/events") && described.contains("GET /tile/entries/{number}.p/{width}"))
            for path in paths.members.map(\.name) {
                let address = path.replacing(/\{[a-z]+\}/, with: "1")
                let answer = try await service.send("TRACE", address)
                #expect(answer.status == 405, "\(path) is served")
            }
            let document = try String(contentsOf: Self.document, encoding: .utf8)
            for path in paths.members.map(\.name) {
                let stem = path.prefix { $0 != "{" }.dropLast(path.contains("{") ? 1 : 0)
                #expect(document.contains(stem), "Docs/HTTP.md names \(path)")
            }
        }
    }

    private static let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Docs/HTTP.md")
}
