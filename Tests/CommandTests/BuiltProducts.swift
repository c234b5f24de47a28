import Foundation
import Testing

/// The programs that were built with these tests, and the tree that they were built from.
enum BuiltProducts {
    /// The directory that holds `touchmark` and `touchmark-verify`: `$TOUCHMARK_BIN`, else the nearest above the test program.
    static let directory: URL? = {
        if let given = ProcessInfo.processInfo.environment["TOUCHMARK_BIN"] {
            return URL(fileURLWithPath: given, isDirectory: true)
        }
        let starts = [Bundle.main.executableURL?.path, CommandLine.arguments.first].compactMap { $0 }
        return starts.lazy.compactMap { nearestProducts(above: $0) }.first
    }()

    static var areHere: Bool { directory != nil }
    static let why: Comment =
        "touchmark and touchmark-verify are not built beside the tests; name their directory in TOUCHMARK_BIN"

    static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func nearestProducts(above path: String) -> URL? {
        var directory = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
        while directory.path != "/" {
            let isHere = ["touchmark", "touchmark-verify"].allSatisfy { name in
                var isDirectory: ObjCBool = false
                let exists = FileManager.default.fileExists(
                    atPath: directory.appendingPathComponent(name).path, isDirectory: &isDirectory)
                return exists && !isDirectory.boolValue
            }
            if isHere { return directory }
            directory.deleteLastPathComponent()
        }
        return nil
    }
}
