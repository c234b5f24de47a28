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
    private static func disputed(
        _ histories: BundleHistories, at size: TreeSize
    ) throws -> (places: [Int], findings: [Finding]) {
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

    /// Says of which labels the dispute, or the verdict on the withdrawal, is another one once entries count that are here and that no
    /// seal covers, or rests on what was recorded behind the seal.
    static func compare(_ replay: inout EntryReplay, with size: TreeSize) throws {
        let known = replay.knownSize
        let later = Set(try disputed(replay.histories, at: size).places)
        for place in replay.histories.labels.disputedPlaces where replay.histories.labels.derived(at: place) != nil {
            let subject = replay.histories.labels.subject(at: place)
            let isDisputed = replay.histories.labels.isDisputed(at: place)
            if let review = replay.histories.labels.history(at: place).dispute?.review, replay.isLater(review) {
                replay.add(.pastSeal(subject, "It was disputed by entry \(review.index)"))
            } else if later.contains(place) != isDisputed {
                let (known, now) = isDisputed ? ("in dispute", "settled") : ("settled", "in dispute")
                replay.add(.pastSeal(subject, "its dispute", known, now))
            } else if !isDisputed,
                try DisputeRule.isDisputed(
                    replay.histories.labels.history(at: place), at: known, in: replay.histories, settledBelow: known.nextIndex)
            {
                replay.add(.pastSeal(subject, "Its dispute was settled by a review"))
            }
        }
        var budget = ExaminationBudget()
        for place in 0..<replay.histories.labels.count {
            guard let withdrawal = withdrawal(at: place, in: replay.histories) else { continue }
            let subject = replay.histories.labels.subject(at: place)
            if replay.isLater(withdrawal) {
                replay.add(.pastSeal(subject, "It was withdrawn by entry \(withdrawal.index)"))
                continue
            }
            guard withdrawal.source.kind.isEnrolled, budget.take([try replay.histories.examinationCount(of: withdrawal.source)]),
                let before = try Judge.judgeAct(withdrawal, at: known, in: replay.histories)?.now.verdict,
                let after = try Judge.judgeAct(withdrawal, at: size, in: replay.histories)?.now.verdict, before != after
            else { continue }
            replay.add(.pastSeal(subject, "the verdict on its withdrawal", before.rawValue, after.rawValue))
        }
    }

    /// A label that is withdrawn has no verdict that could show by whom.
    private static func adverseWithdrawal(
        at place: Int, in histories: BundleHistories, _ size: TreeSize, _ budget: inout ExaminationBudget
    ) throws -> Finding? {
        guard let withdrawal = withdrawal(at: place, in: histories), withdrawal.source.kind.isEnrolled else { return nil }
        let subject = histories.labels.subject(at: place)
        guard budget.take([try histories.examinationCount(of: withdrawal.source)]) else {
            return unaffordable(subject, "there is no verdict on its withdrawal.")
        }
        guard let pair = try Judge.judgeAct(withdrawal, at: size, in: histories), pair.now.verdict.isAdverse else { return nil }
        return Finding(
            .withdrawalAdverse, index: withdrawal.index, subject: subject,
            "The verdict on the withdrawal is \(pair.then.verdict.rawValue), now \(pair.now.verdict.rawValue).")
    }

    /// Of a label whose history is here whole. That of an officer has no verdict.
    private static func withdrawal(at place: Int, in histories: BundleHistories) -> Attribution? {
        guard histories.labels.isWithdrawn(at: place), let subject = histories.labels.subject(at: place),
            histories.isWhole(subject)
        else { return nil }
        return histories.labels.history(at: place).head?.attribution
    }

    private static func unaffordable(_ subject: Subject?, _ consequence: String) -> Finding {
        Finding(
            .limitExceeded, subject: subject,
            "More is said of those who signed than a verifier looks at; \(consequence)")
    }
}

extension Finding {
    /// What is said of a label now is another thing with the entries that are here and that the seal does not cover.
    static func pastSeal(_ subject: Subject?, _ what: String, _ known: String, _ later: String) -> Finding {
        Finding(
            .verdictPastSeal, subject: subject,
            "As known at the seal \(what) is \(known); with the entries that are here and that the seal does not cover, \(later). "
                + "Have the ledger export with a newer seal.")
    }

    /// What was recorded behind the seal, and rests on what was said before it.
    static func pastSeal(_ subject: Subject?, _ what: String) -> Finding {
        Finding(
            .verdictPastSeal, subject: subject,
            "\(what), which the seal does not cover: whether all that bears on it is here is not known. "
                + "Have the ledger export with a newer seal.")
    }
}
