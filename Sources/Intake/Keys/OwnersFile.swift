import Files

/// Files that nobody but their owner may read: keys, secrets, and who is who.
package enum OwnersFile {
    private static let mode: UInt32 = 0o600
    /// No file of these that is read whole is larger.
    private static let maximumByteCount = 16 << 20
    private static let longestLine = 64 << 10

    /// - Parameter what: what the file is, for the message: `key` of "key file".
    /// - Throws: `IntakeError` if it is not there, is no plain file, is larger than 16 MiB, or others can read it. The message never holds its content.
    package static func read(_ path: String, _ what: String) throws -> [UInt8] {
        let file = try open(path, what)
        do throws(FileFailure) { return try file.whole(limit: maximumByteCount) } catch {
            throw IntakeError(reading: what, error)
        }
    }

    /// Calls `body` with each whole line of a file of any size, until it returns false.
    ///
    /// - Throws: as `read`, and if a line is longer than 64 KiB; what `body` throws.
    static func forEachLine(of path: String, _ what: String, _ body: (ArraySlice<UInt8>) throws -> Bool) throws {
        let file = try open(path, what)
        do { try LineFile.forEachLine(of: file, limit: longestLine, body) } catch let failure as FileFailure {
            throw IntakeError(reading: what, failure)
        }
    }

    private static func open(_ path: String, _ what: String) throws -> PlainFile {
        do throws(FileFailure) { if let file = try PlainFile(path, closed: 0o077) { return file } } catch {
            throw IntakeError(reading: what, error)
        }
        throw IntakeError(
            .unreadable, "There is no \(what) file \(path). Put the \(what) back from where it is kept, or name another file.")
    }

    /// Writes a new file with mode 0600, durably; never over one that is there. There is the whole file or none, also after `kill -9`.
    package static func create(_ path: String, _ text: String, _ what: String) throws {
        do throws(FileFailure) { try DurableFile.create(path, Array(text.utf8), mode: mode) } catch {
            throw error.isTaken
                ? IntakeError(.notWritten, "\(path): exists already; \(what) is never overwritten.") : IntakeError(writing: error)
        }
    }

    /// Writes a file with mode 0600 in the place of one that may be there: whoever reads it gets the old one or the new one.
    package static func replace(_ path: String, _ text: String) throws {
        do throws(FileFailure) { try DurableFile.replace(path, Array(text.utf8), mode: mode) } catch {
            throw IntakeError(writing: error)
        }
    }
}

extension IntakeError {
    fileprivate init(reading what: String, _ failure: FileFailure) {
        let path = failure.path
        switch failure.reason {
        case .notPlain:
            self.init(.unreadable, "\(path) is no plain file, so no \(what) file. Name the file that holds the \(what).")
        case .exposed:
            self.init(
                .exposed,
                "Others can read the \(what) file \(path). Make it yours alone (chmod 600), and replace the \(what) if they may have."
            )
        case .tooLarge:
            self.init(
                .unreadable, "\(failure) Put the \(what) file back as it was written, or name the one that holds the \(what).")
        case .system: self.init(.unreadable, "\(failure)")
        }
    }

    init(writing failure: FileFailure) { self.init(.notWritten, "\(failure)") }
}
