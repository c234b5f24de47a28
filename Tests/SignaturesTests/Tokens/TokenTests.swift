import Primitives
import Signatures
import Testing

@Suite("Tokens (protocol.md §2)")
struct TokenTests {
    let key = TokenParts.key

    @Test("what is signed is read back, with its disclosures")
    func roundTrip() throws {
        let disclosures = [Disclosure.make(name: "rationale", value: "sealed"), Disclosure.make(name: "comment", value: nil)]
        let payload: JSONValue = ["specversion": "1.0", "data": ["_sd": .array(disclosures.map { .string($0.digest) })]]
        let bytes = TokenSigner.sign(payload: payload, with: key, disclosures: disclosures)
        let token = try UncheckedToken(parsing: bytes)
        #expect(token.keyID == key.publicKey.thumbprint)
        #expect(token.payload == payload.canonicalBytes)
        #expect(token.disclosures == disclosures)
        let signed = try #require(Self.valid(token.check(with: key.publicKey)))
        #expect(signed.jws == Array(bytes.prefix { $0 != UInt8(ascii: "~") }))
        #expect(signed.digest == Digest(hashing: signed.jws))
        #expect(signed.disclosures == disclosures)
        #expect(TokenSigner.join(jws: signed.jws, disclosures: signed.disclosures) == bytes)
    }

    @Test("alg is written Ed25519, and without disclosures the token is the JWS alone")
    func written() throws {
        let text = String(decoding: TokenSigner.sign(payload: [:], with: key), as: UTF8.self)
        let header = try #require(Base64.decodeURL(String(text.prefix { $0 != "." })))
        #expect(String(decoding: header, as: UTF8.self) == TokenParts.header())
        #expect(!text.contains("~"))
    }

    static let accepted: [(String, TokenParts)] = [
        ("alg EdDSA", TokenParts(header: TokenParts.header(alg: #""EdDSA""#))),
        (
            "members in another order, with white space",
            TokenParts(
                header:
                    #" { "typ" : "touchmark-event+sd-jwt" , "kid":"\#(TokenParts.key.publicKey.thumbprint)","alg":"Ed25519"} "#)
        ),
        ("an escape in a member's name", TokenParts(header: TokenParts.header().replacing("\"alg\"", with: "\"\\u0061lg\""))),
        ("a tilde and no disclosure", TokenParts(tail: "~")),
        ("an empty payload", TokenParts(payload: [])),
    ]

    @Test("accepted", arguments: accepted)
    func isAccepted(name: String, parts: TokenParts) throws {
        let token = try UncheckedToken(parsing: Array(parts.text.utf8))
        #expect(Self.valid(token.check(with: key.publicKey)) != nil)
        #expect(token.payload == parts.payload)
        #expect(token.disclosures.isEmpty)
    }

    @Test("with a tilde or without, it is the same event")
    func tilde() throws {
        let parts = TokenParts()
        let bare = try UncheckedToken(parsing: Array(parts.text.utf8))
        let withTilde = try UncheckedToken(parsing: Array((parts.text + "~").utf8))
        #expect(Self.valid(bare.check(with: key.publicKey))?.digest == Self.valid(withTilde.check(with: key.publicKey))?.digest)
    }

    @Test("the limits themselves are allowed")
    func limits() throws {
        let longest = try #require(TokenParts.jws(byteCount: UncheckedToken.Limits.jwsByteCount))
        #expect(longest.utf8.count == 65_000)
        #expect(try Self.valid(UncheckedToken(parsing: Array(longest.utf8)).check(with: key.publicKey)) != nil)

        let most = (0..<64).map { Disclosure.make(name: "n\($0)", value: nil).encoded + "~" }.joined()
        #expect(try UncheckedToken(parsing: Array(TokenParts(tail: "~" + most).text.utf8)).disclosures.count == 64)

        let largest = TokenParts.disclosure(byteCount: 1 << 20)
        #expect(largest.utf8.count == 1 << 20)
        #expect(try UncheckedToken(parsing: Array(TokenParts(tail: "~\(largest)~").text.utf8)).disclosures.count == 1)
    }

    static func valid(_ check: SignatureCheck) -> SignedToken? {
        if case .valid(let token) = check { token } else { nil }
    }

    static func failure(_ check: SignatureCheck) -> SignatureFailure? {
        if case .invalid(let failure) = check { failure } else { nil }
    }
}
