import Primitives
import Provenance
import Signatures

/// Whether a certificate rests on an authority that the verifier's user knows, or on the operator's word for it.
struct AuthorityTrust: Sendable {
    /// Authorities by id, with the key that each is known by.
    let known: [String: KeyThumbprint]

    /// What a known authority itself says of a credential: with which suspensions it stands, ended by nobody else. `nil` where no known
    /// authority issued the credential in this ledger with its known key or one that it added by it, or where by what is known at
    /// `size` a thief did.
    ///
    /// A presented credential was checked by somebody of the operator's; a key that the operator added for an authority
    /// is the operator's word. Neither counts, and what such a key reinstated is suspended still.
    func suspensions(
        of credential: Subject, knownAt size: TreeSize, in histories: BundleHistories
    ) throws -> [Suspension]? {
        guard !known.isEmpty, let history = try histories.fold(CredentialHistory.self, of: credential),
            let issue = history.issue, let wanted = known[issue.authority], let signing = issue.issuingKey,
            let authority = try histories.fold(AuthorityHistory.self, of: .authority(issue.authority)),
            authority.descends(signing, from: wanted, uncompromisedAt: issue.recorded, knownBelow: size.nextIndex)
        else { return nil }
        return history.suspensions(endedBy: authority, knownAs: wanted, knownBelow: size.nextIndex)
    }

    /// Authorities of the ledger that have the id of a known one and were recognised with another key than that one or, as known at
    /// `size`, one that it comes from.
    func differing(in histories: BundleHistories, knownAt size: TreeSize) throws -> [Finding] {
        try known.keys.sorted().compactMap { id in
            guard let authority = try histories.fold(AuthorityHistory.self, of: .authority(id)),
                let recognition = authority.recognition, let key = known[id], recognition.kid != key
            else { return nil }
            if let later = authority.keys[key],
                authority.descends(
                    key, from: recognition.kid, uncompromisedAt: later.recorded, knownBelow: size.nextIndex)
            {
                return nil
            }
            return Finding(
                .authorityDiffers, index: recognition.index, subject: .authority(id),
                "The ledger recognised an authority of this id with another key than the one given.")
        }
    }
}
