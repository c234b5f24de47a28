import Primitives

/// A suspension ends with a reinstatement by whoever suspended; one by a key known to be compromised has ended nothing, and one that is still to
/// come can be said anew.
enum SuspensionEndRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard try isOpen(for: entry, in: histories) == false else { return nil }
        return Refusal(
            "not-suspended", .conflict, "There is no open suspension by \(entry.source).",
            remedy: "Whoever suspended reinstates.")
    }

    /// Whether there is a suspension that the entry ends. `nil` if it is no reinstatement, or a history that says so is not here whole.
    private static func isOpen(for entry: LoggedEvent, in histories: some Histories) throws -> Bool? {
        switch entry.event.body {
        case .annotatorReinstated(let data): return try histories.standing(of: data.actor)?.isSuspended(for: entry)
        case .credentialReinstated(let data):
            let credential = Subject.credential(data.action.authority, data.action.credential)
            guard let history = try histories.credential(credential),
                let authority = try histories.authority(data.action.authority)
            else { return nil }
            return history.isSuspended(for: entry, issuedBy: authority)
        default: return nil
        }
    }
}
