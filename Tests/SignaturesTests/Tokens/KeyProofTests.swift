import Primitives
import Signatures
import Testing

@Suite("Key proofs (protocol.md §2)")
struct KeyProofTests {
    let key = PrivateKey()
    let ledger = "ledger.example/cardiology"
    let source = "annotator:an-7"

    @Test("a proof holds for its key, ledger and source, and for nothing else")
    func check() {
        let proof = KeyProof.make(for: key, ledger: ledger, source: source)
        #expect(KeyProof.check(proof, key: key.publicKey, ledger: ledger, source: source) == nil)
        #expect(KeyProof.check(proof, key: key.publicKey, ledger: ledger + "x", source: source) == .otherStatement)
        #expect(KeyProof.check(proof, key: key.publicKey, ledger: ledger, source: "annotator:an-8") == .otherStatement)
        #expect(KeyProof.check(proof, key: PrivateKey().publicKey, ledger: ledger, source: source) == .otherKey)
    }

    @Test("the two Unicode forms of a name are two names")
    func unicodeForms() {
        let proof = KeyProof.make(for: key, ledger: ledger, source: "annotator:\u{E9}")
        #expect(KeyProof.check(proof, key: key.publicKey, ledger: ledger, source: "annotator:\u{E9}") == nil)
        #expect(KeyProof.check(proof, key: key.publicKey, ledger: ledger, source: "annotator:e\u{301}") == .otherStatement)
    }

    /// A proof over other bytes, signed by the key all the same.
    private func proof(payload: String, type: String = "touchmark-key-proof+jwt") -> String {
        let header = #"{"alg":"EdDSA","kid":"\#(key.publicKey.thumbprint)","typ":"\#(type)"}"#
        let signed = Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(Array(payload.utf8))
        return signed + "." + Base64.encodeURL(key.sign(Array(signed.utf8)))
    }

    @Test("the statement has exactly its three members, in any order")
    func statement() {
        let kid = key.publicKey.thumbprint
        let other = PrivateKey().publicKey.thumbprint
        func result(_ payload: String) -> KeyProof.Failure? {
            KeyProof.check(proof(payload: payload), key: key.publicKey, ledger: ledger, source: source)
        }
        #expect(result(#"{"source":"\#(source)", "kid":"\#(kid)","ledger":"\#(ledger)"}"#) == nil)
        for payload in [
            #"{"ledger":"\#(ledger)","source":"\#(source)"}"#,
            #"{"ledger":"\#(ledger)","source":"\#(source)","kid":"\#(kid)","more":1}"#,
            #"{"ledger":"\#(ledger)","source":"\#(source)","kid":"\#(other)"}"#,
            #"{"ledger":"\#(ledger)","source":"\#(source)","kid":"\#(kid)","kid":"\#(kid)"}"#,
            #"{"ledger":["\#(ledger)"],"source":"\#(source)","kid":"\#(kid)"}"#,
            "",
        ] {
            #expect(result(payload) == .otherStatement)
        }
    }

    @Test("an event is no proof, and a proof no event")
    func purposes() throws {
        let payload = #"{"kid":"\#(key.publicKey.thumbprint)","ledger":"\#(ledger)","source":"\#(source)"}"#
        let event = proof(payload: payload, type: "touchmark-event+sd-jwt")
        guard case .malformed(let error)? = KeyProof.check(event, key: key.publicKey, ledger: ledger, source: source) else {
            Issue.record("an event passed for a proof")
            return
        }
        #expect(error.code == .type)
        let made = Array(KeyProof.make(for: key, ledger: ledger, source: source).utf8)
        let refused = #expect(throws: TokenError.self) { try UncheckedToken(parsing: made) }
        #expect(refused?.code == .type)
    }

    @Test("a proof that was tampered with does not hold")
    func tampered() {
        let proof = KeyProof.make(for: key, ledger: ledger, source: source)
        let parts = proof.split(separator: ".")
        #expect(
            KeyProof.check(parts[0] + ".e30." + parts[2], key: key.publicKey, ledger: ledger, source: source) == .badSignature)
        for text in ["", "~", proof + "~", proof + "."] {
            guard case .malformed? = KeyProof.check(text, key: key.publicKey, ledger: ledger, source: source) else {
                Issue.record("\(text) was read as a proof")
                continue
            }
        }
    }
}
