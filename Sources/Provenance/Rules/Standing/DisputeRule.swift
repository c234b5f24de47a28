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
        guard let dispute = label.dispute else { return false }
        return try !dispute.acceptances.contains { acceptance in
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
        guard let last = reviews.lastIndex(where: { $0.outcome != .accepted }) else { return nil }
        let isSettled = try reviews[(last + 1)...].contains { try Self.isSettled(by: $0.attribution, at: size, in: histories) }
        return isSettled ? nil : reviews[last]
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
