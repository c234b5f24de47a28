import Primitives

/// Proof of possession: whoever introduces a key shows that its holder means this source in this ledger (protocol.md §2).
public enum KeyProof {
    /// Why a proof does not count.
    public enum Failure: Hashable, Sendable, CustomStringConvertible {
        /// No compact JWS of the right shape and header.
        case malformed(TokenError)
        /// The header names another key.
        case otherKey
        case badSignature
        /// Signed, but not over exactly this ledger, source and key.
        case otherStatement

        public var description: String {
            switch self {
            case .malformed(let error): "the proof is not a compact JWS by the rules: \(error)"
            case .otherKey: "the proof names another key than the one it should prove"
            case .badSignature: "the proof is not signed by the key it should prove"
            case .otherStatement: "the proof is over something else than this ledger, source and key"
            }
        }
    }

    /// A compact JWS by `key` over `{"ledger","source","kid"}`. `ledger` is the origin, `source` is `<kind>:<id>`.
    public static func make(for key: PrivateKey, ledger: String, source: String) -> String {
        let payload = JSONValue.object([
            "ledger": .string(ledger), "source": .string(source), "kid": .string(key.publicKey.thumbprint.description),
        ])
        return String(decoding: CompactJWS.make(payload: payload.canonicalBytes, type: .keyProof, key: key), as: UTF8.self)
    }

    /// `nil` if `proof` shows that the holder of `key` means `source` in `ledger`.
    public static func check(_ proof: String, key: PublicKey, ledger: String, source: String) -> Failure? {
        var proof = proof
        return proof.withUTF8 { check(UnsafeRawBufferPointer($0), key, ledger: ledger, source: source) }
    }

    private static func check(
        _ text: UnsafeRawBufferPointer, _ key: PublicKey, ledger: String, source: String
    ) -> Failure? {
        let jws: CompactJWS
        do throws(TokenError) { jws = try CompactJWS(parsing: text, type: .keyProof) } catch { return .malformed(error) }
        guard jws.byteCount == text.count else {
            return .malformed(TokenError(.shape, "a proof is a compact JWS and nothing behind it"))
        }
        guard jws.keyID == key.thumbprint else { return .otherKey }
        let isValid = jws.signature.withUnsafeBytes {
            key.isValid(signature: $0, for: UnsafeRawBufferPointer(rebasing: text[..<jws.signedCount]))
        }
        guard isValid else { return .badSignature }
        return states(jws.payload, ledger: ledger, source: source, keyID: key.thumbprint) ? nil : .otherStatement
    }

    private static func states(_ payload: [UInt8], ledger: String, source: String, keyID: KeyThumbprint) -> Bool {
        let isSame = try? JSONNode.read(payload) { (node) throws(JSONError) in
            var reader = try JSONObjectReader(node)
            // Bytes, not Swift's equality of strings, which takes the two Unicode forms of "é" for one.
            let same = try [
                reader.required("ledger") { (node) throws(JSONError) in try node.withString { $0.elementsEqual(ledger.utf8) } },
                reader.required("source") { (node) throws(JSONError) in try node.withString { $0.elementsEqual(source.utf8) } },
                reader.required("kid") { (node) throws(JSONError) in
                    try node.withString { $0.elementsEqual(keyID.description.utf8) }
                },
            ]
            try reader.finish()
            return same.allSatisfy { $0 }
        }
        return isSame ?? false
    }
}
