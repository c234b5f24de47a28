import LedgerTesting
import Primitives
import Signatures
import Testing

@Suite("Tokens presented by others")
struct PresentedTokenTests {
    private let vectors: PresentedTokens
    private let keys: [IssuerKey]

    init() throws {
        vectors = try PresentedTokens()
        keys = try IssuerKeySet(jwks: vectors.jwks).keys
    }

    private func check(_ name: String, with keys: [IssuerKey]? = nil) throws -> PresentedTokenCheck {
        try UncheckedPresentedToken(parsing: Array(try vectors.token(name).utf8)).check(with: keys ?? self.keys)
    }

    private func checked(_ name: String) throws -> CheckedPresentedToken {
        guard case .valid(let token) = try check(name) else { throw PresentedTokens.Missing(name: name) }
        return token
    }

    static let good: [(String, PresentedAlgorithm, Int)] = [
        ("sd-jwt-vc-es256", .es256, 1), ("sd-jwt-vc-eddsa", .edDSA, 0), ("sd-jwt-vc-rs256", .rs256, 2),
        ("sd-jwt-vc-nested", .es256, 1), ("vc-jwt-rs256", .rs256, 2), ("vc-jwt-es256", .es256, 1), ("vc-jwt-eddsa", .edDSA, 0),
        ("open-badge-rs256", .rs256, 2), ("open-badge-ed25519", .ed25519, 0),
    ]

    @Test("what other libraries signed holds, under the one key that signed", arguments: good)
    func holds(name: String, algorithm: PresentedAlgorithm, place: Int) throws {
        let token = try checked(name)
        #expect(token.algorithm == algorithm)
        #expect(token.key == keys[place])
        for (other, key) in keys.enumerated() where other != place {
            guard case .invalid = try check(name, with: [key]) else {
                Issue.record("\(name) holds under key \(other)")
                continue
            }
        }
    }

    @Test(
        "any flipped bit of header, payload or signature is found",
        arguments: ["sd-jwt-vc-es256", "vc-jwt-rs256", "vc-jwt-eddsa"])
    func flippedBits(name: String) throws {
        let jws = Array(try vectors.token(name).utf8.prefix { $0 != UInt8(ascii: "~") })
        let tail = Array(try vectors.token(name).utf8.dropFirst(jws.count))
        for place in stride(from: 0, to: jws.count, by: 7) {
            var bytes = jws
            bytes[place] ^= 0x02
            // Most flips leave no token that could be read, which is found as well.
            guard let token = try? UncheckedPresentedToken(parsing: bytes + tail) else { continue }
            if case .valid = token.check(with: keys) { Issue.record("a flip of byte \(place) of \(name) is not seen") }
        }
    }

    @Test("disclosures go to their places, also nested ones and elements of arrays; what is kept back leaves no trace")
    func disclosed() throws {
        let token = try checked("sd-jwt-vc-nested")
        #expect(token.claims["proof_of"] == ["school": ["town": "Graz"], "grades": [[1, 2]]])
        #expect(token.claims["place"] == ["country": "AT", "planet": "Earth"])
        #expect(token.claims["languages"] == ["de", "en"])
        #expect(token.claims["competence"] == "medicine/radiology")
        #expect(token.claims["_sd"] == nil && token.claims["_sd_alg"] == nil)
        #expect(token.hiddenClaims == ["competence", "given_name", "proof_of"])
        let bare = Array(try vectors.token("sd-jwt-vc-nested").utf8.prefix { $0 != UInt8(ascii: "~") }) + [UInt8(ascii: "~")]
        guard case .valid(let withheld) = try UncheckedPresentedToken(parsing: bare).check(with: keys) else {
            Issue.record("an SD-JWT without disclosures holds as well")
            return
        }
        #expect(withheld.claims["competence"] == nil)
        #expect(withheld.claims["languages"] == ["en"])
        #expect(withheld.claims["place"] == ["planet": "Earth"])
        #expect(withheld.hiddenClaims.isEmpty)
    }

