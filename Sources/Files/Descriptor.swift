#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system's calls on an open file, gone on with where a signal or a full buffer stopped them.
package enum Descriptor {
    /// Has something stand where whoever started the program closed standard input, output or errors: the next file that is opened
    /// would take that place, and what is said would be written into it. To read there or to put out results fails as it would
    /// have; notes are thrown away. For the program's first step.
    package static func fillStandardPlaces() {
        for (place, way) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(place, F_GETFD) < 0 {
            // Takes the lowest that is free, which is this one.
            _ = open("/dev/null", way)
        }
    }

    package static func sync(_ descriptor: Int32, _ path: String) throws(FileFailure) {
        #if canImport(Darwin)
            // There fsync is content with what the drive has in its cache. Not every file system knows better.
            let isSynced = fcntl(descriptor, F_FULLFSYNC) == 0 || fsync(descriptor) == 0
        #else
            let isSynced = fsync(descriptor) == 0
        #endif
        guard isSynced else { throw .last(path, "cannot be synced") }
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileFailure) {
        try write(bytes, path) { start, count, _ in systemWrite(descriptor, start, count) }
    }

    package static func write(
        _ bytes: [UInt8], to descriptor: Int32, _ path: String, at offset: Int
    ) throws(FileFailure) {
        try write(bytes, path) { start, count, done in pwrite(descriptor, start, count, off_t(offset + done)) }
    }

    private static func write(
        _ bytes: [UInt8], _ path: String, _ call: (_ start: UnsafeRawPointer?, _ count: Int, _ done: Int) -> Int
    ) throws(FileFailure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { call($0.baseAddress.map { $0 + done }, bytes.count - done, done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last(path, "cannot be written") }
            done += count
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, start, count)
        #else
            Darwin.write(descriptor, start, count)
        #endif
    }

    /// Fewer than `count` bytes at the end of the file.
    package static func read(
        _ descriptor: Int32, _ path: String, at offset: Int, count: Int
    ) throws(FileFailure) -> [UInt8] {
        var failure: FileFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = .last(path, "cannot be read") }
                guard got > 0 else { return }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
