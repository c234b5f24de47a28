import Foundation
import LedgerTesting
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
        (try? StartedProgram("/usr/bin/env", arguments))?.wait() == .exited(0)
    }
}
