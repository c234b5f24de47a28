import MerkleLog

extension BirthCertificate {
    /// What nobody may read into a certificate, in sentences.
    package var limits: [String] {
        var limits = [
            "Recorded times are the word of the ledger's operator. No time anchor was evaluated for this certificate.",
            """
            Completeness is not evaluated: the proof shows that an entry is in the log, not that nothing was left out. An \
            evidence bundle with seals shows that.
            """,
            """
            That an authority is who it says it is, and may certify, is the word of the ledger's operator. A credential \
            that was issued elsewhere is checked here only where its token is here; whether its issuer has revoked it is \
            the word of whoever presented it.
            """,
            """
            Claimed times, tools, durations, rationales, the item's origin and its tracks are quoted as their signers claim \
            them. The content of tracks is known here by its digest only.
            """,
            "A verdict says whether the signer was entitled to the label. It does not say that the label is right.",
            """
            Of a credential its competence and its term are asked. Its level, jurisdiction, languages and modalities are shown as \
            its issuer states them; no rule holds a label against them.
            """,
            """
            Whether a relation in time holds follows from segments, clocks and uncertainties as they were stated. A drift is \
            taken as exact, and a track without one as running at its nominal rate.
            """,
            """
            This is a summary. Signatures, and each entry it names, can be checked without trust in whoever printed it from \
            an evidence bundle: touchmark export, then touchmark verify.
            """,
        ]
        if !showsDisclosures {
            limits.append("Sealed values were not disclosed to whoever asked for this certificate.")
        } else if withholdsPeople {
            limits.append("Of sealed values only those of the dataset were disclosed to whoever asked for this certificate.")
        }
        return limits
    }

    /// How to check the proof by hand, in steps.
    package var checkingSteps: [String] {
        [
            """
            Get the log's verifier key from someone other than the giver of this certificate, and check with it the signature \
            under the checkpoint (a signed note, C2SP tlog-checkpoint).
            """,
            "Get entry \(proof.inclusion.index) and compute SHA-256 of the byte 00 and the entry: it must be the leaf given here.",
            """
            With the hashes given here, in their order, compute the root of RFC 9162, section 2.1.3.2, for index \
            \(proof.inclusion.index) and size \(proof.inclusion.size): it must be the root in the checkpoint.
            """,
        ]
    }
}
