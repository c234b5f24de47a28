import Foundation
import JWTKit
import LedgerServer
import LedgerTesting
import Primitives
import Testing

/// An issuer with a key of each kind.
private struct Issuer {
    static let name = "https://id.example.org/realm"
    static let audience = "touchmark"
    static let now = FixedClock().now()
    static let seconds = now.microseconds / 1_000_000

    let place: TemporaryDirectory
    let elliptic = ES256PrivateKey()
    let edwards: EdDSA.PrivateKey
    let rsa: Insecure.RSA.PrivateKey
    var keyFile: String { place.path + "/jwks.json" }

    init() throws {
        place = try TemporaryDirectory()
        edwards = try EdDSA.PrivateKey()
        rsa = try Self.newRSA(in: place)
        try write([try ellipticJWK, try edwardsJWK, try rsaJWK])
    }

    static func newRSA(in place: TemporaryDirectory, bits: Int = 2048) throws -> Insecure.RSA.PrivateKey {
        try Insecure.RSA.PrivateKey(pem: newPEM(in: place, bits: bits))
    }

    static func newPEM(in place: TemporaryDirectory, bits: Int) throws -> String {
        _ = try StartedProgram("/usr/bin/openssl", ["genrsa", "-out", place.path + "/rsa.pem", "\(bits)"]).wait()
        return try String(contentsOfFile: place.path + "/rsa.pem", encoding: .utf8)
    }

    var ellipticJWK: JSONValue {
        get throws {
            let point = try #require(elliptic.parameters)
            return ["kty": "EC", "crv": "P-256", "kid": "e", "x": .string(Self.url(point.x)), "y": .string(Self.url(point.y))]
        }
    }

    var edwardsJWK: JSONValue {
        get throws {
            [
                "kty": "OKP", "crv": "Ed25519", "kid": "o",
                "x": .string(Self.url(edwards.publicKey.rawRepresentation.base64EncodedString())),
            ]
        }
    }

    var rsaJWK: JSONValue {
        get throws {
            let parts = try rsa.publicKey.getKeyPrimitives()
            return [
                "kty": "RSA", "kid": "r", "use": "sig", "n": .string(Self.url(parts.modulus.base64EncodedString())),
                "e": .string(Self.url(parts.publicExponent.base64EncodedString())),
            ]
        }
    }

    static func url(_ base64: String) -> String {
        base64.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(
            of: "=", with: "")
    }

    func write(_ keys: [JSONValue]) throws {
        try Data((["keys": .array(keys)] as JSONValue).canonicalText.utf8).write(
            to: URL(fileURLWithPath: keyFile), options: .atomic)
    }

    static let claims: JSONObject = [
        "iss": .string(name), "aud": .string(audience), "sub": "ada@example.org", "exp": .integer(seconds + 300),
        "roles": ["staff", "audit"],
    ]

    static func parts(_ header: JSONObject, _ claims: JSONObject) -> String {
        [header, claims].map { Base64.encodeURL(JSONValue.object($0).canonicalBytes) }.joined(separator: ".")
    }

    /// Signs as the header says: ES256 or EdDSA or RS256.
    func token(
        _ change: JSONObject = [:], without: String? = nil, header: JSONObject = ["alg": "ES256", "kid": "e", "typ": "at+jwt"]
    ) async throws -> String {
        let merged =
            Self.claims.members.filter { member in member.name != without && change[member.name] == nil } + change.members
        let text = Self.parts(header, JSONObject(merged))
        let keys = JWTKeyCollection()
        let key: any JWTAlgorithm =
            switch header["alg"]?.string {
            case "EdDSA": try await keys.add(eddsa: edwards).getKey()
            case "RS256": try await keys.add(rsa: rsa, digestAlgorithm: .sha256).getKey()
            case "PS384": try await keys.add(pss: rsa, digestAlgorithm: .sha384).getKey()
            default: try await keys.add(ecdsa: elliptic).getKey()
            }
        return text + "." + Base64.encodeURL(try key.sign(Data(text.utf8)))
    }

