import SwiftASN1

/// What an authority answers (RFC 3161 §2.4.2): a token, or why there is none.
package enum TimeStampReply: Sendable {
    case granted(UncheckedTimeToken)
    /// With the authority's status number and what it says, in characters that are safe to print.
    case refused(status: Int, text: String)

    /// Reads a TimeStampResp, or a token alone, as `openssl ts -reply -token_out` writes it.
    ///
    /// - Throws: `TimeTokenFailure` with the reason `malformed`.
    package init(der: [UInt8]) throws(TimeTokenFailure) {
        guard der.count <= UncheckedTimeToken.byteLimit else {
            throw TimeTokenFailure(.malformed, "The answer is larger than \(UncheckedTimeToken.byteLimit) bytes.")
        }
        let response: (status: Int, text: String, token: [UInt8]?)
        do { response = try Self.response(der) } catch {
            self = .granted(try UncheckedTimeToken(der: der))
            return
        }
        guard let token = response.token, [0, 1].contains(response.status) else {
            self = .refused(status: response.status, text: response.text)
            return
        }
        self = .granted(try UncheckedTimeToken(der: token))
    }

    private static func response(_ der: [UInt8]) throws -> (status: Int, text: String, token: [UInt8]?) {
        try DER.sequence(try DER.parse(der), identifier: .sequence) { nodes in
            let (status, text) = try DER.sequence(try nodes.required(), identifier: .sequence) { nodes in
                let status = try Int(derEncoded: &nodes)
                var text = ""
                while let node = nodes.next() {
                    guard node.identifier == .sequence, case .constructed(let strings) = node.content else { continue }
                    text = try strings.map { try String(ASN1UTF8String(derEncoded: $0)) }.joined(separator: "; ")
                }
                return (status, text)
            }
            return (status, PrintableText.of(text), nodes.next().map { Array($0.encodedBytes) })
        }
    }
}
