import Foundation

/// A directory that nobody else can look into, for as long as it is used.
enum PrivateDirectory {
    /// Calls `body` with the path of a new one, and removes it with all that is in it.
    ///
    /// - Throws: `CommandFailure` if none can be made in the directory for temporary files; what `body` throws.
    static func use<Result>(_ body: (_ path: String) throws -> Result) throws -> Result {
        let path = NSTemporaryDirectory() + "touchmark-\(UUID().uuidString)"
        guard mkdir(path, 0o700) == 0 else { throw CommandFailure("\(path) cannot be made: \(SystemReason.last).") }
        defer {
            // Of what is not there nothing needs to be removed.
            _ = try? FileManager.default.removeItem(atPath: path)
        }
        return try body(path)
    }
}
