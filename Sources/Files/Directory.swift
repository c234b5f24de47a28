#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Directories, and that the names in them last.
package enum Directory {
    /// The path of the directory that holds `path`.
    package static func holding(_ path: String) -> String {
        var name = path[...]
        while name.count > 1, name.last == "/" { name.removeLast() }
        return name.lastIndex(of: "/").map { $0 == name.startIndex ? "/" : String(name[..<$0]) } ?? "."
    }

    /// Makes the name `path` survive a power cut, or that it is gone.
    package static func syncName(_ path: String) throws(FileFailure) { try syncNames(in: holding(path)) }

    /// Makes the names in a directory survive a power cut.
    package static func syncNames(in path: String) throws(FileFailure) {
        let descriptor = try opened(path)
        defer { close(descriptor) }
        do throws(FileFailure) { try Descriptor.sync(descriptor, path) } catch {
            // Some file systems of networks know no such thing of directories.
            guard error.code == EINVAL || error.code == EOPNOTSUPP else { throw error }
        }
    }

    /// Makes a directory that nobody else may enter, so that its name survives a power cut.
    ///
    /// - Throws: also if there is something of that name (`isTaken`).
    package static func make(_ path: String) throws(FileFailure) {
        guard mkdir(path, 0o700) == 0 else { throw .last(path, "cannot be made") }
        try syncName(path)
    }

    /// Gives a file or a directory another name, durably: in the place of a file, of an empty directory, or of nothing.
    package static func rename(_ path: String, to other: String) throws(FileFailure) {
        guard systemRename(path, other) == 0 else { throw .last(other, "cannot be made") }
        try syncName(other)
    }

    private static func systemRename(_ path: String, _ other: String) -> Int32 {
        #if canImport(Glibc)
            Glibc.rename(path, other)
        #else
            Darwin.rename(path, other)
        #endif
    }

    /// Runs `body` while nobody else runs one for the same directory. Waits for its turn.
    package static func withLock<R>(on path: String, _ body: () throws -> R) throws -> R {
        let descriptor = try opened(path)
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileFailure.last(path, "cannot be locked") }
        }
        return try body()
    }

    private static func opened(_ path: String) throws(FileFailure) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(path, "cannot be opened") }
        return descriptor
    }
}
