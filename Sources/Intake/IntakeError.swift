package import Primitives

/// Why foreign records cannot be taken in at all. Two errors are equal if their codes are.
///
/// What is wrong with one record is an `ImportRemark`; what the ledger refuses is a `Refusal`.
package struct IntakeError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Something that is kept beside the ledger is not there or cannot be read.
        case unreadable
        /// Others can read a file that holds a secret.
        case exposed
        /// There is something already, or it cannot be written.
        case notWritten
        /// A name, a setting or a reference that does not fit.
        case invalid
        /// An import was to stop at its first problem.
        case stopped
        /// Too many wait for the same connector.
        case busy
    }

    package let code: Code
    /// What happened and what to do about it. It may hold a path, so it is for the operator.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    package static func == (a: IntakeError, b: IntakeError) -> Bool { a.code == b.code }
}

extension ShellCommand {
    /// What has to be said of a dataset before labels come into it; words in capitals are to be filled in.
    package static func defining(_ dataset: String) -> ShellCommand {
        ShellCommand(
            "touchmark", "dataset", "define", "--title", "TITLE", "--purpose", "PURPOSE", "--licence", "LICENCE",
            .operand(dataset))
    }
}
