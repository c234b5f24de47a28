import Primitives

/// Where a bundle is read from. It is read twice, so it must be something that stays: a file, not a pipe.
public protocol BundleInput: Sendable {
    /// At most `count` bytes from `offset`; fewer only at the end, none past it.
    func bytes(at offset: UInt64, count: Int) throws -> [UInt8]
}

/// A bundle in memory.
public struct BundleBytes: BundleInput {
    private let content: [UInt8]

    public init(_ content: [UInt8]) { self.content = content }

    public func bytes(at offset: UInt64, count: Int) -> [UInt8] {
        guard let start = Int(exactly: offset), start < content.count else { return [] }
        return Array(content[start..<min(content.count, start + max(0, count))])
    }
}

/// Why a bundle cannot be read at all: nothing in it was judged (exit status 3).
public struct UnreadableBundle: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// A line breaks the rules of JSON (protocol.md §1).
        case json
        /// A line has not the shape of its kind.
        case shape
        /// A line is longer than 2 MiB.
        case lineTooLong = "line-too-long"
        /// The bundle is of a version that this verifier does not know.
        case version
        /// The input was not the same when it was read again.
        case changed
    }

    public let code: Code
    /// From 1.
    public let line: Int
    public let sentence: String

    init(_ code: Code, line: Int, _ sentence: String) {
        self.code = code
        self.line = line
        self.sentence = sentence
    }

    /// Safe to show: it names members, never their values, and nothing in it drives a terminal.
    public var description: String { VisibleText.showingControls("line \(line): \(sentence)") }
}
