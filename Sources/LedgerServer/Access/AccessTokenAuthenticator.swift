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

extension Digest {
    /// Takes as long for any two digests: how many bytes agree is nothing that a caller can measure.
    func isEqualInConstantTime(to other: Digest) -> Bool {
        withUnsafeBytes { mine in
            other.withUnsafeBytes { theirs in
                var difference: UInt8 = 0
                for place in 0..<Self.byteCount { difference |= mine[place] ^ theirs[place] }
                return difference == 0
            }
        }
    }
}
