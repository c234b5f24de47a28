import Foundation
import Testing

@testable import Files

/// Another name takes the place of an empty directory, and of no full one.
struct DirectoryTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "touchmark-\(UUID().uuidString)").path

    private func make(_ name: String, holding file: String? = nil) throws -> String {
        let path = "\(directory)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        if let file { try Data(file.utf8).write(to: URL(fileURLWithPath: "\(path)/\(file)")) }
        return path
    }

    @Test("a directory gets another name, where there is nothing or nothing in it")
    func free() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for place in ["\(directory)/new", try make("empty")] {
            let part = try make("part", holding: "file")
            try Directory.rename(part, to: place)
            #expect(FileManager.default.fileExists(atPath: "\(place)/file"))
            #expect(!FileManager.default.fileExists(atPath: part))
        }
    }

    @Test("a directory with something in it stays, and so does what was to take its place")
    func full() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (part, place) = (try make("part", holding: "file"), try make("full", holding: "other"))
        let error = #expect(throws: FileFailure.self) { try Directory.rename(part, to: place) }
        #expect(error?.path == place && error?.code == ENOTEMPTY)
        #expect(
            FileManager.default.fileExists(atPath: "\(place)/other") && FileManager.default.fileExists(atPath: "\(part)/file"))
    }
}
