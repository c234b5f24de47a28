import Primitives

/// Where the dataset, or else the ledger, says `refuse`, an adverse verdict is a refusal.
enum EnforcementRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard let statement = Attribution(entry), entry.source.kind.isEnrolled,
            try enforcement(for: statement, in: histories) == .refuse,
            let judgement = try verdict(on: entry, statement, in: histories), judgement.verdict.isAdverse
        else { return nil }
        return Refusal(
            judgement.verdict.rawValue, .forbidden, "The verdict on this label would be \(judgement.verdict.rawValue).",
            remedy: "The dataset refuses labels by signers who are not entitled to them; see its requirements.")
    }

    /// How many entries about the signer the verdict may have to look at; 0 where none is asked for.
    static func examinationCount(of entry: LoggedEvent, in histories: some Histories) throws -> Int {
        guard let statement = Attribution(entry), entry.source.kind.isEnrolled,
            let count = try histories.standing(of: entry.source)?.examinationCount, count > 0,
            try enforcement(for: statement, in: histories) == .refuse
        else { return 0 }
        return count
    }

    private static func enforcement(for statement: Attribution, in histories: some Histories) throws -> Enforcement? {
        guard let policy = try histories.policy(of: statement.dataset) else { return nil }
        if let own = policy.requirements(at: statement.index)?.set.enforcement { return own }
        return try histories.ledger()?.policy(at: statement.index)?.enforcement
    }

    /// Reviews and withdrawals give no value, so no competence is asked of them; key and standing are.
    private static func verdict(
        on entry: LoggedEvent, _ statement: Attribution, in histories: some Histories
    ) throws -> Judgement? {
        entry.event.body.givesLabelValue
            ? try Judge.judge(statement, .then(statement), in: histories)
            : try Judge.judgeAct(statement, .then(statement), in: histories)
    }
}
