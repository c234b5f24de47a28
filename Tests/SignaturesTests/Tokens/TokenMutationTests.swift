import Primitives
import Signatures
import Testing

@Suite("Tokens that are refused")
struct TokenMutationTests {
    struct Mutation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: TokenError.Code
        let text: String

        init(_ name: String, _ code: TokenError.Code, _ text: String) {
            testDescription = name
            self.code = code
            self.text = text
        }

        init(_ name: String, _ code: TokenError.Code, header: String) {
            self.init(name, code, TokenParts(header: header).text)
        }

        init(_ name: String, _ code: TokenError.Code, tail: String) {
            self.init(name, code, TokenParts(tail: tail).text)
        }
    }

    static let good = TokenParts()
    static let parts = good.text.split(separator: ".").map(String.init)
    static let sealed = Disclosure.make(name: "rationale", value: "because").encoded

    static let headers = [
        Mutation("alg none", .algorithm, header: TokenParts.header(alg: #""none""#)),
        Mutation("alg HS256", .algorithm, header: TokenParts.header(alg: #""HS256""#)),
        Mutation("alg ed25519 in lower case", .algorithm, header: TokenParts.header(alg: #""ed25519""#)),
        Mutation("alg Ed448", .algorithm, header: TokenParts.header(alg: #""Ed448""#)),
        Mutation("alg null", .headerMember, header: TokenParts.header(alg: "null")),
        Mutation(
            "no alg", .headerMember, header: #"{"kid":"\#(TokenParts.key.publicKey.thumbprint)","typ":"touchmark-event+sd-jwt"}"#),
        Mutation("no kid", .headerMember, header: #"{"alg":"Ed25519","typ":"touchmark-event+sd-jwt"}"#),
        Mutation("no typ", .headerMember, header: #"{"alg":"Ed25519","kid":"\#(TokenParts.key.publicKey.thumbprint)"}"#),
        Mutation("crit", .headerMember, header: TokenParts.header(more: #","crit":["b64"],"b64":false"#)),
        Mutation("jwk in the header", .headerMember, header: TokenParts.header(more: #","jwk":{}"#)),
        Mutation("cty", .headerMember, header: TokenParts.header(more: #","cty":"json""#)),
        Mutation("alg twice", .headerJSON, header: TokenParts.header(more: #","alg":"Ed25519""#)),
        Mutation("alg twice, once escaped", .headerJSON, header: TokenParts.header(more: #","\u0061lg":"none""#)),
        Mutation("a comma at the end", .headerJSON, header: TokenParts.header(more: ",")),
        Mutation("header an array", .headerJSON, header: #"["Ed25519"]"#),
        Mutation("header empty", .headerJSON, header: ""),
        Mutation("byte order mark", .headerJSON, header: "\u{FEFF}" + TokenParts.header()),
        Mutation("kid a name", .keyID, header: TokenParts.header(kid: #""key-1""#)),
        Mutation("kid padded", .keyID, header: TokenParts.header(kid: #""\#(TokenParts.key.publicKey.thumbprint)=""#)),
        Mutation("typ of a key proof", .type, header: TokenParts.header(typ: #""touchmark-key-proof+jwt""#)),
        Mutation("typ JWT", .type, header: TokenParts.header(typ: #""JWT""#)),
        Mutation("typ with its media type", .type, header: TokenParts.header(typ: #""application/touchmark-event+sd-jwt""#)),
    ]

    static let encodings = [
        Mutation("empty", .shape, ""),
        Mutation("one part", .shape, parts[0]),
        Mutation("two parts", .shape, good.signed),
        Mutation("JSON serialisation", .shape, #"{"payload":"","signatures":[]}"#),
        Mutation("four parts", .base64, good.text + ".AAAA"),
        Mutation("five parts, as of a JWE", .base64, good.text + ".AAAA.AAAA"),
        Mutation("padded header", .base64, parts[0] + "=." + parts[1] + "." + parts[2]),
        Mutation("padded payload", .base64, parts[0] + "." + parts[1] + "==." + parts[2]),
        Mutation("padded signature", .base64, good.text + "=="),
        Mutation("trailing bits of the signature", .base64, good.text.dropLast() + (good.text.last == "A" ? "B" : "R")),
        Mutation("trailing bits of the payload", .base64, parts[0] + ".e31." + parts[2]),
        Mutation("newline at the end", .base64, good.text + "\n"),
        Mutation("space in front", .base64, " " + good.text),
        Mutation("standard alphabet", .base64, parts[0] + ".+/+/." + parts[2]),
        Mutation("NUL in the payload", .base64, parts[0] + ".AA\0A." + parts[2]),
        Mutation("no signature", .signatureLength, good.signed + "."),
        Mutation("signature of 63 bytes", .signatureLength, good.text(signature: Array(good.signature.dropLast()))),
        Mutation("signature of 65 bytes", .signatureLength, good.text(signature: good.signature + [0])),
        Mutation("JWS of 65,001 bytes", .tooLarge, TokenParts.jws(byteCount: 65_001) ?? ""),
    ]

    static let tails = [
        Mutation("key binding", .keyBinding, tail: "~" + good.text),
        Mutation("key binding after a disclosure", .keyBinding, tail: "~\(sealed)~" + good.text),
        Mutation("a disclosure without its tilde", .keyBinding, tail: "~" + sealed),
        Mutation("newline after the tilde", .keyBinding, tail: "~\n"),
        Mutation("an empty disclosure", .disclosure, tail: "~~"),
        Mutation("an empty disclosure after one", .disclosure, tail: "~\(sealed)~~"),
        Mutation("a disclosure that is no array", .disclosure, tail: "~e30~"),
        Mutation("a padded disclosure", .base64, tail: "~\(sealed)=~"),
        Mutation("bytes that are not ASCII", .base64, tail: "~é~"),
        Mutation("the same disclosure twice", .duplicateDisclosure, tail: "~\(sealed)~\(sealed)~"),
        Mutation(
            "65 disclosures", .tooManyDisclosures,
            tail: "~" + (0..<65).map { Disclosure.make(name: "n\($0)", value: nil).encoded + "~" }.joined()),
        Mutation("disclosures of more than 1 MiB", .tooLarge, tail: "~\(TokenParts.disclosure(byteCount: (1 << 20) + 4))~"),
        Mutation(
            "disclosures of more than 1 MiB together", .tooLarge,
            tail: "~\(TokenParts.disclosure(byteCount: 1 << 19))~\(TokenParts.disclosure(byteCount: (1 << 19) + 4))~"),
    ]

    @Test("by their shape", arguments: headers + encodings + tails)
    func shape(mutation: Mutation) {
        let error = #expect(throws: TokenError.self) { try UncheckedToken(parsing: Array(mutation.text.utf8)) }
        #expect(error?.code == mutation.code)
        #expect(error?.description.isEmpty == false)
    }

    @Test("the token that the mutations begin with is accepted")
    func unmutated() throws {
        let token = try UncheckedToken(parsing: Array(Self.good.text.utf8))
        #expect(TokenTests.valid(token.check(with: TokenParts.key.publicKey)) != nil)
    }

    static let forgeries: [(String, SignatureFailure, String)] = [
        ("S + L", .badSignature, good.text(signature: addingGroupOrder(good.signature))),
        ("another payload", .badSignature, parts[0] + ".e30." + parts[2]),
        (
            "the other name of the algorithm, put in later", .badSignature,
            Base64.encodeURL(Array(TokenParts.header(alg: #""EdDSA""#).utf8)) + "." + parts[1] + "." + parts[2]
        ),
        ("signature of zeros", .badSignature, good.text(signature: [UInt8](repeating: 0, count: 64))),
        ("a bit of R", .badSignature, good.text(signature: [good.signature[0] ^ 1] + good.signature.dropFirst())),
        (
            "kid of another key", .otherKey,
            TokenParts(header: TokenParts.header(kid: #""\#(PrivateKey().publicKey.thumbprint)""#)).text
        ),
    ]

    @Test("by their signature", arguments: forgeries)
    func signature(name: String, failure: SignatureFailure, text: String) throws {
        let token = try UncheckedToken(parsing: Array(text.utf8))
        #expect(TokenTests.failure(token.check(with: TokenParts.key.publicKey)) == failure)
    }

    @Test("every bit of the signed part counts")
    func everyBit() {
        let bytes = Array(Self.good.text.utf8)
        for place in bytes.indices {
            var mutated = bytes
            mutated[place] ^= 1
            guard let token = try? UncheckedToken(parsing: mutated) else { continue }
            #expect(TokenTests.valid(token.check(with: TokenParts.key.publicKey)) == nil, "byte \(place)")
        }
    }
}
