import Foundation
import LedgerTesting
import Testing

@testable import Files

/// What was looked at is what is read.
struct PlainFileTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path("file") }

    init() throws { directory = try TemporaryDirectory() }

    @Test("a file that takes the name after the look is not the one that is read")
    func swapped() throws {
        try DurableFile.create(path, Array("looked at".utf8), mode: 0o600)
        let file = try #require(try PlainFile(path, closed: 0o077))
        try DurableFile.replace(path, Array("put in its place, and longer".utf8), mode: 0o644)
        #expect(try file.whole(limit: 100) == Array("looked at".utf8))
        #expect(try FileStamp(of: path) != file.stamp)
    }

    @Test("a pipe and a directory are no plain files, and a pipe keeps nobody waiting")
    func notPlain() throws {
        #expect(mkfifo(path, 0o600) == 0)
        for name in [path, directory.path] {
            let failure = #expect(throws: FileFailure.self) { _ = try PlainFile(name) }
            #expect(failure?.reason == .notPlain)
        }
    }

    @Test("what others can read, what is too large, and what is not there")
    func refused() throws {
        #expect(try PlainFile(path) === nil)
        #expect(try FileStamp(of: path) == nil)
        try DurableFile.create(path, Array("text".utf8), mode: 0o644)
        let exposed = #expect(throws: FileFailure.self) { _ = try PlainFile(path, closed: 0o077) }
        #expect(exposed?.reason == .exposed)
        let large = #expect(throws: FileFailure.self) { _ = try PlainFile(path)?.whole(limit: 3) }
        #expect(large?.reason == .tooLarge(limit: 3))
    }

    @Test("a lock is one's alone until its owner ends")
    func locked() throws {
        var lock: FileLock? = try FileLock(path, mode: 0o600)
        #expect(lock != nil)
        #expect(try FileLock(path, mode: 0o600) == nil)
        lock = nil
        #expect(try FileLock(path, mode: 0o600) != nil)
    }

    @Test("names of directories", arguments: [("a/b", "a"), ("/a", "/"), ("a", "."), ("a/b/", "a"), ("/a/b", "/a")])
    func holding(_ path: String, _ directory: String) {
        #expect(Directory.holding(path) == directory)
    }
}
