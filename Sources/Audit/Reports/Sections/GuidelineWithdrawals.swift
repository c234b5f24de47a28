import Primitives
import Provenance

// Of section 9: versions of guidelines that were withdrawn, and the labels that cite them.
extension ReportSource {
    /// Adds facts about withdrawn versions, and the table of them.
    func addWithdrawals(to section: inout ReportSection) {
        let all = guidelineVersions.withdrawn
        let withdrawn = all.filter { $0.isWithdrawn(at: anchor.lastRecorded) }
        let citations = citations(of: all)
        let ended = withdrawn.compactMap { citations[$0.reference] }
        let cited = ended.reduce(0) { $0 + $1.labels }
        section.add(
            "guidelines-withdrawn", "Guideline versions withdrawn", .count(withdrawn.count),
            from: withdrawn.compactMap(\.withdrawal?.index))
        section.add(
            "cited-withdrawn", "Labels that cite a version withdrawn since", .share(cited, of: survey.currentLabels.count))
        section.add(
            "cited-in-effect", "Of these, recorded when its withdrawal was in effect",
            .share(ended.reduce(0) { $0 + $1.late }, of: cited))
        section.tables.append(withdrawalTable(all, citations))
        if withdrawn.count < all.count {
            section.notes.append(
                "Of the withdrawals of guidelines, \(all.count - withdrawn.count) are effective later than the last entry: these versions are not counted as withdrawn yet."
            )
        }
        if !all.isEmpty {
            section.notes.append(
                "The withdrawal of a guideline changes no verdict: who was entitled to a label does not depend on it.")
        }
    }

    private struct Citations {
        var labels = 0
        /// Of these, recorded at or after the time from which the withdrawal is effective.
        var late = 0
    }

    private func citations(of withdrawn: [GuidelineVersion]) -> [EventReference: Citations] {
        let versions = Dictionary(withdrawn.map { ($0.reference, $0) }) { first, _ in first }
        guard !versions.isEmpty else { return [:] }
        var counts: [EventReference: Citations] = [:]
        for label in survey.currentLabels where label.guideline > 0 {
            guard let version = versions[survey.labels.guidelines[label.guideline - 1]] else { continue }
            let isLate = version.isWithdrawn(at: Timestamp(microseconds: label.recorded))
            counts[version.reference, default: Citations()].labels += 1
            counts[version.reference, default: Citations()].late += isLate ? 1 : 0
        }
        return counts
    }

    private func withdrawalTable(_ withdrawn: [GuidelineVersion], _ citations: [EventReference: Citations]) -> ReportTable {
        var table = ReportTable(
            "guideline-withdrawals", "Guidelines withdrawn",
            [
                .init("guideline", "Guideline"), .init("version", "Version"), .init("recorded", "Recorded"),
                .init("effective", "Effective"), .init("by", "Withdrawn by"), .init("reason", "Reason"),
                .init("labels", "Labels that cite it"), .init("late", "Of these, recorded when it was in effect"),
                .init("entry", "Entry"),
            ])
        for version in withdrawn {
            guard let withdrawal = version.withdrawal else { continue }
            let count = citations[version.reference] ?? Citations()
            table.add([
                .text("\(id: version.guideline)"), .text("\(id: version.version)"), .moment(withdrawal.recorded),
                .moment(withdrawal.effective), .text("\(code: withdrawal.by)"), .quoted(.string(withdrawal.reason)),
                .count(count.labels), .share(count.late, of: count.labels), .count(Int(clamping: withdrawal.index.value)),
            ])
        }
        return table
    }
}
