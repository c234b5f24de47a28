package import Primitives
package import Provenance
package import Signatures

/// One event in a label's life.
package struct CertificateStep: Hashable, Sendable {
    package let entry: EntryCitation
    package let actor: Actor
    package let kind: SignerKind
    package let key: KeyThumbprint
    /// Who holds the key; `nil` for an officer's.
    package let holding: KeyHolding?
    package let times: StepTimes
    /// Of an event that gives no value, a review or a withdrawal, only one that is adverse; else `nil`.
    package let verdict: CertifiedVerdict?
    /// The value given, or proposed by a review.
    package let value: ShownValue?
    /// Of a ranking, what the ids in it stand for; else `nil`.
    package let responses: [PreferenceRanked.Response]?
    /// What the label said before; `nil` if nothing, and for reviews.
    package let previous: PreviousValue?
    /// `nil` if the event names none; empty for the whole item.
    package let segments: [PlacedSegment]?
    package let guideline: CitedGuideline?
    package let accepted: AcceptedSuggestion?
    package let statement: Statement?
    package let tool: Tool?
    package let session: String?
    package let durationMs: UInt64?
    package let confidence: Double?
    package let reviewOutcome: ReviewRecorded.Outcome?
    package let adjudication: Adjudication?
    package let references: [CitedEvent]
    /// True if it gave the label its value or took it away.
    package let isHead: Bool

    /// The credential that the verdict then rests on.
    package var credential: Subject? { verdict?.then.credential }

    package struct PreviousValue: Hashable, Sendable {
        package let index: EntryIndex
        package let value: ShownValue?
    }

    /// Why somebody did it, in their own words: a rationale, a reason, a comment.
    package struct Statement: Hashable, Sendable {
        package let member: String
        package let text: SealableText
    }

    package struct Adjudication: Hashable, Sendable {
        package let rule: AdjudicationDecided.Rule
        package let among: [AdjudicationDecided.Candidate]
    }
}

/// Who is said to hold a key.
package enum KeyHolding: Hashable, Sendable {
    /// By the enrolment that brought it in.
    case stated(Custody)
    /// A rotation brought it in, and no rotation says who holds the new key.
    case unstated

    package var custody: Custody? { if case .stated(let custody) = self { custody } else { nil } }
}

/// What sort of signer made a step.
package enum SignerKind: String, Hashable, Sendable {
    case person
    /// A person to whom no credential was issued, as known at the certificate's size.
    case crowd
    case model, connector, officer

    package var words: String {
        switch self {
        case .person: "person"
        case .crowd: "crowd without credential"
        case .model: "model"
        case .connector: "connector"
        case .officer: "operator of the ledger"
        }
    }
}

/// When something happened, by the signer's claim and by the ledger's clock.
package struct StepTimes: Hashable, Sendable {
    package let claimed: Timestamp
    package let recorded: Timestamp
    /// How far apart they may be by the ledger's policy at that entry; `nil` if it had none yet.
    package let toleranceSeconds: Int64?
    package let isBeyondTolerance: Bool
}

/// The instructions that a signer says were followed.
package struct CitedGuideline: Hashable, Sendable {
    package let index: EntryIndex
    package let guideline: String
    package let version: String
    package let digest: Digest
    /// `nil` if nobody withdrew it.
    package let withdrawal: GuidelineWithdrawal?
    /// True if the withdrawal was in effect when the step was recorded: then the instruction counted for nothing already.
    package let wasWithdrawn: Bool
}

/// A model's proposal that a person took over.
package struct AcceptedSuggestion: Hashable, Sendable {
    package let entry: EntryCitation
    package let label: Subject
    package let model: Actor
    package let value: ShownValue
    package let confidence: Double?
    /// True if the value that was asserted is the one suggested, on the same parts of the item; `nil` if sealed text hides it.
    package let isUnchanged: Bool?
}

/// A reference that an event holds, and where the event it names stands.
package struct CitedEvent: Hashable, Sendable {
    /// The member of `data`.
    package let member: String
    package let reference: EventReference
    /// `nil` if no such entry is known below the certificate's size.
    package let index: EntryIndex?
}

/// A relation in which a label takes part.
package struct CertifiedRelation: Hashable, Sendable {
    package let entry: EntryCitation
    package let actor: Actor
    package let recorded: Timestamp
    package let label: Subject
    package let from: Subject
    package let to: Subject
    package let relation: RelationAsserted.Relation
    package let toleranceUs: UInt64?
    package let verdict: CertifiedVerdict
    package let rationale: SealableText?
    package let state: State
    /// What the relation's label says at the certificate's size, which a revision may have changed; `nil` if it is withdrawn
    /// or says no relation any more.
    package let claim: RelationClaim?
    /// Whether `claim` holds; `nil` without one, and for one that is not about time.
    package let judgement: SynchronisationJudgement?

    package enum State: String, Hashable, Sendable {
        case current, changed, withdrawn
    }
}

package struct AdjudicationElsewhere: Hashable, Sendable {
    package let entry: EntryCitation
    package let actor: Actor
    package let recorded: Timestamp
    package let label: Subject
    package let rule: AdjudicationDecided.Rule
    package let value: ShownValue
    package let verdict: CertifiedVerdict
}
