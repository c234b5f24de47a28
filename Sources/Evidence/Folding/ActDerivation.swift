import Primitives
import Provenance

/// Derives what reviews and withdrawals come to, which give no value, once everything is folded: labels in dispute, and withdrawals
/// by signers who were not entitled to them.
enum ActDerivation {
    static func derive(_ replay: inout EntryReplay, at size: TreeSize) throws {
        for place in try disputed(replay.histories, at: size) { replay.setDisputed(at: place) }
        // One by one: there may be more findings than are kept.
        for place in 0..<replay.histories.labels.count {
            if let finding = try adverseWithdrawal(at: place, in: replay.histories, size) { replay.add(finding) }
        }
    }

    /// A function of its own, so that nobody holds the histories when they are written into.
    private static func disputed(_ histories: BundleHistories, at size: TreeSize) throws -> [Int] {
        try histories.labels.disputedPlaces.filter {
            try DisputeRule.isDisputed(histories.labels.history(at: $0), at: size, in: histories)
        }
    }

    /// A label that is withdrawn has no verdict that could show by whom.
    private static func adverseWithdrawal(at place: Int, in histories: BundleHistories, _ size: TreeSize) throws -> Finding? {
        guard histories.labels.isWithdrawn(at: place), let subject = histories.labels.subject(at: place),
            histories.isWhole(subject), let withdrawal = histories.labels.history(at: place).head?.attribution,
            withdrawal.source.kind.isEnrolled, let pair = try Judge.judgeAct(withdrawal, at: size, in: histories),
            pair.now.verdict.isAdverse
        else { return nil }
        return Finding(
            .withdrawalAdverse, index: withdrawal.index, subject: subject,
            "The verdict on the withdrawal is \(pair.then.verdict.rawValue), now \(pair.now.verdict.rawValue).")
    }
}
