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
    /// How a presented one was checked; `nil` for one issued in this ledger.
    package let presentation: Presentation?
    package let suspensions: [Suspension]
    package let revocations: [CredentialHistory.Revocation]

    package struct Presentation: Hashable, Sendable {
        package let format: CredentialPresented.Format
        package let algorithm: String
        package let checkedBy: String
        /// Whose word that is.
        package let presentedBy: Actor
    }
}

/// Who vouches for people. That it is who it says it is, is the operator's word: the ledger cannot show it.
package struct CertifiedAuthority: Hashable, Sendable {
    package let id: String
    /// `nil` if it was never recognised.
    package let recognition: AuthorityHistory.Recognition?
    package let withdrawals: [AuthorityHistory.Withdrawal]
}
