/// A guideline is that of whoever published its first version: by its name others cite what is in force. An operator may publish
/// a version of any.
enum GuidelineOwnerRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard case .guidelinePublished(let data) = entry.event.body, entry.source.kind != .operator,
            let first = try histories.fold(GuidelineHistory.self, of: .guideline(data.guideline))?.versions.all.first,
            first.publisher != entry.source
        else { return nil }
        return Refusal(
            "not-its-own", .forbidden, "\(entry.source) published a version of a guideline that is \(first.publisher)'s.",
            remedy: "Let \(first.publisher) sign it, or the operator; or give the guideline an id of its own.")
    }
}
