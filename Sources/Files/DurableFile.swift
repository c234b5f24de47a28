#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file in the making. It has its name only once it is whole and on the disk, and its name is on the disk too; else nothing is
/// left of it, unless the process is killed.
package final class DurableFile {
    package let path: String
    /// Of this object alone: two that make the same file do not write into each other's.
    private let temporary: String
    private let descriptor: Int32

    /// - Parameter mode: what others may do with it, less what the process's mask forbids.
    package init(_ path: String, mode: UInt32) throws(FileFailure) {
        self.path = path
        (temporary, descriptor) = try Self.makeTemporary(path, mode)
    }

    /// Makes an empty file that is to become `path`, for somebody else to write and `publish` to name. Nobody else has it.
    ///
    /// - Returns: the name that it has until then.
    package static func begin(_ path: String, mode: UInt32) throws(FileFailure) -> String {
        let (temporary, descriptor) = try makeTemporary(path, mode)
        close(descriptor)
        return temporary
    }

    private static func makeTemporary(
        _ path: String, _ mode: UInt32
    ) throws(FileFailure) -> (name: String, descriptor: Int32) {
        let name = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).new"
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw .last(path, "cannot be made") }
        return (name, descriptor)
    }

    /// Whether a file of this name is one in the making, or was left by a process that was killed.
    package static func isTemporary(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count > 2, parts.last.map({ Substring($0) == "new" }) == true else { return false }
        let numbers = parts[parts.count - 2].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return numbers.count == 2
            && numbers.allSatisfy { digits in !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) } }
    }

    deinit {
        close(descriptor)
        discard()
    }

    /// Leaves nothing of a file that has not its name yet.
    package func discard() {
        // Of one that has, this is no name any more, and nobody else's.
        unlink(temporary)
    }

    package func write(_ bytes: [UInt8]) throws(FileFailure) { try Descriptor.write(bytes, to: descriptor, path) }

    /// A file that root made would be out of reach of the service that has the directory.
    package func giveToOwnerOfDirectory() throws(FileFailure) {
        guard geteuid() == 0 else { return }
        var status = stat()
        guard stat(Directory.holding(path), &status) == 0, fchown(descriptor, status.st_uid, status.st_gid) == 0 else {
            throw .last(path, "cannot be given to the directory's owner")
        }
    }

    /// Gives it its name.
    ///
    /// - Throws: also if there is something of that name (`isTaken`), which stays as it is.
    package func publish() throws(FileFailure) {
        try Descriptor.sync(descriptor, path)
        try Self.name(temporary, path)
    }

    /// Puts it in the place of what has its name: whoever reads sees the one or the other, also after a power cut.
    package func replace() throws(FileFailure) {
        try Descriptor.sync(descriptor, path)
        guard rename(temporary, path) == 0 else { throw .last(path, "cannot be replaced") }
        try Directory.syncName(path)
    }

    /// Syncs a file that somebody else has written to its end, gives it its name, and takes the other one from it.
    ///
    /// - Throws: also if there is something of that name (`isTaken`), which stays as it is.
    package static func publish(_ temporary: String, as path: String) throws(FileFailure) {
        let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(temporary, "cannot be opened") }
        defer { close(descriptor) }
        try Descriptor.sync(descriptor, temporary)
        try name(temporary, path)
    }

    private static func name(_ temporary: String, _ path: String) throws(FileFailure) {
        // A second name, which unlike renaming is refused where it is taken.
        if link(temporary, path) == 0 { unlink(temporary) } else { try move(temporary, path, .last(path, "cannot be made")) }
        try Directory.syncName(path)
    }

    /// On a file system without second names, as on many a stick. Two that make the same file at once are not kept apart there.
    private static func move(_ temporary: String, _ path: String, _ failure: FileFailure) throws(FileFailure) {
        guard failure.code == EPERM || failure.code == EOPNOTSUPP, access(path, F_OK) != 0 else { throw failure }
        guard rename(temporary, path) == 0 else { throw .last(path, "cannot be made") }
    }

    /// Makes a whole file, durably.
    ///
    /// - Throws: also if there is something of that name (`isTaken`), which stays as it is.
    package static func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(FileFailure) {
        let file = try DurableFile(path, mode: mode)
        try file.write(bytes)
        try file.publish()
    }

    /// Replaces a whole file, or makes it, durably.
    package static func replace(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(FileFailure) {
        let file = try DurableFile(path, mode: mode)
        try file.write(bytes)
        try file.replace()
    }
}
