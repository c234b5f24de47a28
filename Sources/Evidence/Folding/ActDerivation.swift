import Primitives
import Provenance

/// Derives what reviews and withdrawals come to, which give no value, once everything is folded: labels in dispute, and withdrawals
/// by signers who were not entitled to them.
enum ActDerivation {
    static func derive(_ replay: inout EntryReplay, at size: TreeSize) throws {
        let (places, findings) = try disputed(replay.histories, at: size)
        for place in places { replay.setDisputed(at: place) }
        for finding in findings { replay.add(finding) }
        var budget = ExaminationBudget()
        // One by one: there may be more findings than are kept.
        for place in 0..<replay.histories.labels.count {
            if let finding = try adverseWithdrawal(at: place, in: replay.histories, size, &budget) { replay.add(finding) }
        }
    }

    /// A function of its own, so that nobody holds the histories when they are written into.
    ///
    /// What cannot be afforded is not known to be settled.
    private static func disputed(_ histories: BundleHistories, at size: TreeSize) throws -> ([Int], [Finding]) {
        var budget = ExaminationBudget()
        var findings: [Finding] = []
        let places = try histories.labels.disputedPlaces.filter { place in
            guard histories.labels.derived(at: place) != nil else { return false }
            let label = histories.labels.history(at: place)
            let counts = try (label.dispute?.acceptances ?? []).map { try histories.examinationCount(of: $0.source) }
            if budget.take(counts) { return try DisputeRule.isDisputed(label, at: size, in: histories) }
            findings.append(unaffordable(histories.labels.subject(at: place), "whether its dispute was settled is not known."))
            return true
        }
        return (places, findings)
    }

    /// A label that is withdrawn has no verdict that could show by whom.
    private static func adverseWithdrawal(
        at place: Int, in histories: BundleHistories, _ size: TreeSize, _ budget: inout ExaminationBudget
    ) throws -> Finding? {
        guard histories.labels.isWithdrawn(at: place), let subject = histories.labels.subject(at: place),
            histories.isWhole(subject), let withdrawal = histories.labels.history(at: place).head?.attribution,
            withdrawal.source.kind.isEnrolled
        else { return nil }
        guard budget.take([try histories.examinationCount(of: withdrawal.source)]) else {
            return unaffordable(subject, "there is no verdict on its withdrawal.")
        }
        guard let pair = try Judge.judgeAct(withdrawal, at: size, in: histories), pair.now.verdict.isAdverse else { return nil }
        return Finding(
            .withdrawalAdverse, index: withdrawal.index, subject: subject,
            "The verdict on the withdrawal is \(pair.then.verdict.rawValue), now \(pair.now.verdict.rawValue).")
    }

    private static func unaffordable(_ subject: Subject?, _ consequence: String) -> Finding {
        Finding(
            .limitExceeded, subject: subject,
            "More is said of those who signed than a verifier looks at; \(consequence)")
    }
}
