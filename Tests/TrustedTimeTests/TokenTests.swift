import Foundation
import LedgerTesting
import Primitives
import Testing

@testable import TrustedTime

@Suite(
    "Tokens of an openssl authority (RFC 3161)",
    .enabled(if: OpenSSLAuthority.isHere, "openssl is not installed"))
struct TokenTests {
    private static let text = Array("example.org/ledger\n7\nHffok+hNzBndPQbEmu0TFPgzP77ZCDlHYg5qKVBl32c=\n".utf8)

    private static func settings(_ change: (inout OpenSSLAuthority.Settings) -> Void) -> OpenSSLAuthority.Settings {
        var settings = OpenSSLAuthority.Settings()
        change(&settings)
        return settings
    }

    private static func token(
        _ authority: OpenSSLAuthority, over text: [UInt8] = text, nonce: [UInt8]? = nil
    ) throws -> UncheckedTimeToken {
        let reply = try authority.reply(to: TimeStampRequest(over: text, nonce: nonce).encoded())
        guard case .granted(let token) = try TimeStampReply(der: reply) else { throw Unexpected() }
        return token
    }

    private static func roots(_ authority: OpenSSLAuthority) throws -> TimeRoots {
        try TimeRoots(pem: String(contentsOf: authority.rootFile, encoding: .utf8))
    }

    private static func outcome(
        _ token: UncheckedTimeToken, _ authority: OpenSSLAuthority, over text: [UInt8] = text, nonce: [UInt8]? = nil
    ) async throws -> TimeTokenFailure.Reason? {
        switch await token.check(over: text, nonce: nonce, roots: try roots(authority)) {
        case .verified: nil
        case .failed(let failure): failure.reason
        }
    }

    @Test(
        "hold for every key and hash that is allowed, and openssl agrees",
        arguments: [
            ("rsa:2048", "sha256", "sha256"), ("rsa:3072", "sha384", "sha1"), ("rsa:2048", "sha512", "sha512"),
            ("ec:P-256", "sha256", "sha256"), ("ec:P-384", "sha384", "sha384"), ("ec:P-256", "sha512", "sha1"),
        ])
    func allowed(key: String, digest: String, nameDigest: String) async throws {
        let authority = try OpenSSLAuthority(
            Self.settings {
                $0.key = key
                $0.digest = digest
                $0.nameDigest = nameDigest
            })
        defer { authority.remove() }
        let before = Date().timeIntervalSince1970
        let token = try Self.token(authority, nonce: [0x81, 2, 3])
        let check = await token.check(over: Self.text, nonce: [0x81, 2, 3], roots: try Self.roots(authority))
        guard case .verified(let verified) = check else {
            Issue.record("\(check)")
            return
        }
        #expect(abs(Double(verified.time.microseconds) / 1e6 - before) < 120)
        // A whole second that was cut off, and one of accuracy.
        #expect(verified.latest.microseconds - verified.time.microseconds == 2_000_000)
        #expect(verified.policy == "1.2.3.4.1")
        #expect(verified.authority.contains("Test Time Authority"))
        #expect(verified.root.contains("Test Time Root"))
        #expect(try authority.accepts(token: token.der, over: Self.text))
    }

    @Test("with a time in fractions of a second")
    func fractions() async throws {
        let authority = try OpenSSLAuthority(
            Self.settings {
                $0.precision = 3
                $0.accuracy = "secs:1, millisecs:500, microsecs:100"
            })
        defer { authority.remove() }
        let token = try Self.token(authority)
        guard case .verified(let verified) = await token.check(over: Self.text, roots: try Self.roots(authority)) else {
            Issue.record("refused")
            return
        }
        #expect(verified.accuracy == 1_500_100)
        // DER drops zeros at the end, so that fewer digits than three may be left.
        let resolution = verified.latest.microseconds - verified.time.microseconds - 1_500_100
        #expect([1000, 10_000, 100_000, 1_000_000].contains(resolution))
    }

    @Test("do not hold over other bytes, for another request or under another root")
    func others() async throws {
        let authority = try OpenSSLAuthority()
        let stranger = try OpenSSLAuthority()
        defer {
            authority.remove()
            stranger.remove()
        }
        let token = try Self.token(authority, nonce: [1, 2, 3])
        #expect(try await Self.outcome(token, authority, over: Self.text + [10]) == .imprint)
        #expect(!token.claims(Self.text + [10]))
        #expect(try await Self.outcome(token, authority, nonce: [1, 2, 4]) == .nonce)
        #expect(try await Self.outcome(try Self.token(authority), authority, nonce: [1]) == .nonce)
        // Both roots have one name: only the key tells them apart.
        #expect(try await Self.outcome(token, stranger) == .untrusted)
        #expect(try await Self.outcome(token, authority) == nil)
    }

