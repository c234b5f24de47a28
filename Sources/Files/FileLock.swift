#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The sole right to something, as a lock on a file beside it: held as long as this lives.
///
/// The system takes it back when the process ends, however it ends. The file stays; that it is there means nothing.
package final class FileLock: Sendable {
    private let descriptor: Int32

    /// - Returns: `nil` if somebody has it.
    package init?(_ path: String, mode: UInt32) throws(FileFailure) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw .last(path, "cannot be opened") }
        // Who fails from here on leaves the descriptor to the deinitialiser: closed twice, it could be another's by then.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw .last(path, "cannot be locked")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
