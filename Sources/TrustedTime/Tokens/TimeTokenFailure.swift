/// Why a token proves no time.
package struct TimeTokenFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// It cannot be read as a token of RFC 3161.
        case malformed
        /// It is over other bytes.
        case imprint
        /// It answers another request.
        case nonce
        /// It uses an algorithm that this version does not trust or does not know.
        case algorithm
        /// The signature, or what it is over, does not hold.
        case signature
        /// Whoever signed it may not sign times.
        case signer
        /// No chain of certificates leads from the signer to a root given, all valid when the token was made.
        case untrusted
    }

    package let reason: Reason
    /// A sentence without personal data.
    package let sentence: String

    init(_ reason: Reason, _ sentence: String) {
        self.reason = reason
        self.sentence = sentence
    }

    package var description: String { sentence }
}
