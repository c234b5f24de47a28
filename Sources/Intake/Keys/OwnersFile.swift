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

    /// Writes a new file with mode 0600, durably; never over one that is there.
    package static func create(_ path: String, _ text: String, _ what: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = errno == EEXIST ? "exists already; \(what) is never overwritten" : String(cString: strerror(errno))
            throw IntakeError(.notWritten, "\(path): \(reason).")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.synchronize()
    }

    /// Writes a file with mode 0600 in the place of one that may be there: whoever reads it gets the old one or the new one.
    package static func replace(_ path: String, _ text: String) throws {
        let next = path + ".next"
        // What an interrupted run has left there is nobody's.
        unlink(next)
        try create(next, text, "a file")
        guard rename(next, path) == 0 else {
            throw IntakeError(.notWritten, "\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
    }
}
