import Files

/// Files that the service rests on: small, and read whole.
enum ServiceFile {
    /// `nil` if there is no such file.
    static func stamp(of path: String) throws(ServiceFileError) -> FileStamp? {
        do throws(FileFailure) { return try FileStamp(of: path) } catch { throw ServiceFileError(error) }
    }

    /// - Parameters:
    ///   - limit: the most bytes that it may have.
    ///   - closed: bits of the mode that must not be set, such as 0o077 for a file that is its owner's alone.
    /// - Returns: `nil` if there is no such file.
    static func read(
        _ path: String, limit: Int, closed: UInt32 = 0
    ) throws(ServiceFileError) -> (stamp: FileStamp, bytes: [UInt8])? {
        do throws(FileFailure) {
            guard let file = try PlainFile(path, closed: closed) else { return nil }
            return (file.stamp, try file.whole(limit: limit))
        } catch {
            throw ServiceFileError(error)
        }
    }
}

extension ServiceFileError {
    init(_ failure: FileFailure) {
        let path = failure.path
        switch failure.reason {
        case .notPlain: self.init(.damaged, "\(path) is no plain file. Put the right one there.")
        case .exposed:
            self.init(.loose, "Others can get at \(path). Make it its owner's alone: chmod 600 \(path)")
        case .tooLarge(let limit):
            self.init(.tooLarge, "\(path) has more than \(limit) bytes: it is not what it should be.")
        case .system:
            self.init(
                .inaccessible, "\(path) \(failure.what) (\(failure.why)). Check the disk, and who may read and write there.")
        }
    }
}
