import Primitives
import Signatures

/// Builds tokens by hand, so that each part can be wrong.
struct TokenParts: Sendable {
    static let key = PrivateKey()

    var header = TokenParts.header()
    var payload = Array(#"{"specversion":"1.0","data":{}}"#.utf8)
    var tail = ""

    static func header(
        alg: String = #""Ed25519""#, kid: String = #""\#(key.publicKey.thumbprint)""#,
        typ: String = #""touchmark-event+sd-jwt""#, more: String = ""
    ) -> String {
        #"{"alg":\#(alg),"kid":\#(kid),"typ":\#(typ)\#(more)}"#
    }

    var signed: String { Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(payload) }
    var signature: [UInt8] { Self.key.sign(Array(signed.utf8)) }

    /// The token with a signature that holds.
    var text: String { text(signature: signature) }

    func text(signature: [UInt8]) -> String { signed + "." + Base64.encodeURL(signature) + tail }

    /// A valid token whose JWS is exactly so long.
    static func jws(byteCount: Int) -> String? {
        // Base64 cannot have every length: spaces in the header make up for what the payload cannot.
        for spaces in 0..<4 {
            var parts = TokenParts()
            parts.header = header(more: String(repeating: " ", count: spaces))
            parts.payload = []
            let missing = byteCount - parts.text.utf8.count
            parts.payload = [UInt8](repeating: UInt8(ascii: " "), count: missing * 3 / 4)
            if parts.text.utf8.count == byteCount { return parts.text }
        }
        return nil
    }

    /// A disclosure that is exactly so long, a multiple of four.
    static func disclosure(byteCount: Int) -> String {
        let frame = #"["AAAAAAAAAAAAAAAAAAAAAA","n",""]"#
        let filler = String(repeating: "x", count: byteCount / 4 * 3 - frame.utf8.count)
        return Base64.encodeURL(Array((frame.dropLast(2) + filler + #""]"#).utf8))
    }
}
