import Foundation
import LedgerTesting
import Testing

@testable import Files

/// A file is whole or not there, and what is there stays.
struct DurableFileTests {
    @Test("names of files in the making are told from others")
    func temporaryNames() {
        for name in ["operator.jwk.17-4294967295.new", "a.0-0.new"] { #expect(DurableFile.isTemporary(name), "\(name)") }
        for name in [
            "operator.jwk", "operator.new", "0-0.new", "a.0-0.new.jwk", "a.00.new", "a.-0.new", "a.0-.new", "a.0-0-0.new",
            "a.x-0.new",
            "a.0-0.old", "new", "",
        ] { #expect(!DurableFile.isTemporary(name), "\(name)") }
    }

    private let directory: TemporaryDirectory
    private var path: String { directory.path("file") }

    init() throws { directory = try TemporaryDirectory() }

    private var content: String? { FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } }

    @Test("whoever looks while a finished file is given its name never sees an empty one, so that a kill leaves none")
    func published() async throws {
        let path = path
        let looking = Task.detached {
            while !Task.isCancelled {
                guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int else { continue }
                #expect(size == 5)
            }
        }
        for _ in 0..<500 {
            try Data("whole".utf8).write(to: URL(fileURLWithPath: path + "-new"))
            try DurableFile.publish(path + "-new", as: path)
            try FileManager.default.removeItem(atPath: path)
        }
        looking.cancel()
        await looking.value
        #expect(try directory.names.isEmpty)
    }

    @Test("a name that is taken stays with what has it, and nothing is left beside it")
    func taken() throws {
        try DurableFile.create(path, Array("first".utf8), mode: 0o600)
        let failure = #expect(throws: FileFailure.self) { try DurableFile.create(path, Array("second".utf8), mode: 0o600) }
        #expect(failure?.isTaken == true)
        #expect(content == "first")
        #expect(try directory.names == ["file"])
    }

    @Test("what is replaced is the new one, with the mode asked for, and nothing is left beside it")
    func replaced() throws {
        for text in ["first", "second"] { try DurableFile.replace(path, Array(text.utf8), mode: 0o600) }
        #expect(content == "second")
        #expect(try directory.names == ["file"])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }

    @Test("two who make the same file at once do not write into each other's")
    func apart() throws {
        let first = try DurableFile(path, mode: 0o600)
        let second = try DurableFile(path, mode: 0o600)
        try first.write(Array("first".utf8))
        try second.write(Array("second".utf8))
        try first.publish()
        #expect(throws: FileFailure.self) { try second.publish() }
        #expect(content == "first")
    }

    @Test("of a file that is never given its name nothing is left")
    func abandoned() throws {
        do {
            let file = try DurableFile(path, mode: 0o600)
            try file.write(Array("half".utf8))
            #expect(try directory.names.count == 1)
        }
        #expect(try directory.names.isEmpty)
    }
}
