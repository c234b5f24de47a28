package import Primitives

/// Tells whose a bearer token is.
package protocol Authenticator: Sendable {
    /// - Returns: the grant; `nil` if the token is not of this authenticator's kind.
    /// - Throws: `AccessFailure` if it is of this kind and does not count.
    func grant(bearing token: String, at now: Timestamp) async throws -> Grant?
}

/// Why a token does not count. The sentence is safe to show and does not say what would have been right.
package struct AccessFailure: Error, Hashable, Sendable {
    package enum Code: String, Sendable {
        case expired, revoked, unknown, malformed, notYetValid, otherAudience, noRole
    }

    package let code: Code
    package let sentence: String

    package init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}
