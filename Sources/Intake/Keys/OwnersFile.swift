import Foundation

/// Files that nobody but their owner may read: keys, secrets, and who is who.
package enum OwnersFile {
    /// No file of these is larger.
    private static let maximumByteCount = 16 << 20

    /// - Parameter what: what the file is, for the message: `key` of "key file".
    /// - Throws: `IntakeError` if it is not there, is no plain file, is larger than 16 MiB, or others can read it. The message never holds its content.
    package static func read(_ path: String, _ what: String) throws -> [UInt8] {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw IntakeError(
                .unreadable, "There is no \(what) file \(path). Put the \(what) back from where it is kept, or name another file."
            )
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= maximumByteCount else {
            throw IntakeError(
                .unreadable, "\(path) is no plain file, so no \(what) file. Name the file that holds the \(what).")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw IntakeError(
                .exposed,
                "Others can read the \(what) file \(path). Make it yours alone (chmod 600), and replace the \(what) if they may have."
            )
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw IntakeError(.unreadable, "\(path) cannot be read.")
        }
        return Array(data)
    }

    /// Writes a new file with mode 0600, durably; never over one that is there. There is the whole file or none, also after `kill -9`.
    package static func create(_ path: String, _ text: String, _ what: String) throws {
        let written = try write(text, beside: path)
        // A second name for the file, which unlike renaming is refused where the name is taken.
        let isNamed = link(written, path) == 0
        let failure = errno
        unlink(written)
        guard isNamed else {
            let reason =
                failure == EEXIST ? "exists already; \(what) is never overwritten" : String(cString: strerror(failure))
            throw IntakeError(.notWritten, "\(path): \(reason).")
        }
        try syncDirectory(of: path)
    }

    /// Writes a file with mode 0600 in the place of one that may be there: whoever reads it gets the old one or the new one.
    package static func replace(_ path: String, _ text: String) throws {
        let written = try write(text, beside: path)
        guard rename(written, path) == 0 else {
            let failure = IntakeError(.notWritten, "\(path) cannot be written: \(String(cString: strerror(errno))).")
            unlink(written)
            throw failure
        }
        try syncDirectory(of: path)
    }

    /// A file of this process alone in the directory of `path`, whole and synced.
    private static func write(_ text: String, beside path: String) throws -> String {
        let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw IntakeError(.notWritten, "\(path): \(String(cString: strerror(errno))).") }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
        } catch {
            unlink(temporary)
            throw error
        }
        return temporary
    }

    private static func syncDirectory(of path: String) throws {
        let directory = (path as NSString).deletingLastPathComponent
        let descriptor = open(directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw IntakeError(.notWritten, "\(path) is written, and its directory cannot be synced.")
        }
    }
}
