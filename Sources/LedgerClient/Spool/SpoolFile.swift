import Files

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file that is only ever appended to. What `append` was given is there after a power cut, or it was never there; so is what
/// is read in it.
final class SpoolFile: Sendable {
    let path: String
    private let descriptor: Int32

    /// Opens the file, or makes it. What stands in it and its name survive a power cut.
    init(_ path: String) throws(SpoolError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot be opened", path) }
        // Also where the file was there: whoever made it, and wrote in it, may have been stopped before this.
        if try size() > 0 { try sync() }
        try Self.syncDirectory(of: path)
    }

    private func sync() throws(SpoolError) {
        do throws(FileFailure) { try Descriptor.sync(descriptor, path) } catch { throw SpoolError(error) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// All bytes of the file.
    ///
    /// - Throws: `foreign` if there are more than `limit`.
    func readAll(limit: Int) throws(SpoolError) -> [UInt8] {
        let count = try size()
        guard count <= limit else { throw SpoolError(.foreign, "\(path) is larger than any file that a spool writes.") }
        return try read(from: 0, count: count)
    }

    /// Up to `count` bytes; fewer at the end of the file.
    func read(from start: Int, count: Int) throws(SpoolError) -> [UInt8] {
        do throws(FileFailure) { return try Descriptor.read(descriptor, path, at: start, count: count) } catch {
            throw SpoolError(error)
        }
    }

    func size() throws(SpoolError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("cannot be looked at", path) }
        return Int(status.st_size)
    }

    /// Writes `bytes` from `end` on, durably.
    ///
    /// - Throws: `full`, with the file as it was before; `io`, with no knowledge of what the disk holds.
    func append(_ bytes: [UInt8], at end: Int) throws(SpoolError) {
        do throws(FileFailure) {
            try Descriptor.write(bytes, to: descriptor, path, at: end)
            try Descriptor.sync(descriptor, path)
        } catch {
            // After a failed fsync the system may have dropped what it could not write. A full disk can also show here.
            try cut(to: end)
            throw SpoolError(error)
        }
    }

    /// Shortens the file, durably.
    func cut(to end: Int) throws(SpoolError) {
        guard ftruncate(descriptor, off_t(end)) == 0 else { throw SpoolError(.io, Self.failure("cannot be cut", path).message) }
        do throws(FileFailure) { try Descriptor.sync(descriptor, path) } catch { throw SpoolError(.io, "\(error)") }
    }

    /// Makes the names in a directory survive a power cut.
    static func syncDirectory(of path: String) throws(SpoolError) {
        do throws(FileFailure) { try Directory.syncName(path) } catch { throw SpoolError(error) }
    }

    static func remove(_ path: String) throws(SpoolError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("cannot be removed", path) }
        try syncDirectory(of: path)
    }

    /// Makes a directory that nobody else may read, unless it is there.
    static func makeDirectory(_ path: String) throws(SpoolError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("cannot be made", path) }
        try syncDirectory(of: path)
    }

    /// The names in a directory, in order.
    static func names(in path: String) throws(SpoolError) -> [String] {
        guard let directory = opendir(path) else { throw failure("cannot be listed", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
                        String(cString: $0)
                    }
                })
        }
        return names.sorted()
    }

    private static func failure(_ what: String, _ path: String) -> SpoolError { SpoolError(.last(path, what)) }
}
