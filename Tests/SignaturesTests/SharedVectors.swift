import Foundation
import Primitives

/// Vectors that are kept beside the repository, not in it.
enum SharedVectors {
    /// `TOUCHMARK_SHARED`, or `../shared` seen from the package.
    static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["TOUCHMARK_SHARED"] { return URL(filePath: path) }
        return URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared").standardizedFileURL
    }()

    static let wycheproof = root.appending(path: "vectors/wycheproof/ed25519_test.json")

    static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}

/// The bytes of hex digits that a test has typed in. A mistyped one gives bytes that no test passes with.
func hex(_ text: String) -> [UInt8] { Hex.decode(text.utf8) ?? [] }
