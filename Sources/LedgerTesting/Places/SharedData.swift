package import Foundation

/// Larger test data, which is kept beside the repository and not in it.
package enum SharedData {
    /// `TOUCHMARK_SHARED`, or `../shared` seen from the package.
    private static let root: URL =
        if let path = ProcessInfo.processInfo.environment["TOUCHMARK_SHARED"] {
            URL(filePath: path)
        } else {
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../shared").standardizedFileURL
        }

    package static func url(_ path: String) -> URL { root.appending(path: path) }

    package static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }
}
