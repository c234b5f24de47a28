package import Primitives
package import Provenance

/// Somebody behind a label: whoever signed a step of it, a suggestion it accepts, a relation or a decision that it is in.
package struct Participant: Hashable, Sendable {
    package let actor: Actor
    /// What they did, in the order of the log: "label asserted".
    package let roles: [String]
    /// `nil` for an officer.
    package let enrolment: Enrolment?
    package let keys: [KeyHistory]
    package let suspensions: [Suspension]
    package let credentials: [CertifiedCredential]

    package struct Enrolment: Hashable, Sendable {
        package let index: EntryIndex
        package let custody: Custody
        package let model: AnnotatorEnrolled.Model?
        /// Personal values by the member that holds them; those that were never given are not here.
        package let personal: [Personal]
    }

    package struct Personal: Hashable, Sendable {
        package let member: String
        package let text: SealableText
    }
}

/// A credential as known at the certificate's size.
package struct CertifiedCredential: Hashable, Sendable {
    package let subject: Subject
    package let issue: CredentialHistory.Issue
    /// Of one that was issued elsewhere; `nil` for one issued in this ledger.
    package let presentation: Presentation?
    package let suspensions: [Suspension]
    package let revocations: [CredentialHistory.Revocation]

    /// What whoever presented it says, and what of that was checked when the certificate was made.
    package struct Presentation: Hashable, Sendable {
        package let format: CredentialPresented.Format
        package let algorithm: String
        package let checkedBy: String
        package let statusChecked: JSONValue
        package let presentedBy: Actor
        package let tokenDigest: Digest
        /// `nil` if the token was never handed in.
        package let token: SealableText?
        /// One a matter, in their order.
        package let findings: [PresentationFinding]

        package var isContradicted: Bool { findings.contains { $0.basis == .contradicted } }

        /// On whose word a finding rests; `nil` for what was checked here.
        package func voucher(of finding: PresentationFinding) -> String? {
            switch finding.basis {
            case .checked, .contradicted: nil
            case .operator: "operator"
            case .presenter, .notEvaluable: presentedBy.description
            }
        }
    }
}

/// Who vouches for people. That it is who it says it is, is the operator's word: the ledger cannot show it.
package struct CertifiedAuthority: Hashable, Sendable {
    package let id: String
    /// `nil` if it was never recognised.
    package let recognition: AuthorityHistory.Recognition?
    package let withdrawals: [AuthorityHistory.Withdrawal]

    /// Its keys for credentials that it issues elsewhere, as the operator states them; `nil` if none are stated, or what is
    /// stated cannot be read.
    package var published: PublishedKeys? {
        // Why it cannot be read is said of each credential that rests on it.
        guard let published = try? PublishedKeys(register: recognition?.register), !published.keys.isEmpty else { return nil }
        return published
    }
}
