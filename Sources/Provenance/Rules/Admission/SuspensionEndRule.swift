import Primitives

/// A suspension ends with a reinstatement by whoever suspended.
enum SuspensionEndRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        let suspensions: [Suspension]?
        switch entry.event.body {
        case .annotatorReinstated(let data): suspensions = try histories.standing(of: data.actor)?.suspensions
        case .credentialReinstated(let data):
            suspensions = try histories.credential(.credential(data.action.authority, data.action.credential))?.suspensions
        default: return nil
        }
        guard let suspensions, !suspensions.isOpen(by: entry.source) else { return nil }
        return Refusal(
            "not-suspended", .conflict, "There is no open suspension by \(entry.source).",
            remedy: "Whoever suspended reinstates.")
    }
}