    static let refused: [(String, PresentedTokenFailure)] = [
        ("none", .algorithm), ("hs256-with-public-key", .algorithm), ("alg-swapped", .algorithmOfOtherKey),
        ("crit", .criticalHeader), ("b64-false", .criticalHeader), ("embedded-jwk", .foreignKey),
        ("embedded-jwk-named-as-ours", .foreignKey), ("embedded-x5c", .badSignature), ("other-key", .badSignature),
        ("unknown-kid", .unknownKey), ("rsa-1024", .unknownKey),
        ("two-disclosures-of-one-claim", .repeatedClaim), ("disclosure-beside-clear-claim", .repeatedClaim),
        ("foreign-disclosure", .foreignDisclosure), ("digest-twice", .repeatedDigest), ("element-as-member", .misplacedDigest),
        ("member-as-element", .misplacedDigest), ("sd-not-array", .misplacedDigest), ("dots-outside-array", .misplacedDigest),
        ("sha-512-digests", .digestAlgorithm), ("nested-too-deep", .tooDeep),
    ]

    @Test("what an attacker tries is refused for its own reason", arguments: refused)
    func refusal(name: String, reason: PresentedTokenFailure) throws {
        guard case .invalid(let failure) = try check(name) else {
            Issue.record("\(name) was accepted")
            return
        }
        #expect(failure == reason)
    }

    static let unreadable: [(String, TokenError.Code)] = [
        ("duplicate-member", .payloadJSON), ("duplicate-header", .headerJSON), ("same-disclosure-twice", .duplicateDisclosure),
        ("key-binding", .keyBinding),
    ]

    @Test("what no two readers read alike is not read", arguments: unreadable)
    func unread(name: String, code: TokenError.Code) throws {
        let bytes = Array(try vectors.token(name).utf8)
        let error = #expect(throws: TokenError.self) { try UncheckedPresentedToken(parsing: bytes) }
        #expect(error?.code == code)
    }

    @Test("what is larger than the limits is not read")
    func limits() throws {
        let token = Array(try vectors.token("sd-jwt-vc-es256").utf8)
        let padding = [UInt8](repeating: UInt8(ascii: "A"), count: UncheckedPresentedToken.Limits.byteCount)
        let large = #expect(throws: TokenError.self) { try UncheckedPresentedToken(parsing: token + padding) }
        #expect(large?.code == .tooLarge)
        let many = [UInt8](repeating: UInt8(ascii: "~"), count: UncheckedPresentedToken.Limits.disclosureCount + 1)
        let crowded = #expect(throws: TokenError.self) { try UncheckedPresentedToken(parsing: token + many) }
        #expect(crowded?.code == .tooManyDisclosures)
    }

    @Test("a token that nobody's key could have signed is refused, and one that names no key is tried with all")
    func keyless() throws {
        guard case .invalid(.noKey) = try check("sd-jwt-vc-es256", with: []) else {
            Issue.record("without keys nothing is signed")
            return
        }
        #expect(try checked("vc-jwt-eddsa").key == keys[0])
    }

    @Test("a key of the ledger without a name is tried where the token's kid is the issuer's own")
    func ledgerKey() throws {
        var members = try #require(vectors.jwks["keys"]?.array?.first?.object)
        members["kid"] = nil
        let key = try PublicKey(jwk: .object(members))
        guard case .valid(let token) = try check("open-badge-ed25519", with: [IssuerKey(key)]) else {
            Issue.record("the recognised key signed this")
            return
        }
        #expect(token.key.thumbprint == key.thumbprint)
    }

    @Test("a description shows the key and nothing of what is said")
    func redacted() throws {
        let token = try checked("sd-jwt-vc-es256")
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped] {
            #expect(text.contains(token.key.thumbprint.description))
            #expect(!text.contains("Ada"))
        }
    }
}
