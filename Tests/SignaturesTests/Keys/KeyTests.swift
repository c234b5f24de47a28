import Primitives
import Signatures
import Testing

@Suite("Keys and their JWK")
struct KeyTests {
    struct Vector: Sendable {
        let seed, key, message, signature: String
    }

    static let rfc8032 = [
        Vector(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Vector(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
                + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Vector(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
                + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        Vector(
            seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            key: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b5890"
                + "9351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
    ]

    @Test("RFC 8032 §7.1", arguments: rfc8032)
    func signing(vector: Vector) throws {
        let key = try #require(PrivateKey(seed: hex(vector.seed)))
        #expect(key.publicKey.bytes == hex(vector.key))
        #expect(key.sign(hex(vector.message)) == hex(vector.signature))
        #expect(PublicKey(bytes: hex(vector.key)) == key.publicKey)
        #expect(key.publicKey.isValid(signature: hex(vector.signature), for: hex(vector.message)))
    }

    // RFC 8037, appendix A.
    static let d = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
    static let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    static let thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

    @Test("RFC 8037 A.1 to A.3: the JWK and its thumbprint")
    func jwk() throws {
        let key = try PrivateKey(jwk: ["kty": "OKP", "crv": "Ed25519", "d": .string(Self.d), "x": .string(Self.x)])
        #expect(key.publicKey.bytes == hex(Self.rfc8032[0].key))
        #expect(key.publicKey.thumbprint.description == Self.thumbprint)
        #expect(key.publicKey.jwk.canonicalText == #"{"crv":"Ed25519","kty":"OKP","x":"\#(Self.x)"}"#)
        #expect(key.jwk.canonicalText == #"{"crv":"Ed25519","d":"\#(Self.d)","kty":"OKP","x":"\#(Self.x)"}"#)
        #expect(try PublicKey(jwk: key.publicKey.jwk) == key.publicKey)
    }

    @Test("a JWK is read by bytes: the Kelvin sign is no K, though Swift's strings take it for one")
    func kelvin() throws {
        #expect("O\u{212A}P" == "OKP")
        let members: JSONObject = ["kty": "O\u{212A}P", "crv": "Ed25519", "x": .string(Self.x)]
        #expect(throws: JSONError.self) { try PublicKey(jwk: .object(members)) }
    }

    @Test("RFC 8037 A.4: the signature of a JWS")
    func rfcSignature() throws {
        let key = try #require(PrivateKey(seed: hex(Self.rfc8032[0].seed)))
        let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        #expect(Base64.encodeURL(key.sign(Array(input.utf8))) == signature)
    }

    @Test("a JWK may bear its thumbprint and what the key is for")
    func optionalMembers() throws {
        let text =
            #"{"use":"sig","key_ops":["verify"],"alg":"EdDSA","kid":"\#(Self.thumbprint)","x":"\#(Self.x)","kty":"OKP","crv":"Ed25519"}"#
        #expect(try PublicKey(jwk: JSONValue(parsing: text)).thumbprint.description == Self.thumbprint)
    }

    static let refused: [(String, JSONError.Code, String)] = [
        (#"{"crv":"Ed25519","x":"\#(x)"}"#, .missingMember, "kty"),
        (#"{"kty":"OKP","x":"\#(x)"}"#, .missingMember, "crv"),
        (#"{"kty":"OKP","crv":"Ed25519"}"#, .missingMember, "x"),
        (#"{"kty":"EC","crv":"Ed25519","x":"\#(x)"}"#, .invalidValue, "kty"),
        (#"{"kty":"OKP","crv":"X25519","x":"\#(x)"}"#, .invalidValue, "crv"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)="}"#, .invalidValue, "x"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#, .invalidValue, "x"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#, .invalidValue, "x"),
        (#"{"kty":"OKP","crv":"Ed25519","x":7}"#, .wrongType, "x"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)","d":"\#(d)"}"#, .invalidValue, "d"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)","kid":"key-1"}"#, .invalidValue, "kid"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)","alg":1}"#, .wrongType, "alg"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)","key_ops":"verify"}"#, .wrongType, "key_ops"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)","x5c":[]}"#, .unknownMember, "x5c"),
    ]

    @Test("a public JWK is refused, saying where", arguments: refused)
    func refusals(text: String, code: JSONError.Code, member: String) throws {
        let value = try JSONValue(parsing: text)
        let error = #expect(throws: JSONError.self) { try PublicKey(jwk: value) }
        #expect(error?.code == code)
        #expect(error?.path == [member])
    }

    @Test("a private JWK is refused without its seed or with another key's public part")
    func privateRefusals() throws {
        let key = PrivateKey()
        #expect(throws: JSONError.self) { try PrivateKey(jwk: key.publicKey.jwk) }
        var members = try #require(key.jwk.object)
        members["x"] = PrivateKey().publicKey.jwk["x"]
        let mixed = JSONValue.object(members)
        #expect(throws: JSONError.self) { try PrivateKey(jwk: mixed) }
        #expect(PrivateKey(seed: []) == nil)
    }

    @Test("a private key tells nobody what it is")
    func redacted() throws {
        let key = try #require(PrivateKey(seed: hex(Self.rfc8032[0].seed)))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped, "\([key])"] {
            #expect(text.contains(Self.thumbprint))
            #expect(!text.contains(Self.d))
        }
        #expect(Mirror(reflecting: key).children.isEmpty)
    }

    @Test("two random keys differ, and each verifies its own only")
    func random() {
        let (a, b) = (PrivateKey(), PrivateKey())
        #expect(a.publicKey != b.publicKey)
        #expect(a.publicKey.isValid(signature: a.sign([1]), for: [1]))
        #expect(!a.publicKey.isValid(signature: b.sign([1]), for: [1]))
        #expect(PublicKey(bytes: a.publicKey.bytes) == a.publicKey)
    }

    @Test("a thumbprint is 43 characters of base64url")
    func thumbprintText() {
        #expect(KeyThumbprint(Self.thumbprint)?.description == Self.thumbprint)
        for text in ["", "kPrK", Self.thumbprint + "=", Self.thumbprint.dropLast() + "l", Self.thumbprint + "A"] {
            #expect(KeyThumbprint(text) == nil)
        }
    }
}
