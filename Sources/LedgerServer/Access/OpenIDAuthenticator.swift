package import Primitives

/// Knows the access tokens of one OpenID Connect issuer.
package struct OpenIDAuthenticator: Authenticator {
    /// How far the issuer's clock may be from ours, in seconds.
    private static let leeway = 30.0
    /// RFC 9068 §2.1, and what issuers write that do not follow it.
    private static let types: Set<String> = ["at+jwt", "application/at+jwt", "jwt"]

    private let settings: OpenIDSettings
    private let keys: WatchedFile<JSONWebKeySet>
    /// Subjects are people: their pseudonyms say nothing without this.
    private let salt: UInt64

    package init(_ settings: OpenIDSettings) {
        self.settings = settings
        keys = WatchedFile(settings.keyFile, limit: JSONWebKeySet.byteLimit) { bytes in
            try await JSONWebKeySet(parsing: bytes, from: settings.keyFile)
        }
        salt = .random(in: 0...UInt64.max)
    }

    /// - Throws: `ServiceFileError` if the keys cannot be used.
    package func requireKeys() async throws {
        guard try await keys.value() == nil else { return }
        throw ServiceFileError(.inaccessible, "There is no key set \(keys.path). Put the issuer's public JSON Web Key Set there.")
    }

    package func grant(bearing token: String, at now: Timestamp) async throws -> Grant? {
        guard let token = UncheckedJSONWebToken(parsing: token), token.claims["iss"]?.string == settings.issuer else {
            return nil
        }
        try await checkSignature(of: token)
        let claims = token.claims
        try checkTimes(claims, at: now)
        guard audiences(claims).contains(settings.audience) else {
            throw AccessFailure(.otherAudience, "The token is for another service.")
        }
        guard let subject = claims["sub"]?.string else {
            throw AccessFailure(.malformed, "The token names no subject.")
        }
        guard let granted = settings.strongest(of: roleValues(claims)) else {
            throw AccessFailure(.noRole, "The token bears no role that counts here.")
        }
        return Grant(id: pseudonym(of: subject), role: granted.role, datasets: granted.datasets)
    }

    private func checkSignature(of token: UncheckedJSONWebToken) async throws {
        let header = token.header
        guard header["crit"] == nil, Self.types.contains(header["typ"]?.string?.lowercased() ?? "jwt") else {
            throw AccessFailure(.malformed, "The token is no access token, or asks for what is not understood here.")
        }
        try await requireKeys()
        // The key set has only asymmetric keys, each under the names of its own algorithms: `none` and HMAC find nothing.
        // A signature of a form that the key cannot have is as wrong as any other.
        let check = try await keys.value().flatMap { keys in (try? keys.check(token)) ?? false }
        guard check == true else {
            throw AccessFailure(.unknown, "The token is not signed by a key of its issuer that is known here.")
        }
    }

    private func checkTimes(_ claims: JSONValue, at now: Timestamp) throws(AccessFailure) {
        let now = Double(now.microseconds) / 1_000_000
        guard let expires = claims["exp"]?.double else {
            throw AccessFailure(.malformed, "The token does not say when it expires.")
        }
        guard now < expires + Self.leeway else { throw AccessFailure(.expired, "The token has expired.") }
        guard let begins = claims["nbf"] else { return }
        guard let begins = begins.double else { throw AccessFailure(.malformed, "The token does not say from when it counts.") }
        guard now >= begins - Self.leeway else { throw AccessFailure(.notYetValid, "The token does not count yet.") }
    }

    private func audiences(_ claims: JSONValue) -> [String] {
        claims["aud"]?.string.map { [$0] } ?? claims["aud"]?.array?.compactMap(\.string) ?? []
    }

    /// An array of strings, or one string; of the claim `scope`, its words (RFC 8693 §4.2).
    private func roleValues(_ claims: JSONValue) -> [String] {
        let path = settings.roleClaim.split(separator: ".").map(String.init)
        let claim = claims[settings.roleClaim] ?? path.reduce(claims as JSONValue?) { $0?[$1] }
        guard let text = claim?.string else { return claim?.array?.compactMap(\.string) ?? [] }
        return settings.roleClaim == "scope" ? text.split(separator: " ").map(String.init) : [text]
    }

    /// The same for one subject as long as the service runs, for limits and log lines.
    private func pseudonym(of subject: String) -> String {
        "oidc:" + Digest(hashing: "\(salt)\n\(settings.issuer)\n\(subject)").description.prefix(12)
    }
}