    @Test("do not hold where the signer's certificate was not valid at their time", arguments: [true, false])
    func expired(isPast: Bool) async throws {
        let authority = try OpenSSLAuthority(
            Self.settings {
                $0.validFrom = isPast ? "20200101000000Z" : "20900101000000Z"
                $0.validUntil = isPast ? "20210101000000Z" : "20910101000000Z"
            })
        defer { authority.remove() }
        #expect(try await Self.outcome(try Self.token(authority), authority) == .untrusted)
    }

    @Test(
        "do not hold by a signer that is not for time stamping alone", arguments: ["no-purpose", "loose-purpose", "two-purposes"])
    func purpose(section: String) async throws {
        let authority = try OpenSSLAuthority()
        let other = try OpenSSLAuthority(Self.settings { $0.purpose = section })
        defer {
            authority.remove()
            other.remove()
        }
        let info = Array(try Self.token(authority).signed.content)
        // The same content, signed by one who may, is a token: so what is refused below is the signer.
        #expect(try await Self.outcome(UncheckedTimeToken(der: try authority.sign(info)), authority) == nil)
        #expect(try await Self.outcome(UncheckedTimeToken(der: try other.sign(info)), other) == .signer)
    }

    @Test("do not hold by SHA-1, by a short key, or without naming the signer's certificate")
    func weak() async throws {
        let authority = try OpenSSLAuthority()
        let short = try OpenSSLAuthority(Self.settings { $0.key = "rsa:1024" })
        defer {
            authority.remove()
            short.remove()
        }
        let info = Array(try Self.token(authority).signed.content)
        let sha1 = try UncheckedTimeToken(der: try authority.sign(info, digest: "sha1"))
        #expect(try await Self.outcome(sha1, authority) == .algorithm)
        let unnamed = try UncheckedTimeToken(der: try authority.sign(info, named: false))
        #expect(try await Self.outcome(unnamed, authority) == .signature)
        let weak = try UncheckedTimeToken(der: try short.sign(info))
        #expect([.algorithm, .signer].contains(try await Self.outcome(weak, short)))
    }

    @Test("never hold with a bit flipped in what is signed, and never trap")
    func flips() async throws {
        let authority = try OpenSSLAuthority(Self.settings { $0.key = "ec:P-256" })
        defer { authority.remove() }
        let token = try Self.token(authority, nonce: [9, 9])
        let roots = try Self.roots(authority)
        var reasons: [TimeTokenFailure.Reason: Int] = [:]
        var held = 0
        for place in token.der.indices {
            var bytes = token.der
            bytes[place] ^= place % 3 == 0 ? 0x80 : 0x01
            do throws(TimeTokenFailure) {
                let flipped = try UncheckedTimeToken(der: bytes)
                switch await flipped.check(over: Self.text, nonce: [9, 9], roots: roots) {
                case .verified(let verified):
                    // What is not signed may differ: unread members, certificates that nothing needs.
                    held += 1
                    #expect(Array(flipped.signed.content) == Array(token.signed.content))
                    #expect(verified.time == token.claimedTime)
                case .failed(let failure): reasons[failure.reason, default: 0] += 1
                }
            } catch { reasons[error.reason, default: 0] += 1 }
        }
        for reason: TimeTokenFailure.Reason in [.malformed, .imprint, .nonce, .signature, .signer, .algorithm] {
            #expect(reasons[reason, default: 0] > 0, "no flip leads to \(reason)")
        }
        #expect(held < token.der.count / 2)
    }

    @Test("cut anywhere are malformed", .timeLimit(.minutes(1)))
    func cuts() throws {
        let authority = try OpenSSLAuthority(Self.settings { $0.key = "ec:P-256" })
        defer { authority.remove() }
        let token = try Self.token(authority)
        for count in token.der.indices {
            #expect(throws: TimeTokenFailure.self) { try UncheckedTimeToken(der: Array(token.der.prefix(count))) }
        }
        #expect(throws: TimeTokenFailure.self) { try UncheckedTimeToken(der: token.der + [0]) }
        #expect(throws: TimeTokenFailure.self) { try UncheckedTimeToken(der: [UInt8](repeating: 0x30, count: 65_536)) }
        #expect(throws: TimeTokenFailure.self) { try UncheckedTimeToken(der: [UInt8](repeating: 0x30, count: 65_537)) }
    }

    @Test("an authority that refuses is a refusal with its words")
    func refusal() throws {
        let authority = try OpenSSLAuthority()
        defer { authority.remove() }
        guard case .refused(let status, _) = try TimeStampReply(der: try authority.reply(to: [0x30, 0])) else {
            Issue.record("granted")
            return
        }
        #expect(status == 2)
        #expect(throws: TimeTokenFailure.self) { try TimeStampReply(der: Array("<html>".utf8)) }
    }

    @Test("roots are certificates in PEM, one at least")
    func roots() {
        #expect(throws: TimeRootsError.self) { try TimeRoots(pem: "") }
        #expect(throws: TimeRootsError.self) {
            try TimeRoots(pem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
        }
    }
}

private struct Unexpected: Error {}
