import ArgumentParser

/// A command that could not do what it was asked, with a sentence for the person at the terminal.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let status: ExitCode

    /// True if what the ledger was to take in was refused, and so surely is not in it.
    let isRefusal: Bool

    init(_ description: String, _ status: ExitCode = ExitStatus.failed, isRefusal: Bool = false) {
        self.description = description
        self.status = status
        self.isRefusal = isRefusal
    }
}
