import Primitives
import Testing
import Vault

struct SealingTests {
    private let text = Array("the name of a person".utf8)
    private let place = Array("entry 4".utf8)

    @Test("What was sealed opens with its key and its binding, and with nothing else")
    func sealing() {
        let key = VaultKey.random()
        let sealed = key.seal(text, binding: place)
        #expect(key.open(sealed, binding: place) == text)
        #expect(key.seal(text, binding: place) != sealed)
        #expect(key.open(sealed, binding: Array("entry 5".utf8)) == nil)
        #expect(VaultKey.random().open(sealed, binding: place) == nil)
        for at in sealed.indices {
            var changed = sealed
            changed[at] ^= 1
            #expect(key.open(changed, binding: place) == nil)
        }
        for count in 0..<sealed.count { #expect(key.open(Array(sealed.prefix(count)), binding: place) == nil) }
        #expect(key.open(key.seal([], binding: []), binding: []) == [])
    }

    @Test("A master key unwraps what it wrapped, where it stood")
    func wrapping() throws {
        let master = MasterKey()
        let key = VaultKey.random()
        let wrapped = master.wrap(key, at: "node 1 0 0")
        #expect(master.unwrap(wrapped, at: "node 1 0 0")?.exposedBytes == key.exposedBytes)
        #expect(master.unwrap(wrapped, at: "node 2 0 0") == nil)
        #expect(MasterKey().unwrap(wrapped, at: "node 1 0 0") == nil)
        let again = try #require(MasterKey(jwk: master.jwk))
        #expect(again.unwrap(wrapped, at: "node 1 0 0") != nil)
    }

    @Test(
        "What is no JWK of 32 secret bytes is no master key",
        arguments: [
            #"{"kty":"oct"}"#, #"{"kty":"OKP","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#, #"{"kty":"oct","k":"AAAA"}"#,
            #"{"kty":"oct","k":1}"#, "[]",
        ])
    func badMasterKeys(_ text: String) throws {
        #expect(try MasterKey(jwk: JSONValue(parsing: Array(text.utf8))) == nil)
    }

    @Test("Keys do not show themselves")
    func redaction() {
        let key = VaultKey.random()
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)\(dumped)".contains("a key of the vault"))
        #expect(!dumped.contains("secret"))
    }
}
