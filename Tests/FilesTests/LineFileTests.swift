import Foundation
import LedgerTesting
import Testing

@testable import Files

/// A line is whole or not there.
struct LineFileTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path("lines") }

    init() throws { directory = try TemporaryDirectory() }

    private var content: String { FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    @Test(
        "what a crash left of a line is not what the next one is glued to",
        arguments: [("", ""), ("a\n", "a\n"), ("a\nhalf", "a\n"), ("half", "")])
    func torn(before: String, left: String) throws {
        try Data(before.utf8).write(to: URL(fileURLWithPath: path))
        try LineFile.append(Array("next".utf8), to: path, mode: 0o600)
        #expect(content == left + "next\n")
    }

    @Test("a long half line is taken away too, and the lines before it stay")
    func long() throws {
        let lines = (0..<1000).map { "line \($0)\n" }.joined()
        try Data((lines + String(repeating: "x", count: 10_000)).utf8).write(to: URL(fileURLWithPath: path))
        try LineFile.append(Array("next".utf8), to: path, mode: 0o600)
        #expect(content == lines + "next\n")
    }
}
