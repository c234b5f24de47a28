#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A plain file that is open for reading: what was looked at is what is read, whatever gets its name meanwhile.
package final class PlainFile: Sendable {
    package let path: String
    package let stamp: FileStamp
    private let descriptor: Int32

    /// - Parameter closed: bits of the mode that must not be set, such as 0o077 for a file that is its owner's alone.
    /// - Returns: `nil` if there is no such file.
    package init?(_ path: String, closed: UInt32 = 0) throws(FileFailure) {
        self.path = path
        // Without O_NONBLOCK a pipe of this name would hold up everybody.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .last(path, "cannot be opened")
        }
        do throws(FileFailure) { stamp = try Self.checked(descriptor, path, closed) } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static func checked(_ descriptor: Int32, _ path: String, _ closed: UInt32) throws(FileFailure) -> FileStamp {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last(path, "cannot be looked at") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileFailure(path, "cannot be read", .notPlain) }
        guard UInt32(status.st_mode) & closed == 0 else { throw FileFailure(path, "is not used", .exposed) }
        return FileStamp(status)
    }

    /// How many bytes it had when it was opened.
    package var size: Int { Int(stamp.size) }

    /// The bytes from `offset` on, as many as asked for; fewer at the end of the file. Reads do not disturb each other.
    package func bytes(at offset: Int, count: Int) throws(FileFailure) -> [UInt8] {
        try Descriptor.read(descriptor, path, at: offset, count: count)
    }

    /// All bytes.
    ///
    /// - Throws: also if there are more than `limit`.
    package func whole(limit: Int) throws(FileFailure) -> [UInt8] {
        guard size <= limit else { throw FileFailure(path, "is not read", .tooLarge(limit: limit)) }
        return try bytes(at: 0, count: size)
    }
}
