import Foundation
import Primitives

/// Lines of a file or of standard input, read as they come: a pipe is never read whole, and what has come is not waited upon.
struct LineReader {
    struct Line {
        /// From 1; empty lines count, though they are not given.
        let number: Int
        /// Without the line's end. Of a line that is too long, its first `maximumLineByteCount` bytes and one.
        let bytes: [UInt8]
    }

    /// A longer line is no event: tokens end at 65,000 bytes of JWS and 1 MiB of disclosures.
    static let maximumLineByteCount = 4 << 20
    private static let pieceByteCount = 1 << 16

    private let name: String
    private let descriptor: Int32
    /// Closes what was opened; `nil` for standard input.
    private let file: FileHandle?
    private var buffer: [UInt8] = []
    private var position = 0
    private var number = 0
    private var isAtEnd = false

    /// `nil` or `-` is standard input.
    init(_ path: String?) throws {
        guard let path, path != "-" else {
            (name, descriptor, file) = ("Standard input", STDIN_FILENO, nil)
            return
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path) cannot be opened for reading: \(SystemReason.last).", ExitStatus.unreadable)
        }
        (name, self.descriptor) = (path, descriptor)
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// The next line that is not empty; a carriage return at its end is dropped. `nil` at the end.
    mutating func next() throws -> Line? {
        while let bytes = try nextBytes() {
            number += 1
            if !bytes.isEmpty { return Line(number: number, bytes: bytes) }
        }
        return nil
    }

    private mutating func nextBytes() throws -> [UInt8]? {
        var kept: [UInt8] = []
        while true {
            let newline = buffer.withUnsafeBytes { $0.firstIndex(of: UInt8(ascii: "\n"), from: position) }
            if let newline {
                keep(buffer[position..<newline], in: &kept)
                position = newline + 1
                break
            }
            keep(buffer[position...], in: &kept)
            position = buffer.count
            guard !isAtEnd else { return kept.isEmpty ? nil : kept }
            try fill()
        }
        if kept.last == UInt8(ascii: "\r") { kept.removeLast() }
        return kept
    }

    private func keep(_ bytes: ArraySlice<UInt8>, in line: inout [UInt8]) {
        line += bytes.prefix(Self.maximumLineByteCount + 1 - line.count)
    }

    private mutating func fill() throws {
        position = 0
        let descriptor = descriptor
        var failure: SystemReason?
        buffer = [UInt8](unsafeUninitializedCapacity: Self.pieceByteCount) { piece, count in
            var result = read(descriptor, piece.baseAddress, piece.count)
            while result < 0, errno == EINTR { result = read(descriptor, piece.baseAddress, piece.count) }
            if result < 0 { failure = .last }
            count = max(0, result)
        }
        if let failure { throw CommandFailure("\(name) cannot be read: \(failure).", ExitStatus.unreadable) }
        isAtEnd = buffer.isEmpty
    }
}
