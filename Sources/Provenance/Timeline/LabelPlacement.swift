/// `label:<d>/<i>/<l>`: what part of the item a label is on.
public struct LabelPlacement: HistoryFold {
    /// True from the first event of the label on.
    public private(set) var exists = false
    public private(set) var isWithdrawn = false
    /// As its last event says that names segments; empty for the whole item, `nil` if none does.
    public private(set) var segments: [Segment]?

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        // A relation or an adjudication touches other labels too and leaves them as they are.
        guard entry.event.subject == subject, let kind = LabelHistory.HeadKind(entry.event.body) else { return }
        exists = true
        isWithdrawn = kind == .withdrawn
        segments = entry.event.body.labelSegments ?? segments
    }
}
