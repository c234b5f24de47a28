import Primitives

/// Why no bundle could be made. What was given to the sink until then has no end line and verifies nowhere.
public struct ExportError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The ledger holds nothing about the scope's subject.
        case nothingThere = "nothing-there"
        /// Of the seal that the source has, it gives no proofs: it has gone on to a newer one each time.
        case outrun
        /// What the source gave does not hold: the store is damaged.
        case damaged
    }

    public let code: Code
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension ExportError: Equatable {
    /// By code: two failures of one kind are the same failure.
    public static func == (a: ExportError, b: ExportError) -> Bool { a.code == b.code }
}
