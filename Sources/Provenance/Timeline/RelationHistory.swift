import Primitives

/// `label:<d>/<i>/<l>`: what a label says of two other labels.
public struct RelationHistory: HistoryFold {
    /// What its head says; `nil` if it is withdrawn or the head says no relation.
    public private(set) var claim: RelationClaim?

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        guard entry.event.subject == subject, LabelHistory.HeadKind(entry.event.body) != nil else { return }
        claim = RelationClaim(entry.event.body)
    }
}

/// That one label of an item stands in a relation to another.
public struct RelationClaim: Hashable, Sendable {
    /// Ids of labels of the item.
    public let from: String
    public let to: String
    public let relation: RelationAsserted.Relation
    /// How far ends that the relation has at one time may be apart, in microseconds; `nil` if it was not said.
    public let tolerance: UInt64?

    /// Of an assertion, or of a revision whose value is a relation's: {`kind`: relation, `relation`, `from`, `to`} and
    /// `toleranceUs`, or none. `nil` for all else.
    public init?(_ body: EventBody) {
        switch body {
        case .relationAsserted(let data):
            (from, to, relation, tolerance) = (data.from, data.to, data.relation, data.tolerance)
        case .labelRevised(let data):
            let value = data.value.json
            guard data.value.kind == "relation", let from = value["from"]?.string, let to = value["to"]?.string,
                Identifier.isWellFormed(from), Identifier.isWellFormed(to),
                let relation = value["relation"]?.string.flatMap(RelationAsserted.Relation.init(rawValue:))
            else { return nil }
            (self.from, self.to, self.relation) = (from, to, relation)
            tolerance = value["toleranceUs"]?.integer.flatMap { UInt64(exactly: $0) }
        default: return nil
        }
    }
}
