#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How much room there is where the ledger lies.
enum FreeDisk {
    /// Bytes that an ordinary user may still write; `nil` if the system does not say.
    static func bytes(at path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}