    var settings: OpenIDSettings {
        OpenIDSettings(
            issuer: Self.name, audience: Self.audience, keyFile: keyFile,
            roles: [
                "audit": .init(role: .auditor, datasets: nil), "clinic-d": .init(role: .reader, datasets: ["d"]),
                "clinic-e": .init(role: .reader, datasets: ["e"]), "inspect-d": .init(role: .regulator, datasets: ["d"]),
                "inspect": .init(role: .regulator, datasets: nil),
            ])
    }

    func outcome(_ token: String, at now: Timestamp = now) async -> Result<Grant?, any Error> {
        do { return .success(try await OpenIDAuthenticator(settings).grant(bearing: token, at: now)) } catch {
            return .failure(error)
        }
    }

    func code(_ token: String, at now: Timestamp = now) async -> AccessFailure.Code? {
        guard case .failure(let error) = await outcome(token, at: now) else { return nil }
        return (error as? AccessFailure)?.code
    }
}

@Suite(
    "OpenID Connect access tokens",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "openssl is not installed"))
struct AccessOpenIDTests {
    private let issuer: Issuer

    init() throws { issuer = try Issuer() }

    @Test(
        "A token of the issuer counts, under a key of any kind",
        arguments: [("ES256", "e"), ("EdDSA", "o"), ("RS256", "r"), ("PS384", "r")])
    func counts(_ algorithm: String, _ key: String) async throws {
        let token = try await issuer.token(header: ["alg": .string(algorithm), "kid": .string(key), "typ": "JWT"])
        let grant = try #require(try await issuer.outcome(token).get())
        #expect(grant.role == .auditor && grant.datasets == nil)
        #expect(grant.id.hasPrefix("oidc:") && !grant.id.contains("ada"))
        try await RunningService.with(authenticators: [KnownTokens(), OpenIDAuthenticator(issuer.settings)]) {
            (service, _, _) async throws in
            #expect(try await service.get("/v1/events", token: token).status == 200)
            #expect(try await service.get("/v1/events", token: String(token.dropLast(4)) + "AAAA").status == 401)
        }
    }

    @Test("A token of another issuer, and what is no JSON Web Token, is not of this kind")
    func otherKind() async throws {
        for token in [try await issuer.token(["iss": "https://id.example.org"]), "tmk_1_2", "a.b.c", "", "..", "a.b"] {
            #expect(try await issuer.outcome(token).get() == nil, "\(token.prefix(20))")
        }
    }

    @Test("Claims that do not hold are told apart")
    func claims() async throws {
        let now = Issuer.seconds
        let cases: [(JSONObject, AccessFailure.Code?)] = [
            (["aud": "other"], .otherAudience), (["aud": ["other", "touchmark"]], nil), (["aud": [1]], .otherAudience),
            (["exp": .integer(now - 31)], .expired), (["exp": .integer(now - 29)], nil), (["exp": "soon"], .malformed),
            (["nbf": .integer(now + 31)], .notYetValid), (["nbf": .integer(now + 29)], nil), (["nbf": "x"], .malformed),
            (["roles": ["staff"]], .noRole), (["roles": "audit"], nil), (["roles": 1], .noRole), (["sub": 5], .malformed),
        ]
        for (change, code) in cases {
            let found = await issuer.code(try await issuer.token(change))
            #expect(found == code, "\(JSONValue.object(change).canonicalText)")
        }
        for (name, code) in [
            ("exp", AccessFailure.Code.malformed), ("aud", .otherAudience), ("sub", .malformed), ("roles", .noRole),
        ] {
            let found = await issuer.code(try await issuer.token(without: name))
            #expect(found == code, "without \(name)")
        }
    }

