// What verdicts rest on. Whoever keeps a verdict asks here what may change it.

extension Subject.Kind {
    /// True of histories that verdicts on labels are read from: the ledger's, somebody's standing, credentials, authorities and policies.
    @inlinable public var bearsOnVerdicts: Bool {
        switch self {
        case .ledger, .authority, .annotator, .model, .connector, .credential, .policy: true
        case .seal, .work, .dataset, .guideline, .item, .label, .question, .labels, .session, .release, .training, .decision,
            .report:
            false
        }
    }
}

extension Judge {
    /// The histories of `actor` that verdicts on whatever she signs are read from, as far as they are here.
    ///
    /// Beside them a verdict reads the policy of the label's dataset, of which that holds which stood when the label was made: what
    /// is said there later changes none.
    public static func foundations(of actor: Actor, in histories: some Histories) throws -> Set<Subject> {
        var subjects: Set = [actor.standingSubject]
        for credential in try histories.standing(of: actor)?.credentials ?? [] {
            subjects.formUnion([credential, .authority(credential.segments[0])])
        }
        return subjects
    }
}
