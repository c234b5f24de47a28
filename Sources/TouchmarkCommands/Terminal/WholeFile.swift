import Foundation

/// Files that are read whole.
enum WholeFile {
    static func read(_ path: String) throws -> [UInt8] {
        do { return Array(try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw CommandFailure("\(path) cannot be read: \(SystemReason.description(of: error)).", ExitStatus.unreadable)
        }
    }
}
