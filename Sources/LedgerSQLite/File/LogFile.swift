import Files
import Ledger

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A write-ahead log's bytes.
final class LogFile {
    private let path: String
    private let descriptor: Int32

    /// - Returns: `nil` if there is none.
    /// - Throws: `StoreError.io`.
    init?(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let failure = FileFailure.last(path, "cannot be opened")
            guard failure.code == ENOENT else { throw StoreError(failure) }
            return nil
        }
    }

    deinit { close(descriptor) }

    /// - Returns: fewer bytes at the file's end.
    /// - Throws: `StoreError.io`.
    func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = pread(descriptor, &bytes, count, off_t(offset))
        guard read >= 0 else { throw StoreError(FileFailure.last(path, "cannot be read")) }
        return Array(bytes.prefix(read))
    }
}
