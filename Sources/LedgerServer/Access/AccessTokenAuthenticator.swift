package import Primitives

/// Knows the tokens that `touchmark token new` makes.
package struct AccessTokenAuthenticator: Authenticator {
    private let file: WatchedFile<[String: AccessToken]>

    package init(_ tokens: AccessTokenFile) {
        file = WatchedFile(tokens.path, limit: AccessTokenFile.byteLimit, closed: 0o077) { bytes in
            Dictionary(uniqueKeysWithValues: try tokens.parse(bytes).map { ($0.id, $0) })
        }
    }

    package func grant(bearing token: String, at now: Timestamp) async throws -> Grant? {
        guard token.hasPrefix(AccessTokenText.beginning) else { return nil }
        guard let text = AccessTokenText(parsing: token) else {
            throw AccessFailure(.malformed, "The token is not whole, or has been altered.")
        }
        // An id that is not there takes as long as a wrong secret.
        let kept = try await file.value()?[text.id]
        guard (kept?.digest ?? .zero).isEqualInConstantTime(to: text.digest), let kept else {
            throw AccessFailure(.unknown, "The token is not known here.")
        }
        if let failure = kept.failure(at: now) { throw failure }
        return kept.grant
    }
}
