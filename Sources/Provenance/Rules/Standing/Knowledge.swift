public import Primitives

/// What may count for a verdict (vocabulary, "Knowledge at k").
public struct Knowledge: Hashable, Sendable {
    /// The index p of the label event: what entitles counts only below it.
    public let place: EntryIndex
    /// The time t at which the label event was recorded.
    public let time: Timestamp
    /// k: what disentitles counts only below it.
    public let limit: EntryIndex

    /// What was known when the label event was sequenced.
    public static func then(_ statement: Attribution) -> Knowledge {
        Knowledge(place: statement.index, time: statement.recorded, limit: statement.index)
    }

    /// What is known when an entry is sequenced.
    static func then(_ entry: LoggedEvent) -> Knowledge {
        Knowledge(place: entry.index, time: entry.recorded, limit: entry.index)
    }

    /// What is known at a log size; never less than what was known then.
    public static func now(_ statement: Attribution, at size: TreeSize) -> Knowledge {
        Knowledge(
            place: statement.index, time: statement.recorded, limit: max(statement.index, size.nextIndex))
    }
}
