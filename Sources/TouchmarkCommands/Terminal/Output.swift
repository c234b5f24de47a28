import ArgumentParser
import Foundation
import Primitives

/// Results go to standard output, everything else to standard error.
enum Output {
    /// One line. What it quotes cannot begin a line of its own, move the cursor or turn what follows.
    static func line(_ text: String) { write(VisibleText.showingControls(text) + "\n", to: .standardOutput) }

    static func json(_ value: JSONValue) {
        write(VisibleText.escapingControls(inJSON: value.canonicalText) + "\n", to: .standardOutput)
    }

    /// One line, like `line`.
    static func note(_ text: String) { write(VisibleText.showingControls(text) + "\n", to: .standardError) }

    /// A text that has lines of its own, as it is: what was made to be shown, or is evidence.
    static func text(_ text: String) { write(text + "\n", to: .standardOutput) }

    static func write(_ text: String, to handle: FileHandle) { write(Array(text.utf8), to: handle) }

    static func write(_ bytes: [UInt8], to handle: FileHandle) {
        do { try handle.write(contentsOf: Data(bytes)) } catch {
            // A reader that went away (`| head`) ends the command quietly, like any other filter.
            if let reason = SystemReason(error), reason.code == EPIPE { exit(0) }
            // Nobody can be told where even that fails.
            let sentence =
                "touchmark: The output cannot be written: \(SystemReason.description(of: error)). Run the command again."
            try? FileHandle.standardError.write(contentsOf: Data((sentence + "\n").utf8))
            exit(ExitStatus.failed.rawValue)
        }
    }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    static var usesColour: Bool {
        isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }
}
