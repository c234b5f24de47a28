#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What could not be done with a file, and why. It says a path: for the log and the terminal, never for a caller.
package struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// The operating system's: its `errno`.
        case system(Int32)
        /// A directory, a pipe, a device.
        case notPlain
        /// Others than its owner can get at it.
        case exposed
        /// It has more bytes than it may.
        case tooLarge(limit: Int)
    }

    package let path: String
    /// What was not done, as in "cannot be opened".
    package let what: String
    package let reason: Reason

    init(_ path: String, _ what: String, _ reason: Reason) {
        self.path = path
        self.what = what
        self.reason = reason
    }

    /// The last call of the system failed. For the line behind it: whatever comes between may fail for another reason.
    package static func last(_ path: String, _ what: String) -> FileFailure { FileFailure(path, what, .system(errno)) }

    package static func missing(_ path: String) -> FileFailure { FileFailure(path, "cannot be read", .system(ENOENT)) }

    /// The system's `errno`, if it was the system.
    package var code: Int32? { if case .system(let code) = reason { code } else { nil } }

    /// There is something of that name.
    package var isTaken: Bool { code == EEXIST }

    /// There is no room.
    package var isFull: Bool { code == ENOSPC || code == EDQUOT }

    /// The reason alone; in the system's own words, if it was the system.
    package var why: String {
        switch reason {
        case .system(let code): String(cString: strerror(code))
        case .notPlain: "it is no plain file"
        case .exposed: "others can get at it"
        case .tooLarge(let limit): "it has more than \(limit) bytes"
        }
    }

    package var description: String { "\(path) \(what): \(why)." }
}
