/// By a key that has ended nobody takes from others what they said: their labels would bear the verdict on that key, or stand in
/// dispute, until they said it again.
///
/// What it signs of its own labels enters and bears its verdict.
enum OthersLabelRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard entry.source.kind.isEnrolled, try isAboutOthers(entry, in: histories),
            let key = try histories.standing(of: entry.source)?.keys[entry.keyID]
        else { return nil }
        return SignerRule.ended(key, of: entry)
    }

    /// A review is of somebody else's label, and an adjudication decides a question that several answered.
    private static func isAboutOthers(_ entry: LoggedEvent, in histories: some Histories) throws -> Bool {
        switch entry.event.body {
        case .reviewRecorded, .adjudicationDecided: return true
        case .labelRevised, .labelWithdrawn:
            guard let head = try histories.label(entry.event.subject)?.head else { return false }
            return head.attribution.source != entry.source
        default: return false
        }
    }
}
