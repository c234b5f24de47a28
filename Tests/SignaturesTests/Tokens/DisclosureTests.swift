import Primitives
import Signatures
import Testing

@Suite("Disclosures (RFC 9901)")
struct DisclosureTests {
    static let examples: [(String, String, String, JSONValue)] = [
        (
            "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
            "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0", "family_name", "Möbius"
        ),
        (
            "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd",
            "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4", "given_name", "John"
        ),
        (
            "WyJBSngtMDk1VlBycFR0TjRRTU9xUk9BIiwgImFkZHJlc3MiLCB7InN0cmVldF9hZGRyZXNzIjogIjEyMyBNYWluIFN0IiwgImxvY2FsaXR5Ijog"
                + "IkFueXRvd24iLCAicmVnaW9uIjogIkFueXN0YXRlIiwgImNvdW50cnkiOiAiVVMifV0",
            "XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE", "address",
            ["street_address": "123 Main St", "locality": "Anytown", "region": "Anystate", "country": "US"]
        ),
    ]

    @Test("the examples of RFC 9901 §4.2 and §5.1", arguments: examples)
    func rfc(encoded: String, digest: String, name: String, value: JSONValue) throws {
        let disclosure = try Disclosure(parsing: encoded)
        #expect(disclosure.digest == digest)
        #expect(disclosure.name == name)
        #expect(disclosure.value == value)
    }

    @Test("what is made is read back, under a new salt each time")
    func fresh() throws {
        let value: JSONValue = ["kind": "text", "text": "é\n\"", "n": [1, nil, true]]
        let made = Disclosure.make(name: "rationale", value: value)
        let read = try Disclosure(parsing: made.encoded)
        #expect(read == made)
        #expect(read.name == "rationale")
        #expect(read.value == value)
        #expect(Disclosure.make(name: "rationale", value: value).digest != made.digest)
    }

    @Test("a description shows the digest and not what is sealed")
    func redacted() {
        let made = Disclosure.make(name: "diagnosis", value: "influenza")
        var dumped = ""
        dump(made, to: &dumped)
        for text in ["\(made)", String(reflecting: made), dumped] {
            #expect(text.contains(made.digest))
            #expect(!text.contains("influenza"))
            #expect(!text.contains(made.encoded))
        }
    }

    static let salt = "AAAAAAAAAAAAAAAAAAAAAA"
    static let refused: [(String, TokenError.Code)] = [
        (#"["\#(salt)","name"]"#, .disclosure),
        (#"["\#(salt)","name",1,2]"#, .disclosure),
        (#"[]"#, .disclosure),
        (#"{"salt":"\#(salt)"}"#, .disclosure),
        (#"[1,"name",1]"#, .disclosure),
        (#"["\#(salt)",2,1]"#, .disclosure),
        (#"["AAAAAAAAAAAAAAAAAAAA","name",1]"#, .disclosure),
        (#"["\#(salt)==","name",1]"#, .disclosure),
        (#"["not base64url at all!","name",1]"#, .disclosure),
        (#"["\#(salt)","_sd",1]"#, .disclosure),
        (#"["\#(salt)","...",1]"#, .disclosure),
        (#"["\#(salt)","\u005fsd",1]"#, .disclosure),
        (#"["\#(salt)","name",{"a":[{"_sd":[]}]}]"#, .disclosure),
        (#"["\#(salt)","name",[{"...":"x"}]]"#, .disclosure),
        (#"["\#(salt)","name",{"a":1,"a":2}]"#, .disclosure),
        (#"["\#(salt)","name","\ud800"]"#, .disclosure),
        (#"["\#(salt)","name",9007199254740992]"#, .disclosure),
        ("", .disclosure),
    ]

    @Test("a disclosure is refused", arguments: refused)
    func refusals(json: String, code: TokenError.Code) {
        let encoded = Base64.encodeURL(Array(json.utf8))
        let error = #expect(throws: TokenError.self) { try Disclosure(parsing: encoded) }
        #expect(error?.code == code)
    }

    @Test(
        "a disclosure is base64url in its one spelling",
        arguments: ["WyJ=", "WyJ h", "é", "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl1"])
    func spelling(encoded: String) {
        let error = #expect(throws: TokenError.self) { try Disclosure(parsing: encoded) }
        #expect(error?.code == .base64)
    }
}
