import Ledger

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files as the operating system keeps them.
enum FileSystem {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isDirectoryWritable(of path: String) -> Bool { access(directory(of: path), W_OK) == 0 }

    /// Makes names in the directory that holds `path` survive a power cut.
    static func syncDirectory(of path: String) throws { try sync(directory(of: path)) }

    private static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// Makes a file or directory survive a power cut.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError(.io, "\(path) cannot be opened (\(SystemFailure.last)).") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError(.io, "\(path) cannot be synced (\(SystemFailure.last)).") }
    }

    /// Gives a finished file its name, unless there is something of that name.
    ///
    /// - Throws: `StoreError.exists`.
    static func publish(_ temporary: String, as path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let failure = SystemFailure.last
            throw failure.code == EEXIST
                ? StoreError.alreadyThere(path) : StoreError(.io, "\(path) cannot be made (\(failure)).", cause: failure)
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else {
            let failure = SystemFailure.last
            unlink(path)
            throw StoreError(.io, "\(path) cannot be made (\(failure)).", cause: failure)
        }
        try syncDirectory(of: path)
    }

    /// Makes an empty file that its owner alone may read and write.
    static func makeOwners(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let failure = SystemFailure.last
            throw StoreError(.io, "\(path) cannot be made (\(failure)).", cause: failure)
        }
        close(descriptor)
        try syncDirectory(of: path)
    }

    static func remove(_ path: String) { unlink(path) }

    /// Where a symbolic link leads, as SQLite goes; the path itself where there is nothing.
    static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Which file has this name now; `nil` if none has.
    static func identity(of path: String) -> FileIdentity? {
        var status = stat()
        return stat(path, &status) == 0 ? FileIdentity(device: UInt64(status.st_dev), number: UInt64(status.st_ino)) : nil
    }

    static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}

/// A file, whatever its name: another one may be put in its place.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let number: UInt64
}

extension StoreError {
    static func alreadyThere(_ path: String) -> StoreError {
        StoreError(.exists, "There is a file \(path) already. Choose another name or move it away.")
    }
}
