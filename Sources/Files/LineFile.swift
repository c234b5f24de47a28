#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files of lines that are only added to.
package enum LineFile {
    private static let pieceByteCount = 4096
    private static let readByteCount = 1 << 20

    /// Adds a line, durably: all of it or nothing. What a crash left of a line is taken away first: nobody was told of it.
    ///
    /// - Parameter line: without the line feed at its end.
    package static func append(_ line: [UInt8], to path: String, mode: UInt32) throws(FileFailure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw .last(path, "cannot be opened") }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .last(path, "cannot be locked") }
        }
        let end = try endOfLines(descriptor, path)
        guard ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, off_t(end), SEEK_SET) >= 0 else {
            throw .last(path, "cannot be cut to its last whole line")
        }
        do throws(FileFailure) {
            try Descriptor.write(line + [UInt8(ascii: "\n")], to: descriptor, path)
            try Descriptor.sync(descriptor, path)
        } catch {
            // If this fails too, whoever adds the next line does it.
            ftruncate(descriptor, off_t(end))
            throw error
        }
        try Directory.syncName(path)
    }

    /// Calls `body` with each whole line of a file of any size that is not empty, without the line feed at its end, until it
    /// returns false.
    ///
    /// - Throws: `FileFailure`, also if a line has more bytes than `limit`; what `body` throws.
    package static func forEachLine(of file: PlainFile, limit: Int, _ body: (ArraySlice<UInt8>) throws -> Bool) throws {
        func check(_ line: ArraySlice<UInt8>) throws(FileFailure) {
            guard line.count <= limit else {
                throw FileFailure(file.path, "has a line that is not read", .tooLarge(limit: limit))
            }
        }
        var rest: [UInt8] = []
        for offset in stride(from: 0, to: file.size, by: readByteCount) {
            rest += try file.bytes(at: offset, count: min(readByteCount, file.size - offset))
            let lines = wholeLines(of: rest)
            for line in lines.split(separator: UInt8(ascii: "\n")) {
                try check(line)
                guard try body(line) else { return }
            }
            rest = Array(rest[lines.endIndex...])
            try check(rest[...])
        }
    }

    /// The bytes that are whole lines.
    private static func wholeLines(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes[..<(bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)]
    }

    private static func endOfLines(_ descriptor: Int32, _ path: String) throws(FileFailure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last(path, "cannot be looked at") }
        var end = Int(status.st_size)
        while end > 0 {
            let start = max(0, end - pieceByteCount)
            let lines = wholeLines(of: try Descriptor.read(descriptor, path, at: start, count: end - start))
            guard lines.isEmpty else { return start + lines.count }
            end = start
        }
        return 0
    }
}
