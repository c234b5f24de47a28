package import Primitives
import SwiftASN1

/// An RFC 3161 token as it came: of the right shape, and nothing in it has been looked at.
package struct UncheckedTimeToken: Sendable {
    /// The token's DER: a ContentInfo, what `openssl ts -verify -token_in` reads.
    package let der: [UInt8]
    let info: TimeStampInfo
    let signed: SignedContent

    /// The largest token that is looked at.
    package static let byteLimit = 65_536

    /// Reads a token's DER.
    ///
    /// - Throws: `TimeTokenFailure` with the reason `malformed`.
    package init(der: [UInt8]) throws(TimeTokenFailure) {
        guard der.count <= Self.byteLimit else {
            throw TimeTokenFailure(.malformed, "The token is larger than \(Self.byteLimit) bytes.")
        }
        do {
            signed = try SignedContent(der: der[...])
            guard signed.contentType == .timeStampInfo else {
                throw ASN1Error.invalidASN1Object(reason: "no TSTInfo")
            }
            info = try TimeStampInfo(der: signed.content)
        } catch {
            throw TimeTokenFailure(.malformed, "It is no time-stamp token in DER (RFC 3161).")
        }
        self.der = der
    }

    /// The time that the token claims. Good for sorting, and for nothing else.
    package var claimedTime: Timestamp { info.time }
}
