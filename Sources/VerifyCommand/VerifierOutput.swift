import ArgumentParser
import Primitives

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What the verifier says, and where.
enum VerifierOutput {
    private static func put(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    static func result(_ text: String) { write(text, to: STDOUT_FILENO) }
    /// One line. What it quotes cannot begin a line of its own, move the cursor or turn what follows.
    static func line(_ text: String) { result(VisibleText.showingControls(text) + "\n") }
    /// One line, like `line`, that is no result.
    static func note(_ text: String) { write(VisibleText.showingControls(text) + "\n", to: STDERR_FILENO) }

    /// The system's own way would be to end the program there, without a verdict.
    private static let ignoresClosedPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    /// Of `sysexits`: no verdict has it.
    private static let cannotWrite: CInt = 74

    /// A reader that went away ends the printing, not the verdict: the exit status still tells it. A report that could not be
    /// kept is none.
    private static func lose(_ reason: CInt, _ descriptor: CInt) {
        guard reason != EPIPE, descriptor == STDOUT_FILENO else { return }
        note("The report cannot be written: \(String(cString: strerror(reason))). Run the command again.")
        exit(cannotWrite)
    }

    private static func write(_ text: String, to descriptor: CInt) {
        ignoresClosedPipes
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { put(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return lose(errno, descriptor) }
            rest = rest.dropFirst(count)
        }
    }
}
