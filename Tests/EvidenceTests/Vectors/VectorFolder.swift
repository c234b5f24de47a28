import Foundation
import Primitives
import Testing

/// `Fixtures/Vectors/`, as any implementation reads it.
enum VectorFolder {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/Vectors")

    static func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: folder.appending(path: path))) }

    static func json(_ path: String) throws -> JSONValue { try JSONValue(parsing: bytes(path)) }

    /// The cases of a file, or of one of its lists; there are always some.
    static func cases(_ path: String, _ list: String? = nil) throws -> [JSONValue] {
        let value = try json(path)
        let cases = try #require((list.map { value[$0] } ?? value)?.array)
        try #require(!cases.isEmpty)
        return cases
    }
}

extension JSONValue {
    func text(_ name: String) throws -> String { try #require(self[name]?.string, "\(name)") }
    func number(_ name: String) throws -> Int64 { try #require(self[name]?.integer, "\(name)") }
    func flag(_ name: String) throws -> Bool { try #require(self[name]?.bool as Bool?, "\(name)") }
    func digest(_ name: String) throws -> Digest { try #require(Digest(base64: text(name)), "\(name)") }
    func digests(_ name: String) throws -> [Digest] {
        try #require(self[name]?.array).map { try #require($0.string.flatMap { Digest(base64: $0) }) }
    }
}
