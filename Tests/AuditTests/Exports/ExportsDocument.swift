import Foundation

/// What Docs/Exports.md writes down.
enum ExportsDocument {
    /// Names in backticks that begin so.
    static func names(beginning prefix: String) throws -> Set<String> {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("Docs/Exports.md"), encoding: .utf8)
        return Set(text.split(separator: "`").map(String.init).filter { $0.hasPrefix(prefix) && !$0.contains(" ") })
    }
}
