import Connectors
import Foundation
import LedgerTesting
import Provenance
import Testing

@testable import Intake

/// What a connector knows of people survives a crash while it writes.
struct ConnectorStationTests {
    private let directory: TemporaryDirectory
    private var keys: String { directory.path("keys") }
    private var register: String { keys + "/connectors/studio/actors.jsonl" }

    init() throws { directory = try TemporaryDirectory() }

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

    @Test("what a foreign tool calls somebody, her address and her name are in no file of the connector")
    func inClear() throws {
        var station = try ConnectorStation("studio", keys: keys)
        let ada = ForeignActor(annotator: "ada@example.org", name: "Ada Roe", email: "ada@example.org")
        let actor = try station.mint(ada)
        let text = try String(contentsOfFile: register, encoding: .utf8)
        #expect(text.contains(actor.id) && !text.contains("example.org") && !text.contains("Roe"), "\(text)")
        #expect(try ConnectorStation("studio", keys: keys).actor(ada.id) == actor)
    }

    @Test("a register of an older version is written anew, and says the same of everybody")
    func olderVersion() throws {
        _ = try ConnectorStation("studio", keys: keys)
        let old = """
            {"actor":"annotator:p-1","foreign":"jane@example.org","kind":"annotator"}
            {"actor":"model:m%401","foreign":"m@1","kind":"model"}

            """
        try Data(old.utf8).write(to: URL(fileURLWithPath: register))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: register)
        try ConnectorStation.coverPeople(keys: keys)
        #expect(try !String(contentsOfFile: register, encoding: .utf8).contains("jane"))
        let station = try ConnectorStation("studio", keys: keys)
        #expect(station.actor(person("jane@example.org").id) == Actor(.annotator, "p-1"))
        #expect(station.actor(.init(.model, "m@1")) == Actor(.model, "m@1"))
        #expect(station.keepsKey(of: Actor(.annotator, "p-1")))
    }

    @Test("a register of any size is read: it grows with each thing learned")
    func large() throws {
        var station = try ConnectorStation("studio", keys: keys)
        let ada = try station.mint(person("ada@example.org"))
        var text = try #require(FileManager.default.contents(atPath: register))
        // What was learned of others, who changed their addresses often.
        let line = Data(
            #"{"actor":"annotator:p-1","email":"\#(String(repeating: "0", count: 900))","id":"1","kind":"annotator"}"#.utf8)
        while text.count <= 17 << 20 { text += line + Data("\n".utf8) }
        let eve = try station.mint(person("eve@example.org"))
        try (text + #require(FileManager.default.contents(atPath: register))).write(to: URL(fileURLWithPath: register))
        let again = try ConnectorStation("studio", keys: keys)
        #expect(again.actor(person("ada@example.org").id) == ada)
        #expect(again.actor(person("eve@example.org").id) == eve)
    }

    @Test("without its secret a register knows nobody, so that it is not opened")
    func withoutSecret() throws {
        var station = try ConnectorStation("studio", keys: keys)
        _ = try station.mint(person("ada@example.org"))
        try FileManager.default.removeItem(atPath: keys + "/connectors/studio/import-secret.jwk")
        #expect(throws: IntakeError.self) { try ConnectorStation("studio", keys: keys) }
    }

    @Test("an id with another address may be somebody else, one with another name too, and what is not said is no doubt")
    func doubts() throws {
        var station = try ConnectorStation("studio", keys: keys)
        let actor = try station.mint(person("41"))
        #expect(station.doubt(of: ForeignActor(annotator: "41", name: "Ada", email: "ada@example.org")) == nil)
        #expect(try station.mint(ForeignActor(annotator: "41", name: "Ada", email: "ada@example.org")) == actor)
        station = try ConnectorStation("studio", keys: keys)
        #expect(station.doubt(of: person("41")) == nil)
        #expect(station.doubt(of: ForeignActor(annotator: "41", email: "ADA@example.org")) == nil)
        #expect(station.doubt(of: ForeignActor(annotator: "41", name: "Mal")) == .otherName(actor))
        let other = ForeignActor(annotator: "41", name: "Ada", email: "mallory@example.org")
        #expect(station.doubt(of: other) == .otherAddress(actor))
        station.takesChangedAddresses = true
        #expect(station.doubt(of: other) == nil)
        #expect(try station.mint(other) == actor)
        station.takesChangedAddresses = false
        #expect(station.doubt(of: other) == nil, "the new address is hers now")
    }
}
