import Files
import Foundation

/// Files that are read whole.
enum WholeFile {
    static func read(_ path: String) throws -> [UInt8] {
        do { return Array(try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw CommandFailure("\(path) cannot be read: \(reason(of: error, path)).", ExitStatus.unreadable)
        }
    }

    /// Foundation says of a device or a pipe that we may not read it.
    private static func reason(of error: any Error, _ path: String) -> String {
        let reason = SystemReason(error)
        guard reason?.code == EACCES else { return reason?.description ?? error.localizedDescription }
        do throws(FileFailure) { _ = try PlainFile(path) } catch { return error.why }
        return SystemReason(code: EACCES).description
    }
}
