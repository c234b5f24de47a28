import Primitives

/// A suspension ends with a reinstatement by whoever suspended; one by a key known to be compromised has ended nothing.
enum SuspensionEndRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard let suspensions = try suspensions(endedBy: entry, in: histories), !suspensions.isOpen(by: entry.source) else {
            return nil
        }
        return Refusal(
            "not-suspended", .conflict, "There is no open suspension by \(entry.source).",
            remedy: "Whoever suspended reinstates.")
    }

    /// `nil` if it ends none, or a history that says so is not here whole.
    private static func suspensions(endedBy entry: LoggedEvent, in histories: some Histories) throws -> [Suspension]? {
        switch entry.event.body {
        case .annotatorReinstated(let data): return try histories.standing(of: data.actor)?.suspensions
        case .credentialReinstated(let data):
            let credential = Subject.credential(data.action.authority, data.action.credential)
            guard let history = try histories.credential(credential),
                let authority = try histories.authority(data.action.authority)
            else { return nil }
            return history.suspensions(issuedBy: authority, knownBelow: entry.index)
        default: return nil
        }
    }
}
