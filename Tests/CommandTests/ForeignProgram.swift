import Foundation
import Testing

/// What else is installed on this machine.
enum ForeignProgram {
    static let whyNoGoNote: Comment = "go and golang.org/x/mod (Debian: golang-golang-x-mod-dev) are not installed"

    static var hasGoNote: Bool {
        succeeds("go", "version")
            && FileManager.default.fileExists(atPath: "/usr/share/gocode/src/golang.org/x/mod/sumdb/note")
    }

    /// The Python that has the libraries of those who made the formats: `$TOUCHMARK_PYTHON`, else `python3`.
    static var python: String { ProcessInfo.processInfo.environment["TOUCHMARK_PYTHON"] ?? "python3" }

    static func succeeds(_ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
