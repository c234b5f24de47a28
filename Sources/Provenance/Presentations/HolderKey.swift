import Primitives
import Signatures

/// The key that a presented credential is bound to, by its thumbprint.
enum HolderKey {
    /// Of `cnf` (RFC 7800): a JWK, or a `kid` that is itself a key as a DID.
    static func thumbprint(confirmation: JSONValue?) -> KeyThumbprint? {
        if let jwk = confirmation?["jwk"] { return thumbprint(jwk: jwk) }
        return confirmation?["kid"]?.string.flatMap(thumbprint(did:))
    }

    /// Of `did:jwk:<JWK>` or `did:key:z<key>`, with or without a fragment; `nil` for any other text, and for keys of other
    /// types than Ed25519 where the DID is a `did:key`.
    static func thumbprint(did text: String) -> KeyThumbprint? {
        let id = text.prefix { $0 != "#" }
        if let encoded = id.suffix(after: "did:jwk:") {
            // A JWK that cannot be read binds to no key that is known here.
            guard let bytes = Base64.decodeURL(encoded), let jwk = try? JSONValue(parsing: bytes) else { return nil }
            return thumbprint(jwk: jwk)
        }
        // 0xED 0x01 is Ed25519's code among multicodecs, as a varint.
        guard let encoded = id.suffix(after: "did:key:z"), let bytes = Base58.decode(encoded),
            bytes.count == PublicKey.byteCount + 2, bytes[0] == 0xED, bytes[1] == 0x01
        else { return nil }
        return PublicKey(bytes: Array(bytes.dropFirst(2)))?.thumbprint
    }

    private static func thumbprint(jwk: JSONValue) -> KeyThumbprint? {
        // A key of a type that the ledger does not know cannot be one of its keys.
        try? IssuerKey(jwk: jwk).thumbprint
    }
}

/// Base58 as Bitcoin writes it, which `did:key` uses.
private enum Base58 {
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    /// Longer than any key that is of interest; decoding takes quadratic time.
    private static let maximumCount = 128

    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= maximumCount else { return nil }
        // Least significant byte first.
        var number: [UInt8] = []
        for character in text.utf8 {
            guard var carry = alphabet.firstIndex(of: character) else { return nil }
            for place in number.indices {
                carry += Int(number[place]) * 58
                number[place] = UInt8(truncatingIfNeeded: carry)
                carry >>= 8
            }
            if carry > 0 { number.append(UInt8(carry)) }
        }
        let zeros = text.utf8.prefix { $0 == alphabet[0] }.count
        return [UInt8](repeating: 0, count: zeros) + number.reversed()
    }
}

extension Substring {
    fileprivate func suffix(after prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
