import Primitives
import Testing

@Suite("Base64, hex and times (protocol.md §1)")
struct TextFormTests {
    @Test("base64 round-trips every length in both alphabets", arguments: 0..<70)
    func roundTrip(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 251) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
    }

    @Test(
        "RFC 4648 §10",
        arguments: zip(
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"], ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]))
    func vectors(text: String, expected: String) {
        #expect(Base64.encode(Array(text.utf8)) == expected)
    }

    @Test(
        "standard base64 refuses",
        arguments: ["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm-_", "Z===", "====", "=", "Zg==Zg==", "Zm9vé"])
    func strict(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("base64url refuses", arguments: ["Zg==", "Zh", "Zm9", "Z", "Zm+/", "Zm9v\n"])
    func strictURL(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }

    @Test(
        "times round-trip",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999999Z", -1), ("2000-02-29T12:30:15.5Z", 951_827_415_500_000),
            ("2026-11-23T07:02:52.000001Z", 1_795_417_372_000_001), ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
        ] as [(String, Int64)])
    func times(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
        #expect(Timestamp(Timestamp(microseconds: microseconds).description)?.microseconds == microseconds)
    }

    @Test(
        "times refuse",
        arguments: [
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T23:59:60Z",
            "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.1234567Z", "2026-01-01 00:00:00Z", "+026-01-01T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-01-01T00:00Z", "",
        ])
    func badTimes(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("what would drive a terminal is shown, in JSON escaped", arguments: ["\u{7F}", "\u{9B}", "\u{202E}", "\u{2066}"])
    func hidden(_ character: String) throws {
        let text = "a\(character)b"
        let shown = VisibleText.showingControls(text)
        #expect(shown.hasPrefix("a⟨U+") && shown.hasSuffix("⟩b"))
        let json = VisibleText.escapingControls(inJSON: JSONValue.string(text).canonicalText)
        #expect(!json.contains(character))
        #expect(try JSONValue(parsing: json).string == text)
        let error = JSONError(.unknownMember, "is not a member here", path: [text])
        #expect(error.description == "“\(shown)”: is not a member here")
    }

    @Test(
        "what others wrote stays between its quotation marks, and is short",
        arguments: [
            ("plain", "“plain”"), ("a   b\t c ", "“a b c”"), ("one\ntwo", "“one↵two”"), ("a \nb", "“a ↵b”"),
            ("a” verified: “b", "“a\" verified: \"b”"),
            ("\u{3000}\u{A0}x", "“x”"), (String(repeating: "x", count: 61), "“\(String(repeating: "x", count: 59))…”"),
        ])
    func quoted(_ text: String, _ shown: String) {
        #expect(VisibleText.quoted(text) == shown)
    }

    @Test("a member's name is as it is where it is a plain word", arguments: [("data", "data"), ("", "“”"), ("a b", "“a b”")])
    func memberName(_ name: String, _ shown: String) {
        #expect(VisibleText.name(name) == shown)
    }

    @Test("a content digest has one spelling")
    func contentDigest() {
        let digest = Digest(hashing: "abc")
        #expect(digest.contentDigest == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(contentDigest: digest.contentDigest) == digest)
        #expect(Digest(contentDigest: digest.contentDigest.uppercased()) == nil)
        #expect(Digest(contentDigest: digest.hex) == nil)
    }

    @Test("digests are compared in all of their bytes, however long that takes")
    func constantTime() throws {
        let digest = Digest(hashing: "secret")
        #expect(digest.isEqualInConstantTime(to: Digest(hashing: "secret")))
        for place in 0..<Digest.byteCount {
            var bytes = digest.bytes
            bytes[place] ^= 1
            #expect(try !digest.isEqualInConstantTime(to: #require(Digest(bytes: bytes))))
        }
    }
}
