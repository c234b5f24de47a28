/// Why there is no token of an authority that was asked.
package struct StampFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// It could not be reached, did not answer in time, or its server has trouble.
        case unreachable
        /// It answered that it does not want to.
        case refused
        /// Its answer is no token over what it was asked for, or one that does not hold.
        case unusable
        /// Its token does not lead to a root given.
        case untrusted
    }

    package let reason: Reason
    /// For the operator.
    package let description: String

    init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}
