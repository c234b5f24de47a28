import Evidence

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A bundle on disk, read piece by piece.
///
/// Nothing moves the descriptor's position: reads name their own.
package final class BundleFile: BundleInput, Sendable {
    private let descriptor: CInt
    package let size: UInt64

    /// - Throws: `VerifyFailure` if the file cannot be opened, or is no plain file.
    package init(_ path: String) throws {
        // Looked at before it is opened: opening a pipe waits for somebody to write to it.
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw VerifyFailure("\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw VerifyFailure("\(path) is no plain file. A bundle is read twice, so a pipe will not do: save it first.")
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        let end = descriptor < 0 ? -1 : lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else {
            if descriptor >= 0 { close(descriptor) }
            throw VerifyFailure("\(path) cannot be read. Check who may read it.")
        }
        size = UInt64(end)
    }

    deinit { close(descriptor) }

    package func bytes(at offset: UInt64, count: Int) throws -> [UInt8] {
        guard let start = off_t(exactly: offset) else { return [] }
        return try Array(unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
            while filled < buffer.count, let base = buffer.baseAddress {
                let read = pread(descriptor, base + filled, buffer.count - filled, start + off_t(filled))
                if read == 0 { return }
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { throw VerifyFailure("The bundle could not be read on: error \(errno).") }
                filled += read
            }
        }
    }
}

/// Input that cannot be read: nothing was judged.
package struct VerifyFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
