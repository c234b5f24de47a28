public import Primitives
import Signatures

/// The one place that decides whether somebody was entitled to a label.
public enum Judge {
    /// The verdict on a label event then, when it was sequenced, and now, at a log size.
    ///
    /// - Returns: `nil` if a history that the rules read is not here whole.
    public static func judge(
        _ statement: Attribution, at size: TreeSize, in histories: some Histories
    ) throws -> JudgementPair? {
        try pair(statement, at: size) { try judge(statement, $0, in: histories) }
    }

    /// The verdict on a label event with the given knowledge.
    public static func judge(
        _ statement: Attribution, _ known: Knowledge, in histories: some Histories
    ) throws -> Judgement? {
        guard let signer = try histories.standing(of: statement.source) else { return nil }
        let act = judgeAct(statement, signer, known)
        guard act.verdict == .notRequired else { return act }
        guard let policy = try histories.policy(of: statement.dataset) else { return nil }
        guard let (row, setBy) = RequirementRule.row(for: statement, in: policy) else { return Judgement(.notRequired) }
        guard let competence = row.competence else { return Judgement(.notRequired, because: [setBy]) }
        return try judgeCredentials(statement, competence, signer, known, [setBy], in: histories)
    }

    /// As `judge(_:at:in:)`, of an event that gives its label no value, a review or a withdrawal: no competence is asked of it.
    public static func judgeAct(
        _ statement: Attribution, at size: TreeSize, in histories: some Histories
    ) throws -> JudgementPair? {
        try pair(statement, at: size) { try judgeAct(statement, $0, in: histories) }
    }

    private static func pair(
        _ statement: Attribution, at size: TreeSize, _ judge: (Knowledge) throws -> Judgement?
    ) rethrows -> JudgementPair? {
        guard let then = try judge(.then(statement)), let now = try judge(.now(statement, at: size)) else { return nil }
        return JudgementPair(then: then, now: now)
    }

    static func judgeAct(
        _ statement: Attribution, _ known: Knowledge, in histories: some Histories
    ) throws -> Judgement? {
        try histories.standing(of: statement.source).map { judgeAct(statement, $0, known) }
    }

    private static func judgeAct(_ statement: Attribution, _ signer: StandingHistory, _ known: Knowledge) -> Judgement {
        if let adverse = judgeSigner(statement, signer, known) { return adverse }
        guard statement.source.kind == .annotator else {
            return Judgement(.machine, because: signer.enrolment.map { [$0.index] } ?? [])
        }
        return Judgement(.notRequired)
    }

    /// The verdict on somebody of whom a competence is asked that is not that of the label's row: a reviewer's.
    static func judge(
        _ statement: Attribution, asking competence: Competence, _ known: Knowledge, in histories: some Histories
    ) throws -> Judgement? {
        guard let signer = try histories.standing(of: statement.source) else { return nil }
        if let adverse = judgeSigner(statement, signer, known) { return adverse }
        return try judgeCredentials(statement, competence, signer, known, [], in: histories)
    }

    /// Rules 1 and 2, which hold of every event of a label, also where no competence is asked for.
    static func judgeSigner(_ statement: Attribution, _ signer: StandingHistory, _ known: Knowledge) -> Judgement? {
        guard let enrolment = signer.enrolment, enrolment.index < known.place else { return Judgement(.unknownSigner) }
        if let adverse = KeyRule.judge(signer.keys[statement.keyID], known) { return adverse }
        if let suspension = SuspensionRule.holding(signer.suspensions(endedBelow: known.place), known) {
            return Judgement(.suspended, because: [suspension.index])
        }
        return nil
    }

    private static func judgeCredentials(
        _ statement: Attribution, _ competence: Competence, _ signer: StandingHistory, _ known: Knowledge,
        _ setBy: [EntryIndex], in histories: some Histories
    ) throws -> Judgement? {
        let examination = CredentialExamination(
            competence: competence, kid: statement.keyID, signer: signer, known: known)
        var best: (outcome: CredentialExamination.Outcome, subject: Subject)?
        // The latest first: of two that get equally far it counts.
        for subject in signer.credentials.reversed() {
            guard let credential = try histories.credential(subject) else { return nil }
            guard let issue = credential.issue, issue.index < known.place else { continue }
            guard let authority = try histories.authority(issue.authority) else { return nil }
            let reached = best?.outcome.reached ?? -1
            if let outcome = examination.outcome(of: credential, issue: issue, from: authority, beyond: reached) {
                best = (outcome, subject)
            }
        }
        guard let (outcome, subject) = best else { return Judgement(.uncertified, because: setBy) }
        let because = setBy + outcome.because
        if let failure = outcome.failure { return Judgement(failure, because: because, credential: subject) }
        let certified: Verdict = signer.enrolment?.custody == .connector ? .certifiedByCustodian : .certified
        return Judgement(certified, because: because, credential: subject)
    }
}

extension Judge {
    /// Whether a credential alone would make the verdict on a label event a certificate, with the given knowledge. The verdict names
    /// the latest of those that would.
    ///
    /// - Returns: false, too, if a history that the rules read is not here whole.
    public static func entitles(
        _ subject: Subject, to statement: Attribution, _ known: Knowledge, in histories: some Histories
    ) throws -> Bool {
        guard let signer = try histories.standing(of: statement.source),
            let competence = try histories.policy(of: statement.dataset)
                .flatMap({ RequirementRule.row(for: statement, in: $0) })?.row.competence,
            let credential = try histories.credential(subject), let issue = credential.issue, issue.index < known.place,
            let authority = try histories.authority(issue.authority)
        else { return false }
        let examination = CredentialExamination(
            competence: competence, kid: statement.keyID, signer: signer, known: known)
        let outcome = examination.outcome(of: credential, issue: issue, from: authority, beyond: -1)
        return outcome.map { $0.failure == nil } ?? false
    }
}
