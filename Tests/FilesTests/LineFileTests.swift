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

    @Test("the lines of a file of any size are read until enough is known, the half one at its end not")
    func lines() throws {
        let lines = (0..<200_000).map { "line \($0)" }
        try Data((lines.joined(separator: "\n") + "\nhalf").utf8).write(to: URL(fileURLWithPath: path))
        let file = try #require(try PlainFile(path))
        #expect(file.size > 2 << 20)
        var read: [String] = []
        try LineFile.forEachLine(of: file, limit: 11) { line in
            read.append(String(decoding: line, as: UTF8.self))
            return true
        }
        #expect(read == lines)
        var count = 0
        try LineFile.forEachLine(of: file, limit: 11) { _ in
            count += 1
            return count < 3
        }
        #expect(count == 3)
        let failure = #expect(throws: FileFailure.self) { try LineFile.forEachLine(of: file, limit: 10) { _ in true } }
        #expect(failure?.reason == .tooLarge(limit: 10))
    }

    @Test("a long half line is taken away too, and the lines before it stay")
    func long() throws {
        let lines = (0..<1000).map { "line \($0)\n" }.joined()
        try Data((lines + String(repeating: "x", count: 10_000)).utf8).write(to: URL(fileURLWithPath: path))
        try LineFile.append(Array("next".utf8), to: path, mode: 0o600)
        #expect(content == lines + "next\n")
    }
}
