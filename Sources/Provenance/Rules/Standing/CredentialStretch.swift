package import Primitives

/// A stretch of time in which the rules say the same of a credential. It ends where the next begins.
package struct CredentialStretch: Hashable, Sendable {
    package let from: Timestamp
    /// What the credential fails by; `nil` while it is in force.
    package let failure: Verdict?
    /// The entries that this follows from.
    package let because: [EntryIndex]
}

extension CredentialHistory {
    /// What the rules say of the credential to labels that its holder signs with the key that it is bound to, from when it came into the
    /// log on, as known below `limit`. Empty if it did not.
    package func stretches(
        of holder: StandingHistory, issuedBy authority: AuthorityHistory, knownBelow limit: EntryIndex
    ) -> [CredentialStretch] {
        guard let issue else { return [] }
        var moments = suspensionMoments + revocations.map(\.effective) + authority.withdrawals.map(\.effective)
        moments += [issue.terms.validFrom, issue.terms.validUntil]
        let ordered = [issue.recorded] + Set(moments.filter { $0 > issue.recorded }).sorted()
        var stretches: [CredentialStretch] = []
        for moment in ordered {
            let stretch = stretch(from: moment, issue, holder, authority, limit)
            guard let last = stretches.last, (last.failure, last.because) == (stretch.failure, stretch.because) else {
                stretches.append(stretch)
                continue
            }
        }
        return stretches
    }

    private func stretch(
        from moment: Timestamp, _ issue: Issue, _ holder: StandingHistory, _ authority: AuthorityHistory, _ limit: EntryIndex
    ) -> CredentialStretch {
        // Of a wide credential the part that its authority is recognised for.
        let competence = authority.recognition?.competences.first { issue.terms.competence.covers($0) } ?? issue.terms.competence
        let examination = CredentialExamination(
            competence: competence, kid: issue.terms.kid, signer: holder,
            known: Knowledge(place: limit, time: moment, limit: limit))
        let outcome = examination.outcome(of: self, issue: issue, from: authority, beyond: -1)
        return CredentialStretch(from: moment, failure: outcome?.failure, because: outcome?.because ?? [])
    }
}
