import Primitives

/// A version of a guideline is withdrawn for all its datasets, by the operator or whoever published it; and again only with effect from an
/// earlier time, so that neither keeps the other from it.
enum GuidelineEndRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard case .guidelineWithdrawn(let data) = entry.event.body, let versions = try versions(data, histories) else {
            return nil
        }
        guard let version = versions[data.of], version.guideline == data.guideline else {
            return Refusal(
                "unknown-subject", .conflict, "The version of \(entry.event.subject) is not in this ledger.",
                remedy: "Refer to its guideline.published.")
        }
        guard entry.source.kind == .operator || entry.source == version.publisher else {
            return Refusal(
                "not-its-own", .forbidden, "\(entry.source) withdrew a guideline that \(version.publisher) published.",
                remedy: "Let \(version.publisher) sign it, or the operator.")
        }
        // In which order they stand says nothing; each stands once.
        guard Set(data.datasets) == Set(version.datasets) else {
            return Refusal(
                "other-datasets", .conflict, "datasets are not those that the version was published for.",
                remedy: "Name all the datasets of its guideline.published, and no others.")
        }
        guard !version.isWithdrawn(at: data.effective ?? entry.recorded) else {
            return Refusal(
                "guideline-withdrawn", .conflict, "The version was withdrawn already, with effect by then.",
                remedy: "A withdrawal is final; only one from an earlier time adds to it.")
        }
        return nil
    }

    /// Its publication stands in the guideline's history and in those of its datasets' policies: whichever is here whole will do.
    private static func versions(_ data: GuidelineWithdrawn, _ histories: some Histories) throws -> GuidelineVersions? {
        if let own = try histories.fold(GuidelineHistory.self, of: .guideline(data.guideline)) { return own.versions }
        for dataset in data.datasets {
            if let policy = try histories.policy(of: dataset) { return policy.guidelines }
        }
        return nil
    }
}
