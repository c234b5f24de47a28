import Primitives

/// The one place that decides whether an event may enter the log at its index.
///
/// The server asks `refusal(ofNew:in:)` before it appends; a verifier asks `refusal(of:in:)` again of every entry, and what is
/// refused there has no effect.
public enum Admission {
    /// The first rule that refuses `entry`, or `nil`. `histories` hold the entries before it.
    ///
    /// A rule whose histories are not here whole is passed over.
    public static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        try refusalBeforeVerdict(of: entry, in: histories) ?? EnforcementRule.refusal(of: entry, in: histories)
    }

    /// As `refusal(of:in:)`, but for the verdict, which a verifier may not be able to afford.
    package static func refusalBeforeVerdict(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        for rule in rules {
            if let refusal = try rule.refusal(of: entry, in: histories) { return refusal }
        }
        return nil
    }

    /// How many entries about the signer (`StandingHistory.examinationCount`) a verdict would look at that may refuse `entry`; 0 where
    /// no verdict may.
    package static func examinationCount(of entry: LoggedEvent, in histories: some Histories) throws -> Int {
        try EnforcementRule.examinationCount(of: entry, in: histories)
    }

    /// As `refusal(of:in:)`, of an event that is to enter the log now. What a log holds since before a rule was made stands: of
    /// ambiguous seals a verifier says only that they are there.
    public static func refusal(ofNew entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        if let refusal = try refusal(of: entry, in: histories) { return refusal }
        for rule in rulesForNew {
            if let refusal = try rule.refusal(of: entry, in: histories) { return refusal }
        }
        return nil
    }

    /// In the order in which they are asked: first who speaks, then whether it fits what is there. After them comes the verdict.
    static let rules: [any AdmissionRule.Type] = [
        OpeningRule.self, LedgerRule.self, SignerRule.self, AuthorshipRule.self, UniqueIDRule.self, KeyIntroductionRule.self,
        CreationRule.self, ExistenceRule.self, GuidelineEndRule.self, LabelHeadRule.self, CitationRule.self,
        SuspensionEndRule.self, LogSizeRule.self, ErasureRule.self,
    ]

    /// What is asked besides of what enters now.
    private static let rulesForNew: [any AdmissionRule.Type] = [
        AmbiguousSealRule.self, SuspendedSignerRule.self, OthersLabelRule.self, GuidelineOwnerRule.self,
    ]
}

/// One reason to refuse an event.
protocol AdmissionRule: SendableMetatype {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal?
}
