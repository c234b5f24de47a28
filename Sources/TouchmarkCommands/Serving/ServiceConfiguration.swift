import Foundation
import LedgerServer
import Logging
import Signatures
import TrustedTime
import Witnessing

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
    var witnessPolicy: String?
    var auditors: String?
    var witnessRequestSeconds = 10
    var witnessIntervalSeconds = 0
    /// As they were written: a name, and an address.
    var timeAuthorities: [String] = []
    var timeRoots: String?
    var timeSeconds = 3600
    var timeRequestSeconds = 10
    var logLevel = Logger.Level.info
    var logFormat = LogFormat.auto

    var logsJSON: Bool {
        switch logFormat {
        case .auto: isatty(STDERR_FILENO) == 0
        case .json: true
        case .text: false
        }
    }

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
        settings.auditors = try auditors.map { try AuditorList(file: $0).keys } ?? []
        return settings
    }

    /// The witnesses that are asked; `nil` if there are none.
    func witnesses() throws -> (policy: WitnessPolicy, settings: Cosigning.Settings)? {
        guard let witnessPolicy else {
            guard server.lateWitnesses == .goOn else {
                throw CommandFailure(
                    "witnesses.late holds receipts for witnesses, and witnesses.policy names none. Set it too.",
                    ExitStatus.unreadable)
            }
            return nil
        }
        let policy = try WitnessPolicy(file: witnessPolicy)
        guard policy.isMet(by: policy.witnesses.filter { $0.url != nil }.map(\.key)) else {
            throw CommandFailure(
                "\(witnessPolicy): the witnesses with a URL are no quorum, so that there could never be one. "
                    + "Write the URLs at the ends of their lines.", ExitStatus.unreadable)
        }
        var settings = Cosigning.Settings()
        settings.requestTime = .seconds(witnessRequestSeconds)
        settings.interval = .seconds(witnessIntervalSeconds)
        return (policy, settings)
    }

    /// The time-stamping authorities that are asked; `nil` if there are none.
    func stamping() throws -> Stamping.Settings? {
        guard !timeAuthorities.isEmpty else { return nil }
        var settings = Stamping.Settings()
        settings.authorities = timeAuthorities.compactMap { TimeAuthority($0) }
        settings.roots = try timeRoots.map { try TimeRoots(file: $0) }
        settings.interval = .seconds(timeSeconds)
        settings.requestTime = .seconds(timeRequestSeconds)
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
