import Foundation
import LedgerTesting
import Testing

@testable import Intake

/// Keys and secrets on disk: whole or not there, and nobody else's.
struct OwnersFileTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path("key.jwk") }

    init() throws { directory = try TemporaryDirectory() }

    @Test("whoever looks while a file is made sees the whole file or none, so that a kill leaves no half")
    func whole() async throws {
        let text = String(repeating: "x", count: 8 << 20)
        let path = path
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int else { continue }
                    #expect(size == text.utf8.count)
                }
            }
            for _ in 0..<20 {
                try OwnersFile.create(path, text, "a key file")
                try FileManager.default.removeItem(atPath: path)
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(try directory.names.isEmpty)
    }

    @Test("a file that is there is not overwritten, and nothing is left beside it")
    func exclusive() throws {
        try OwnersFile.create(path, "first", "a key file")
        let failure = #expect(throws: IntakeError.self) { try OwnersFile.create(path, "second", "a key file") }
        #expect(failure.map { "\($0)" }?.contains("is never overwritten") == true)
        #expect(try directory.names == ["key.jwk"])
        #expect(try OwnersFile.read(path, "key") == Array("first".utf8))
    }

    @Test("a file that is replaced is the new one, and its owner's alone")
    func replaced() throws {
        try OwnersFile.replace(path, "first")
        try OwnersFile.replace(path, "second")
        #expect(try directory.names == ["key.jwk"])
        #expect(try OwnersFile.read(path, "key") == Array("second".utf8))
    }

    @Test("of a file that is too large it is said that it is, and not that it is no file")
    func tooLarge() throws {
        try OwnersFile.create(path, String(repeating: "x", count: 16 << 20), "a key file")
        #expect(try OwnersFile.read(path, "key").count == 16 << 20)
        try OwnersFile.replace(path, String(repeating: "x", count: 16 << 20 + 1))
        let failure = #expect(throws: IntakeError.self) { try OwnersFile.read(path, "key") }
        #expect(failure?.code == .unreadable)
        #expect(failure?.description.contains("it has more than 16777216 bytes. Put the key file back") == true)
    }

    @Test("where nothing can be written, that is said, and nothing is left")
    func noDirectory() throws {
        let failure = #expect(throws: IntakeError.self) {
            try OwnersFile.create(directory.path("none/key.jwk"), "text", "a key file")
        }
        #expect(failure.map { "\($0)" }?.contains("No such file") == true)
        #expect(try directory.names.isEmpty)
    }
}
