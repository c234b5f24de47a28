import LedgerTesting
import Primitives
import Signatures
import Testing

@Suite("Keys of issuers")
struct IssuerKeyTests {
    private let vectors: PresentedTokens

    init() throws { vectors = try PresentedTokens() }

    @Test(
        "keys that are too weak, or are for something else, are not used",
        arguments: [
            ("rsa-1024", ["n"]), ("small-order", ["x"]), ("off-curve", ["x"]), ("exponent-3", ["e"]), ("other-curve", ["crv"]),
            ("for-encryption", ["use"]), ("other-algorithm", ["alg"]),
        ])
    func weak(name: String, path: [String]) throws {
        let key = try vectors.weakKey(name)
        let error = #expect(throws: JSONError.self) { try IssuerKey(jwk: key) }
        #expect(error?.path == path)
    }

    @Test("a set keeps what can be used and says why the rest cannot")
    func set() throws {
        var keys = vectors.jwks["keys"]?.array ?? []
        keys.insert(try vectors.weakKey("rsa-1024"), at: 1)
        let set = try IssuerKeySet(jwks: ["keys": .array(keys)])
        #expect(set.keys.count == 3)
        #expect(set.unusable.map(\.path) == [["keys", "1", "n"]])
        #expect(try IssuerKeySet(jwks: set.json) == IssuerKeySet(jwks: vectors.jwks))
    }

    @Test("a set with a secret key in it is refused as a whole", arguments: ["d", "k"])
    func secret(member: String) throws {
        var key = try #require(vectors.jwks["keys"]?.array?[1].object)
        key[member] = "AAAA"
        let keys = try #require(vectors.jwks["keys"]?.array) + [.object(key)]
        #expect(throws: JSONError.self) { try IssuerKeySet(jwks: ["keys": .array(keys)]) }
    }

    @Test("a set of more keys than anybody publishes is refused")
    func tooMany() throws {
        let key = try #require(vectors.jwks["keys"]?.array?.first)
        let keys = [JSONValue](repeating: key, count: IssuerKeySet.maximumCount + 1)
        #expect(throws: JSONError.self) { try IssuerKeySet(jwks: ["keys": .array(keys)]) }
    }

    @Test("the thumbprint is that of RFC 7638 §3.1")
    func thumbprint() throws {
        let key = try IssuerKey(jwk: [
            "kty": "RSA", "alg": "RS256", "kid": "2011-04-29", "e": "AQAB",
            "n": .string(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs"
                    + "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5ha"
                    + "jrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
            ),
        ])
        #expect(key.thumbprint.description == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        #expect(try IssuerKey(jwk: key.jwk) == key)
    }
}
