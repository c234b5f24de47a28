import Primitives
import Provenance
import Signatures

/// Whether a certificate rests on an authority that the verifier's user knows, or on the operator's word for it.
struct AuthorityTrust: Sendable {
    /// Authorities by id, with the key that each is known by.
    let known: [String: KeyThumbprint]

    /// True if a known authority issued the credential in this ledger itself, with its known key or one that it added by it.
    ///
    /// A presented credential was checked by somebody of the operator's; a key that the operator added for an authority
    /// is the operator's word. Neither counts.
    func covers(_ credential: Subject, in histories: BundleHistories) throws -> Bool {
        guard !known.isEmpty, let issue = try histories.fold(CredentialHistory.self, of: credential)?.issue,
            let wanted = known[issue.authority], let signing = issue.issuingKey,
            let authority = try histories.fold(AuthorityHistory.self, of: .authority(issue.authority))
        else { return false }
        var key = signing
        // A key enters once, after the key that signs its addition: there is no loop. The bound is for the reader's peace.
        for _ in 0...authority.keys.count {
            if key == wanted { return true }
            guard let parent = histories.authorityKeyParents[key], let child = authority.keys[key],
                !(authority.keys[parent]?.ends ?? []).contains(where: {
                    $0.reason == .compromised && $0.effective <= child.recorded
                })
            else { return false }
            key = parent
        }
        return false
    }

    /// Authorities of the ledger that have the id of a known one and were recognised with another key.
    func differing(in histories: BundleHistories) throws -> [Finding] {
        try known.keys.sorted().compactMap { id in
            guard let authority = try histories.fold(AuthorityHistory.self, of: .authority(id)),
                let recognition = authority.recognition, let key = known[id], recognition.kid != key
            else { return nil }
            return Finding(
                .authorityDiffers, index: recognition.index, subject: .authority(id),
                "The ledger recognised an authority of this id with another key than the one given.")
        }
    }
}
