/// Why the ledger could not do what it was asked. A refused event is not an error: it is an outcome.
package struct LedgerError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// Too much is waiting; try again.
        case overloaded
        /// The disk is full; nothing was written, and the ledger goes on when there is room.
        case full
        /// This batch failed; nothing was written.
        case notWritten
        /// This batch failed, and it is not known whether it will be found after a crash; the ledger goes on when it is known.
        case uncertain
        /// An invariant broke: the ledger can be read and takes no more events.
        case stopped
        /// It was opened to be read alone.
        case readOnly
        /// What was asked for is not there.
        case missing
        /// What was given does not fit.
        case invalid
    }

    package let code: Code
    /// What happened and what to do; safe to show.
    package let description: String
    package let cause: (any Error)?

    package init(_ code: Code, _ description: String, cause: (any Error)? = nil) {
        self.code = code
        self.description = description
        self.cause = cause
    }
}
