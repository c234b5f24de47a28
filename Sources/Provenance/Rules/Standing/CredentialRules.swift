import Primitives
import Signatures

/// Rule 4: one credential, through scope, authority, key, validity, suspension and revocation, in this order.
struct CredentialExamination {
    let competence: Competence
    let kid: KeyThumbprint
    let signer: StandingHistory
    let known: Knowledge

    /// How far a credential got, and what stopped it.
    struct Outcome {
        /// The number of the rule that it failed; past the last for one that is good.
        let reached: Int
        /// `nil` if it is good.
        let failure: Verdict?
        let because: [EntryIndex]
    }

    private typealias Rule =
        @Sendable (Self, CredentialHistory.Issue, CredentialHistory, AuthorityHistory) -> (Verdict, [EntryIndex])?

    // Made once, with the examination as an argument: every label asks them.
    private static let rules: [Rule] = [
        { $0.scope($1, $2, $3) }, { $0.recognition($1, $2, $3) }, { $0.binding($1, $2, $3) }, { $0.validity($1, $2, $3) },
        { $0.suspension($1, $2, $3) }, { $0.revocation($1, $2, $3) },
    ]

    /// `nil` if it gets no further than rule `least`.
    func outcome(
        of credential: CredentialHistory, issue: CredentialHistory.Issue, from authority: AuthorityHistory, beyond least: Int
    ) -> Outcome? {
        for (number, rule) in Self.rules.enumerated() {
            guard let (verdict, because) = rule(self, issue, credential, authority) else { continue }
            return number > least ? Outcome(reached: number, failure: verdict, because: [issue.index] + because) : nil
        }
        return Self.rules.count > least ? Outcome(reached: Self.rules.count, failure: nil, because: [issue.index]) : nil
    }

    /// It covers the competence that is asked for.
    private func scope(
        _ issue: CredentialHistory.Issue, _: CredentialHistory, _: AuthorityHistory
    ) -> (Verdict, [EntryIndex])? {
        issue.terms.competence.covers(competence) ? nil : (.outOfScope, [])
    }

    /// Its authority was recognised for that competence at the issue and at the label, and not withdrawn; nor was the key
    /// that signed the credential compromised when it did, or brought in by one that was. What its holder presents on her own, no authority speaks for yet.
    private func recognition(
        _ issue: CredentialHistory.Issue, _: CredentialHistory, _ authority: AuthorityHistory
    ) -> (Verdict, [EntryIndex])? {
        guard let recognition = authority.recognition, recognition.index < issue.index,
            recognition.competences.contains(where: { $0.covers(competence) })
        else { return (.authorityUnrecognised, authority.recognition.map { [$0.index] } ?? []) }
        if issue.isPresentedByHolder { return (.authorityUnrecognised, []) }
        if let withdrawal = authority.withdrawal(at: known.time, knownBelow: known.limit) {
            return (.authorityUnrecognised, [withdrawal.index])
        }
        if let issuingKey = issue.issuingKey,
            let theft = authority.compromise(of: issuingKey, at: issue.recorded, knownBelow: known.limit)
        {
            return (.authorityUnrecognised, theft)
        }
        return nil
    }

    /// It is bound to the signing key, or to one that this key descends from.
    private func binding(
        _ issue: CredentialHistory.Issue, _: CredentialHistory, _: AuthorityHistory
    ) -> (Verdict, [EntryIndex])? {
        signer.keys.descends(kid, from: issue.terms.kid) ? nil : (.keyMismatch, [])
    }

    /// The label was made within its term.
    private func validity(
        _ issue: CredentialHistory.Issue, _: CredentialHistory, _: AuthorityHistory
    ) -> (Verdict, [EntryIndex])? {
        if known.time < issue.terms.validFrom { return (.notYetValid, []) }
        return known.time < issue.terms.validUntil ? nil : (.expired, [])
    }

    /// It was not suspended. A reinstatement by a key of the authority that was compromised ends nothing.
    private func suspension(
        _: CredentialHistory.Issue, _ credential: CredentialHistory, _ authority: AuthorityHistory
    ) -> (Verdict, [EntryIndex])? {
        let suspensions = credential.suspensions(issuedBy: authority, knownBelow: known.limit, endedBelow: known.place)
        guard let suspension = SuspensionRule.holding(suspensions, known) else { return nil }
        let voided = voidedEnd(of: suspension, credential, authority)
        return (.suspended, voided + [suspension.index])
    }

    /// The reinstatement that would have ended the suspension, and what it is void by; empty if there is none.
    private func voidedEnd(
        of suspension: Suspension, _ credential: CredentialHistory, _ authority: AuthorityHistory
    ) -> [EntryIndex] {
        let said = credential.suspensionsAsSaid(below: known.place).first { $0.index == suspension.index }
        guard let said, SuspensionRule.holding([said], known) == nil, let end = said.reinstatement,
            let theft = authority.compromise(of: end.keyID, at: end.recorded, knownBelow: known.limit)
        else { return [] }
        return [end.index] + theft
    }

    /// It was not revoked.
    private func revocation(
        _: CredentialHistory.Issue, _ credential: CredentialHistory, _: AuthorityHistory
    ) -> (Verdict, [EntryIndex])? {
        credential.revocation(at: known.time, knownBelow: known.limit).map { (.revoked, [$0.index]) }
    }
}