    @Test("No signature, a shared secret, and what a header asks for beyond do not count")
    func algorithms() async throws {
        let headers: [JSONObject] = [
            ["alg": "none"], ["alg": "None", "kid": "e"], ["alg": "HS256", "kid": "r"], ["alg": "HS256"], ["alg": "ES256"],
            ["alg": "ES256", "kid": "r"], ["alg": "RS256", "kid": "e"], ["alg": "ES384", "kid": "e"], ["kid": "e"],
            ["alg": "ES256", "kid": "nothing"], ["alg": "ES256", "kid": "e", "crit": ["b64"], "b64": false],
            ["alg": "ES256", "kid": "e", "typ": "dpop+jwt"],
        ]
        let jwks = try Data(contentsOf: URL(fileURLWithPath: issuer.keyFile))
        for header in headers {
            let text = Issuer.parts(header, Issuer.claims)
            let shared = try await JWTKeyCollection().add(hmac: HMACKey(from: jwks), digestAlgorithm: .sha256).getKey().sign(
                Data(text.utf8))
            for signature in ["", Base64.encodeURL(shared), "AAAA"] {
                let code = await issuer.code(text + "." + signature)
                #expect(code == .unknown || code == .malformed, "\(JSONValue.object(header).canonicalText)")
            }
        }
        // Signed by the right key: the header alone is wrong.
        for header in [["alg": "ES256", "kid": "e", "crit": ["x"]], ["alg": "ES256", "kid": "e", "typ": "secevent+jwt"]]
            as [JSONObject]
        {
            #expect(await issuer.code(try await issuer.token(header: header)) == .malformed)
        }
    }

    @Test("A token that claims another algorithm first does not change what its key is used for")
    func order() async throws {
        let authenticator = OpenIDAuthenticator(issuer.settings)
        let wrong = Issuer.parts(["alg": "PS512", "kid": "r"], Issuer.claims) + ".AAAA"
        await #expect(throws: AccessFailure.self) { try await authenticator.grant(bearing: wrong, at: Issuer.now) }
        let right = try await issuer.token(header: ["alg": "RS256", "kid": "r"])
        #expect(try await authenticator.grant(bearing: right, at: Issuer.now)?.role == .auditor)
    }

    @Test("Of several roles the one that grants most counts, for the datasets of all that give it")
    func roles() async throws {
        let cases: [([JSONValue], Role, Set<String>?)] = [
            (["clinic-d"], .reader, ["d"]), (["clinic-d", "clinic-e"], .reader, ["d", "e"]),
            (["clinic-e", "inspect-d"], .regulator, ["d"]), (["inspect-d", "inspect"], .regulator, nil),
            (["inspect", "audit", "clinic-d"], .auditor, nil),
        ]
        for (values, role, datasets) in cases {
            let grant = try #require(try await issuer.outcome(try await issuer.token(["roles": .array(values)])).get())
            #expect(grant.role == role && grant.datasets == datasets, "\(values)")
        }
    }

    @Test("Roles are found where the claim's name or its path says, and in the words of a scope")
    func roleClaims() async throws {
        for (claim, change) in [
            ("realm_access.roles", ["realm_access": ["roles": ["audit"]]]),
            ("https://x.example/roles", ["https://x.example/roles": ["audit"]]),
            ("scope", ["scope": "openid audit"]),
        ] as [(String, JSONObject)] {
            var settings = issuer.settings
            settings.roleClaim = claim
            let token = try await issuer.token(change, without: "roles")
            #expect(try await OpenIDAuthenticator(settings).grant(bearing: token, at: Issuer.now)?.role == .auditor, "\(claim)")
        }
    }

    @Test("The key file is read anew when it changes; one that is damaged, gone, weak or secret lets nobody in")
    func keyFile() async throws {
        let authenticator = OpenIDAuthenticator(issuer.settings)
        let token = try await issuer.token()
        func code() async -> ServiceFileError.Code? {
            do {
                _ = try await authenticator.grant(bearing: token, at: Issuer.now)
                return nil
            } catch { return (error as? ServiceFileError)?.code }
        }
        #expect(await code() == nil)
        let damaged: [[JSONValue]] = [
            [], [["kty": "oct", "k": "AAAA"]], [try issuer.ellipticJWK, try issuer.ellipticJWK],
            [["kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"]],
            [["kty": "RSA", "n": .string(Issuer.url(Data(repeating: 0xC5, count: 128).base64EncodedString())), "e": "AQAB"]],
        ]
        for keys in damaged {
            try issuer.write(keys)
            #expect(await code() == .damaged, "\(keys)")
        }
        try issuer.write([try issuer.edwardsJWK])
        await #expect(throws: AccessFailure.self) { try await authenticator.grant(bearing: token, at: Issuer.now) }
        try issuer.write([["kty": "unheard-of"], try issuer.ellipticJWK])
        #expect(await code() == nil)
        try FileManager.default.removeItem(atPath: issuer.keyFile)
        #expect(await code() == .inaccessible)
    }
}
