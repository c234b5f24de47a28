import Primitives

/// A seal, a release and a report speak of a part of the log that is there.
enum LogSizeRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) -> Refusal? {
        let size: UInt64
        switch entry.event.body {
        case .ledgerSealed(let data): size = data.size
        case .datasetReleased(let data): size = data.size
        case .reportIssued(let data): size = data.size
        default: return nil
        }
        guard size > entry.index.value else { return nil }
        return Refusal(
            "size-ahead", .conflict, "The size \(size) is beyond the log's \(entry.index).",
            remedy: "Name a size that the log has reached.")
    }
}
