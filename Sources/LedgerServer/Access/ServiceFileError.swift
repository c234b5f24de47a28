/// Why a file that the service rests on (tokens, keys, certificates) cannot be used, and what to do. It names the file: it is for
/// the operator, never for a caller.
package struct ServiceFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// It is not there, or the system does not let it be read or written.
        case inaccessible
        /// Others than its owner can get at it.
        case loose
        case tooLarge
        /// It does not hold what it should.
        case damaged
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    package static func == (a: ServiceFileError, b: ServiceFileError) -> Bool { a.code == b.code }
    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension Problem {
    /// Nobody can be let in or turned away: it could not be checked.
    static let accessUnknown = Problem(
        503, "access", title: "Tokens cannot be checked now",
        detail: "What the service knows of tokens cannot be read. The operator's log says why, under this request's id.",
        retryAfter: 30)
}
