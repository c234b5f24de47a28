#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Small files that are read whole and replaced whole.
package enum PlainFile {
    /// What tells one state of a file from the next: a replaced file has another inode, or at least another time.
    package struct Stamp: Hashable, Sendable {
        private let device: UInt64
        private let inode: UInt64
        private let size: Int64
        private let modified: [Int]

        fileprivate init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            #if canImport(Glibc)
                modified = [
                    status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
                    Int(status.st_mode),
                ]
            #else
                modified = [
                    status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec, status.st_ctimespec.tv_sec,
                    status.st_ctimespec.tv_nsec, Int(status.st_mode),
                ]
            #endif
        }
    }

    /// `nil` if there is no such file.
    static func stamp(of path: String) throws(ServiceFileError) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw failure(path, "cannot be looked at")
        }
        return Stamp(status)
    }

    /// - Parameters:
    ///   - limit: the most bytes that it may have.
    ///   - closed: bits of the mode that must not be set, such as 0o077 for a file that is its owner's alone.
    /// - Returns: `nil` if there is no such file.
    package static func read(
        _ path: String, limit: Int, closed: UInt32 = 0
    ) throws(ServiceFileError) -> (stamp: Stamp, bytes: [UInt8])? {
        // Without O_NONBLOCK a pipe of this name would hold up everybody.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path, "cannot be opened")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, "cannot be looked at") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ServiceFileError(.damaged, "\(path) is no plain file. Put the right one there.")
        }
        guard UInt32(status.st_mode) & closed == 0 else {
            throw ServiceFileError(.loose, "Others can get at \(path). Make it its owner's alone: chmod 600 \(path)")
        }
        guard status.st_size <= limit else {
            throw ServiceFileError(.tooLarge, "\(path) has more than \(limit) bytes: it is not what it should be.")
        }
        return (Stamp(status), try read(descriptor, path, Int(status.st_size)))
    }

    private static func read(_ descriptor: Int32, _ path: String, _ count: Int) throws(ServiceFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let result = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: done), count - done, off_t(done))
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw failure(path, "cannot be read whole") }
            done += result
        }
        return bytes
    }

    /// Puts `bytes` in the place of what is there, mode 0600. Whoever reads sees the one or the other, also after a power cut.
    static func replace(_ path: String, with bytes: [UInt8]) throws {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(temporary, "cannot be made") }
        do {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, temporary)
            try giveToOwner(of: directory(of: path), descriptor, temporary)
            guard fsync(descriptor) == 0 else { throw failure(temporary, "cannot be synced") }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let error = failure(path, "cannot be replaced")
            unlink(temporary)
            throw error
        }
        try withDirectory(of: path) { descriptor in
            guard fsync(descriptor) == 0 else { throw failure(directory(of: path), "cannot be synced") }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(ServiceFileError) {
        var done = 0
        while done < bytes.count {
            let result = bytes.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done) }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw failure(path, "cannot be written") }
            done += result
        }
    }

    private static func writeBytes(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, start, count)
        #else
            Darwin.write(descriptor, start, count)
        #endif
    }

    /// A file that root made would be out of reach of the service, which has the directory.
    private static func giveToOwner(of directory: String, _ descriptor: Int32, _ path: String) throws(ServiceFileError) {
        guard geteuid() == 0 else { return }
        var status = stat()
        guard stat(directory, &status) == 0, fchown(descriptor, status.st_uid, status.st_gid) == 0 else {
            throw failure(path, "cannot be given to the directory's owner")
        }
    }

    /// Runs `body` while nobody else runs one for a file of the same directory. Waits for its turn.
    static func withLock<R>(onDirectoryOf path: String, _ body: () throws -> R) throws -> R {
        try withDirectory(of: path) { descriptor in
            while flock(descriptor, LOCK_EX) != 0 {
                guard errno == EINTR else { throw failure(directory(of: path), "cannot be locked") }
            }
            return try body()
        }
    }

    private static func withDirectory<R>(of path: String, _ body: (Int32) throws -> R) throws -> R {
        let descriptor = open(directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(directory(of: path), "cannot be opened") }
        defer { close(descriptor) }
        return try body(descriptor)
    }

    private static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    private static func failure(_ path: String, _ what: String) -> ServiceFileError {
        ServiceFileError(
            .inaccessible,
            "\(path) \(what) (\(String(cString: strerror(errno)))). Check the disk, and who may read and write there.")
    }
}
