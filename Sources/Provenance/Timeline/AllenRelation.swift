/// How two intervals of time, both longer than an instant, lie to each other: exactly one of thirteen (Allen, "Maintaining
/// knowledge about temporal intervals", CACM 26, 1983).
public enum AllenRelation: String, Hashable, Sendable, CaseIterable {
    case before, meets, overlaps
    case finishedBy = "finished-by"
    case contains, starts, equals
    case startedBy = "started-by"
    case during, finishes
    case overlappedBy = "overlapped-by"
    case metBy = "met-by"
    case after

    /// `nil` for relations that are not about time.
    public init?(_ relation: RelationAsserted.Relation) { self.init(rawValue: relation.rawValue) }

    /// How an end of the first interval lies to an end of the second.
    public enum Order: Hashable, Sendable {
        case earlier, same, later
    }

    /// The four comparisons that make the relation.
    public struct Ends: Hashable, Sendable {
        public let startToStart: Order
        public let startToEnd: Order
        public let endToStart: Order
        public let endToEnd: Order

        init(_ startToStart: Order, _ startToEnd: Order, _ endToStart: Order, _ endToEnd: Order) {
            self.startToStart = startToStart
            self.startToEnd = startToEnd
            self.endToStart = endToStart
            self.endToEnd = endToEnd
        }
    }

    /// How the ends of two intervals lie where this relation holds.
    public var ends: Ends {
        switch self {
        case .before: Ends(.earlier, .earlier, .earlier, .earlier)
        case .meets: Ends(.earlier, .earlier, .same, .earlier)
        case .overlaps: Ends(.earlier, .earlier, .later, .earlier)
        case .finishedBy: Ends(.earlier, .earlier, .later, .same)
        case .contains: Ends(.earlier, .earlier, .later, .later)
        case .starts: Ends(.same, .earlier, .later, .earlier)
        case .equals: Ends(.same, .earlier, .later, .same)
        case .startedBy: Ends(.same, .earlier, .later, .later)
        case .during: Ends(.later, .earlier, .later, .earlier)
        case .finishes: Ends(.later, .earlier, .later, .same)
        case .overlappedBy: Ends(.later, .earlier, .later, .later)
        case .metBy: Ends(.later, .same, .later, .later)
        case .after: Ends(.later, .later, .later, .later)
        }
    }
}
