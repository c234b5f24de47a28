import Primitives

/// An event's id is in the ledger once.
enum UniqueIDRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        guard let other = try histories.entry(withID: entry.event.id), other.index < entry.index else { return nil }
        return Refusal(
            "id-taken", .conflict, "The id \(entry.event.id) is that of another event, at index \(other.index).",
            remedy: "Give the event an id of its own.")
    }
}
