import Files
import Ledger

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files of databases.
enum FileSystem {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isDirectoryWritable(of path: String) -> Bool { access(Directory.holding(path), W_OK) == 0 }

    /// Gives a finished file its name, unless there is something of that name. Both are on the disk then.
    ///
    /// - Throws: `StoreError.exists`.
    static func publish(_ temporary: String, as path: String) throws {
        do throws(FileFailure) { try DurableFile.publish(temporary, as: path) } catch {
            throw error.isTaken ? StoreError.alreadyThere(path) : StoreError(error)
        }
    }

    /// Makes what stands in a file survive a power cut, whoever wrote it, and its name. Where there is no file, that is all.
    ///
    /// - Throws: `StoreError.io`.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let failure = FileFailure.last(path, "cannot be opened")
            guard failure.code == ENOENT else { throw StoreError(failure) }
            return
        }
        defer { close(descriptor) }
        do throws(FileFailure) {
            try Descriptor.sync(descriptor, path)
            try Directory.syncName(path)
        } catch {
            throw StoreError(error)
        }
    }

    /// Makes an empty file that its owner alone may read and write, under a name that nobody else has, for what is to be published
    /// as `path`.
    static func begin(_ path: String) throws -> String {
        do throws(FileFailure) { return try DurableFile.begin(path, mode: 0o600) } catch { throw StoreError(error) }
    }

    /// Makes an empty file that its owner alone may read and write.
    static func makeOwners(_ path: String) throws {
        do throws(FileFailure) { try DurableFile.create(path, [], mode: 0o600) } catch { throw StoreError(error) }
    }

    static func remove(_ path: String) { unlink(path) }

    /// Where a symbolic link leads, as SQLite goes; the path itself where there is nothing.
    static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Which file has this name now; `nil` if none has.
    static func identity(of path: String) -> FileIdentity? {
        var status = stat()
        return stat(path, &status) == 0 ? FileIdentity(device: UInt64(status.st_dev), number: UInt64(status.st_ino)) : nil
    }

    static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}

/// A file, whatever its name: another one may be put in its place.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let number: UInt64
}

extension StoreError {
    static func alreadyThere(_ path: String) -> StoreError {
        StoreError(.exists, "There is a file \(path) already. Choose another name or move it away.")
    }

    init(_ failure: FileFailure) { self.init(failure.isFull ? .full : .io, "\(failure)", cause: failure) }
}
