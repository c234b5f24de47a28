import Connectors
import Foundation
import Provenance
import Testing

@testable import Intake

/// What a connector knows of people survives a crash while it writes.
struct ConnectorStationTests {
    private let keys = FileManager.default.temporaryDirectory.appending(path: "touchmark-\(UUID().uuidString)").path
    private var register: String { keys + "/connectors/studio/actors.jsonl" }

    private func person(_ name: String) -> ForeignActor { ForeignActor(annotator: name) }

    @Test("A line that a crash cut short bricks nothing: nobody heard of it, and the next one is not glued to it")
    func tornLine() throws {
        var station = try ConnectorStation("studio", keys: keys)
        let ada = try station.mint(person("ada@example.org"))
        let whole = try #require(FileManager.default.contents(atPath: register))
        try (whole + Data("{\"actor\":\"annotator:x\",\"for".utf8)).write(to: URL(fileURLWithPath: register))

        var reopened = try ConnectorStation("studio", keys: keys)
        #expect(reopened.actor(person("ada@example.org").id) == ada)
        let eve = try reopened.mint(person("eve@example.org"))
        let again = try ConnectorStation("studio", keys: keys)
        #expect(again.actor(person("ada@example.org").id) == ada)
        #expect(again.actor(person("eve@example.org").id) == eve)
    }

    @Test("A name with a slash is refused, also where the slash is one Character with its neighbour")
    func slash() {
        for name in ["a/b", "a\u{600}/b", "a/\u{301}b", "../x", "a\0b"] {
            #expect(throws: IntakeError.self) { try ConnectorStation.path(of: name, keys: keys) }
        }
    }

    @Test("A whole line that says nothing is damage")
    func damagedLine() throws {
        var station = try ConnectorStation("studio", keys: keys)
        _ = try station.mint(person("ada@example.org"))
        let handle = try #require(FileHandle(forWritingAtPath: register))
        try handle.write(contentsOf: Data("x".utf8))
        #expect(throws: IntakeError.self) { try ConnectorStation("studio", keys: keys) }
    }
}
