#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What tells one state of a file from the next: a replaced file has another inode, or at least another time.
package struct FileStamp: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    /// Bytes.
    let size: Int64
    private let modified: [Int]

    init(_ status: stat) {
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

    /// The stamp of what has this name now; `nil` if there is no such file.
    package init?(of path: String) throws(FileFailure) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .last(path, "cannot be looked at")
        }
        self.init(status)
    }
}
