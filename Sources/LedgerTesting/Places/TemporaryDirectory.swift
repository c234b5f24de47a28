package import Foundation

/// A new, empty directory that goes when its owner does.
package final class TemporaryDirectory: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "touchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package var path: String { url.path }

    /// The path of what has this name in it.
    package func path(_ name: String) -> String { url.appending(path: name).path }

    package var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path) } }
}
