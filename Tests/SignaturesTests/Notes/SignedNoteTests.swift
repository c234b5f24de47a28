import Primitives
import Signatures
import Testing

@Suite("Signed notes (C2SP signed-note)")
struct SignedNoteTests {
    // The example of golang.org/x/mod/sumdb/note.
    static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let text = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        """
    static let line =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    static let note = text + "\n" + line

    @Test("the example of Go's note package")
    func goExample() throws {
        let key = try VerifierKey(parsing: Self.peter)
        #expect(key.name == "PeterNeumann")
        #expect(key.keyID == 0xC74F_20A3)
        #expect(key.algorithm == .log)
        #expect(key.text == Self.peter)
        let note = try SignedNote(parsing: Self.note)
        #expect(note.text == Self.text)
        #expect(note.signatures.map(\.name) == ["PeterNeumann"])
        #expect(note.formatted == Self.note)
        #expect(note.verified(by: key) == .valid(text: Self.text))
    }

    @Test(
        "the key that signed Go's example signs the same bytes",
        arguments: [
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
        ])
    func goKey(skey: String) throws {
        let material = try #require(Base64.decode(String(skey.split(separator: "+", maxSplits: 4)[4])))
        let key = try #require(PrivateKey(seed: Array(material.dropFirst())))
        let signature = try #require(SignedNote(parsing: Self.note).signatures.first)
        #expect(key.sign(Array(Self.text.utf8)) == signature.bytes)
        #expect(try key.publicKey == VerifierKey(parsing: Self.peter).publicKey)
    }

    @Test("the text may have blank lines; the last one separates")
    func blankLines() throws {
        let note = try SignedNote(parsing: "one\n\n\ntwo\n\n" + Self.line)
        #expect(note.text == "one\n\n\ntwo\n")
        #expect(note.formatted == "one\n\n\ntwo\n\n" + Self.line)
    }

    @Test("an empty text is read as Go reads it")
    func emptyText() throws {
        #expect(try SignedNote(parsing: "\n\n" + Self.line).text == "\n")
    }

    static let refused: [(String, NoteError.Code)] = [
        ("", .shape), ("\n", .shape), ("text\n", .shape), ("text\n\n", .shape),
        (text + line, .shape), ("\n" + line, .shape),
        (String(note.dropLast()), .shape),
        (text + "\n" + line + "\n", .shape),
        (text.replacing("\n", with: "\r\n") + "\n" + line, .controlCharacter),
        ("a\tb\n\n" + line, .controlCharacter), ("a\0b\n\n" + line, .controlCharacter),
        (text + "\n" + line.replacing("—", with: "-"), .signatureLine),
        (text + "\n" + line.replacing("— ", with: "—"), .signatureLine),
        (text + "\n" + line.replacing("PeterNeumann ", with: " "), .signatureLine),
        (text + "\n" + line.replacing("PeterNeumann", with: "Peter Neumann"), .signatureLine),
        (text + "\n" + line.replacing("PeterNeumann", with: "Peter\u{2003}Neumann"), .signatureLine),
        (text + "\n" + line.replacing("PeterNeumann", with: "Peter+Neumann"), .signatureLine),
        (text + "\n" + line.replacing("AM=", with: "AN="), .signatureLine),
        (text + "\n" + line.replacing("AM=", with: "AM"), .signatureLine),
        (text + "\n— PeterNeumann x08gow==\n", .signatureLine),
        (text + "\n" + line + "more\n", .signatureLine),
        (text + "\n" + String(repeating: line, count: 101), .tooManySignatures),
    ]

    @Test("refused", arguments: refused)
    func refusals(note: String, code: NoteError.Code) {
        let error = #expect(throws: NoteError.self) { try SignedNote(parsing: note) }
        #expect(error?.code == code)
    }

    @Test("a note is not verified by a key that did not sign it, nor after a change")
    func failures() throws {
        let key = try VerifierKey(parsing: Self.peter)
        let changed = try SignedNote(parsing: Self.note.replacing("answer", with: "ANSWER"))
        #expect(changed.verified(by: key) == .invalid(.badSignature))
        let other = LogSigner(origin: "PeterNeumann", key: PrivateKey()).vkey
        #expect(try SignedNote(parsing: Self.note).verified(by: other) == .invalid(.notSigned))
        let cosigner = CosignatureSigner(name: "PeterNeumann", key: PrivateKey()).vkey
        #expect(try SignedNote(parsing: Self.note).verified(by: cosigner) == .invalid(.wrongAlgorithm))
    }

    @Test("lines of unknown keys are not looked at; a second line of a known one is")
    func lines() throws {
        let key = try VerifierKey(parsing: Self.peter)
        let broken = Self.line.replacing("ZJku", with: "ZJkv")
        let unknown = broken.replacing("PeterNeumann", with: "EnochRoot")
        #expect(try SignedNote(parsing: Self.text + "\n" + unknown + Self.line).verified(by: key) == .valid(text: Self.text))
        #expect(try SignedNote(parsing: Self.text + "\n" + Self.line + broken).verified(by: key) == .invalid(.badSignature))
    }

    static let badKeys: [(String, NoteError.Code)] = [
        ("", .verifierKey), ("PeterNeumann", .verifierKey), ("PeterNeumann+c74f20a3", .verifierKey),
        (peter.replacing("c74f20a3", with: "C74F20A3"), .verifierKey),
        (peter.replacing("c74f20a3", with: "c74f20"), .verifierKey),
        (peter.replacing("c74f20a3", with: "c74f20a4"), .keyID),
        (peter.replacing("PeterNeumann", with: "EnochRoot"), .keyID),
        (peter.replacing("PeterNeumann", with: ""), .name),
        (peter.replacing("PeterNeumann", with: "Peter Neumann"), .name),
        (peter.replacing("+ARpc", with: "+ZRpc"), .algorithm),
        (peter.replacing("+ARpc", with: "+Bhpc"), .algorithm),
        (peter.replacing("10TW", with: "10T="), .verifierKey),
        (peter + "AAAA", .publicKey), (peter + "BADKEY==", .verifierKey),
        (peter + "\n", .verifierKey),
        ("log+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", .publicKey),
    ]

    @Test("a verifier key is refused", arguments: badKeys)
    func keyRefusals(text: String, code: NoteError.Code) {
        let error = #expect(throws: NoteError.self) { try VerifierKey(parsing: text) }
        #expect(error?.code == code)
    }

    @Test(
        "published verifier keys are read and written back",
        arguments: [
            "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
            "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
            "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
        ])
    func publishedKeys(text: String) throws {
        #expect(try VerifierKey(parsing: text).text == text)
    }
}
