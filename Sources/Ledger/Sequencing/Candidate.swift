import Primitives
import Provenance
import Signatures

/// An event whose signature and disclosures were checked, on its way to the sequencer.
///
/// A reference: it is handed from list to list, and is all that those lists count.
package final class Candidate: Sendable {
    let signed: SignedEvent
    let jws: [UInt8]
    let disclosures: [StoredDisclosure]

    private init(signed: SignedEvent, jws: [UInt8], disclosures: [StoredDisclosure]) {
        self.signed = signed
        self.jws = jws
        self.disclosures = disclosures
    }

    /// - Returns: why the token is no event, or its disclosures not its own.
    static func make(_ token: SignedToken) -> Result<Candidate, RefusedToken> {
        let signed: SignedEvent
        do {
            signed = try SignedEvent(token)
        } catch {
            return .failure(.init(.malformed("vocabulary", "The payload is not an event of the vocabulary: \(error).")))
        }
        if case .failure(let mismatch) = signed.event.disclosed(by: token.disclosures) {
            return .failure(.init(.malformed("disclosure", mismatch.description)))
        }
        let disclosures = token.disclosures.map { StoredDisclosure(digest: $0.digest, encoded: $0.encoded) }
        return .success(Candidate(signed: signed, jws: token.jws, disclosures: disclosures))
    }
}

/// A refusal as the failure of a `Result`.
struct RefusedToken: Error {
    let refusal: Refusal

    init(_ refusal: Refusal) { self.refusal = refusal }
}

extension Refusal {
    static func malformed(_ rule: String, _ sentence: String) -> Refusal {
        Refusal(rule, .malformed, sentence, remedy: "See Docs/Protocol.md, section 2, and Docs/Vocabulary.md.")
    }

    static func token(_ error: TokenError) -> Refusal {
        guard error.code == .tooLarge else { return malformed("token", "\(error).") }
        return Refusal(
            "too-large", .tooLarge, "\(error).", remedy: "Refer to large content by its digest.")
    }

    static func badSignature(_ failure: SignatureFailure) -> Refusal {
        Refusal(
            "signature", .unauthenticated, "\(failure).", remedy: "Sign the bytes that are sent, with the key that kid names.")
    }

    static func unknownKey(_ kid: KeyThumbprint) -> Refusal {
        Refusal(
            "unknown-signer", .unauthenticated, "No key \(kid) was introduced to this ledger.",
            remedy: "Enrol the signer, or sign with a key that is hers.")
    }
}
