import Ledger

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The right to write a ledger: an exclusive lock on a file beside its database.
///
/// The system takes it back when the process ends, however it ends. The file stays; that it is there means nothing.
final class WriterLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `StoreError.busy` if somebody has it.
    init(besideDatabase path: String) throws {
        let lockPath = path + "-lock"
        descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw StoreError(
                .io, "The lock file \(lockPath) cannot be opened (\(SystemFailure.last)). Check who may write there.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            // What is thrown from here on ends this object, and with it the descriptor: closed twice, it could be another's by then.
            let failure = SystemFailure.last
            guard failure.code == EWOULDBLOCK else {
                throw StoreError(.io, "The lock file \(lockPath) cannot be locked (\(failure)).", cause: failure)
            }
            throw StoreError(
                .busy,
                "Another process is writing the ledger \(path). Stop it, send the events to it (--url), or open the ledger for "
                    + "reading.")
        }
    }

    deinit {
        close(descriptor)
    }
}

/// What the operating system gave as the reason.
struct SystemFailure: Error, Sendable, CustomStringConvertible {
    let code: Int32

    static var last: SystemFailure { SystemFailure(code: errno) }

    var description: String { String(cString: strerror(code)) }
}
