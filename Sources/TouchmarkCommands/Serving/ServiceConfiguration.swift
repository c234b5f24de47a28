import LedgerServer
import Logging

/// What an operator can set of `touchmark serve`, with the defaults.
struct ServiceConfiguration: Sendable {
    enum LogFormat: String, CaseIterable {
        /// Readable on a terminal, JSON elsewhere.
        case auto
        case json, text
    }

    var server = ServerSettings()
    var tlsCertificateChain: String?
    var tlsPrivateKey: String?
    /// As they were written.
    var trustedProxies: [String] = []
    var issuer: String?
    var audience: String?
    var keyFile: String?
    var roleClaim = "roles"
    var roles: [String: OpenIDSettings.RoleGrant] = [:]
    var logLevel = Logger.Level.info
    var logFormat = LogFormat.auto

    /// The server's settings, with the certificate's two files, of which the one is nothing without the other.
    func serverSettings() throws -> ServerSettings {
        var settings = server
        switch (tlsCertificateChain, tlsPrivateKey) {
        case (let chain?, let key?): settings.tls = .init(certificateChain: chain, privateKey: key)
        case (nil, nil): break
        default:
            throw CommandFailure(
                "TLS needs both tls.certificateChain and tls.privateKey. Set the other one too, or neither.",
                ExitStatus.unreadable)
        }
        return settings
    }

    /// `nil` if no issuer's tokens count.
    func openID() throws -> OpenIDSettings? {
        let isAsked = issuer != nil || audience != nil || keyFile != nil || !roles.isEmpty
        guard isAsked else { return nil }
        guard let issuer, let audience, let keyFile, !roles.isEmpty else {
            throw CommandFailure(
                "OpenID Connect needs access.oidc.issuer, .audience, .jwks and .roles. Set all of them, or none.",
                ExitStatus.unreadable)
        }
        return OpenIDSettings(issuer: issuer, audience: audience, keyFile: keyFile, roleClaim: roleClaim, roles: roles)
    }
}
