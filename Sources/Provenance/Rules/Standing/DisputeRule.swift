public import Primitives

/// Whether a label is in dispute: a review rejected or corrected its head, and since then nobody has accepted it who was
/// entitled to speak. Whoever raises a dispute is not judged: a doubt does no harm, and another review can settle it.
public enum DisputeRule {
    /// As known at `size`.
    ///
    /// - Parameter place: reviews from there on settle nothing; `nil` if all may.
    public static func isDisputed(
        _ label: LabelHistory, at size: TreeSize, in histories: some Histories, settledBelow place: EntryIndex? = nil
    ) throws -> Bool {
        try label.dispute.map { try isOpen($0, at: size, in: histories, settledBelow: place) } ?? false
    }

    private static func isOpen(
        _ dispute: LabelHistory.Dispute, at size: TreeSize, in histories: some Histories, settledBelow place: EntryIndex? = nil
    ) throws -> Bool {
        try !dispute.acceptances.contains { acceptance in
            guard place.map({ acceptance.index < $0 }) ?? true else { return false }
            return try isSettled(by: acceptance, at: size, in: histories)
        }
    }

    /// Which of an event's reviews disputes it, as known at `size`; `nil` if it is not disputed.
    ///
    /// - Parameter reviews: all of the event's, in the order of the log.
    static func dispute(
        in reviews: [QuestionState.Review], at size: TreeSize, in histories: some Histories
    ) throws -> QuestionState.Review? {
        var dispute: LabelHistory.Dispute?
        for review in reviews { dispute.take(review.outcome, by: review.attribution) }
        guard let dispute, try isOpen(dispute, at: size, in: histories) else { return nil }
        return reviews.last { $0.outcome.disputes }
    }

    /// True if a review that accepts a head settles what disputes it: the key was the signer's, and good, and she was not
    /// suspended. False also where her standing is not here whole, so that nobody can say.
    public static func isSettled(
        by acceptance: Attribution, at size: TreeSize, in histories: some Histories
    ) throws -> Bool {
        guard let judgement = try Judge.judgeAct(acceptance, .now(acceptance, at: size), in: histories) else { return false }
        return !judgement.verdict.isAdverse
    }
}
