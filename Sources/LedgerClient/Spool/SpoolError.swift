import Files

/// What a spool could not do. After any of these, nothing is believed to be kept that is not.
public struct SpoolError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The system refused to read or write. Open the spool again before going on.
        case io
        /// No room on the disk; nothing was added. Make room and go on.
        case full
        /// Another process, or another spool in this one, has the directory; or it is being drained already.
        case busy
        /// What was given is no token; no ledger would take it.
        case notAToken
        /// A file is not one that a spool wrote.
        case foreign
    }

    public let code: Code
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ failure: FileFailure) {
        self.init(
            failure.isFull ? .full : .io,
            failure.isFull ? "There is no room for \(failure.path). Make room and try again." : "\(failure)")
    }

    public var description: String { message }
}

extension SpoolError: Equatable {
    public static func == (a: SpoolError, b: SpoolError) -> Bool { a.code == b.code }
}
