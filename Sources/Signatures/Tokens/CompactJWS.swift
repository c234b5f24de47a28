import Primitives

/// A compact JWS (RFC 7515 §7.1) with its three parts decoded and its header checked, but not its signature.
struct CompactJWS {
    let keyID: KeyThumbprint
    let payload: [UInt8]
    let signature: [UInt8]
    /// How many bytes, from the first, are signed: header, dot, payload, as they stand.
    let signedCount: Int

    /// How many bytes the JWS has.
    let byteCount: Int

    /// Reads a JWS that reaches to the first tilde behind its second dot, or to the end.
    init(parsing text: UnsafeRawBufferPointer, type: TokenType) throws(TokenError) {
        guard let first = Self.place(of: ".", in: text, from: 0), let second = Self.place(of: ".", in: text, from: first + 1)
        else { throw TokenError(.shape, "a token is header.payload.signature; there are not two dots") }
        // Looked for where it must be: a tilde in an earlier part is no base64 and is refused as such.
        byteCount = Self.place(of: "~", in: text, from: second + 1) ?? text.count
        signedCount = second
        guard byteCount <= UncheckedToken.Limits.jwsByteCount else {
            throw TokenError(
                .tooLarge,
                "the JWS is \(byteCount) bytes; at most \(UncheckedToken.Limits.jwsByteCount)")
        }
        keyID = try Self.keyID(UnsafeRawBufferPointer(rebasing: text[..<first]), type)
        payload = try Self.part("payload", text[(first + 1)..<second])
        signature = try Self.part("signature", text[(second + 1)..<byteCount])
        guard signature.count == PublicKey.signatureByteCount else {
            throw TokenError(.signatureLength, "an Ed25519 signature is 64 bytes; this one is \(signature.count)")
        }
    }

    /// The bytes of a JWS over `payload`.
    static func make(payload: [UInt8], type: TokenType, key: PrivateKey) -> [UInt8] {
        var text = Base64.encodeURL(Array(TokenHeader.format(keyID: key.publicKey.thumbprint, type: type).utf8))
        text += "." + Base64.encodeURL(payload)
        var bytes = Array(text.utf8)
        let signature = key.sign(bytes)
        bytes.append(UInt8(ascii: "."))
        bytes += Base64.encodeURL(signature).utf8
        return bytes
    }

    private static func place(of character: Unicode.Scalar, in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        text.firstIndex(of: UInt8(ascii: character), from: start)
    }

    private static func part(_ name: String, _ text: Slice<UnsafeRawBufferPointer>) throws(TokenError) -> [UInt8] {
        guard let bytes = Base64.decodeURL(UnsafeRawBufferPointer(rebasing: text)) else { throw notBase64(name) }
        return bytes
    }

    /// The header is read where it is decoded; nobody keeps it.
    private static func keyID(_ text: UnsafeRawBufferPointer, _ type: TokenType) throws(TokenError) -> KeyThumbprint {
        try withUnsafeTemporaryAllocation(byteCount: max(text.count, 1), alignment: 1) { (buffer) throws(TokenError) in
            guard let count = Base64.decodeURL(text, into: buffer) else { throw notBase64("header") }
            return try TokenHeader.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]), type: type)
        }
    }

    private static func notBase64(_ part: String) -> TokenError {
        TokenError(.base64, "the \(part) is not base64url without padding, in its one spelling")
    }
}
