package import ArgumentParser

/// How a command ends (commands.md, "Conventions").
package enum ExitStatus {
    /// Failed or refused.
    package static let failed = ExitCode(1)
    /// Incomplete evidence.
    package static let incomplete = ExitCode(2)
    /// Input that cannot be read.
    package static let unreadable = ExitCode(3)
    /// Wrong usage.
    package static let usage = ExitCode(64)
}
