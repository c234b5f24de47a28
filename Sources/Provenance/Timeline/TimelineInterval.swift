/// A stretch of an item's timeline that is longer than an instant, in microseconds.
public struct TimelineInterval: Hashable, Sendable {
    public let start: Rational
    public let end: Rational

    /// `nil` unless `start` is before `end`.
    public init?(start: Rational, end: Rational) {
        guard start < end else { return nil }
        self.start = start
        self.end = end
    }
}

/// From each end of one interval to each end of another, in microseconds; above 0 where the other's end is later.
public struct EndDistances: Hashable, Sendable {
    public let startToStart: Rational
    public let startToEnd: Rational
    public let endToStart: Rational
    public let endToEnd: Rational

    /// `nil` where 128 bits do not suffice.
    public init?(from first: TimelineInterval, to second: TimelineInterval) {
        guard let startToStart = second.start.minus(first.start), let startToEnd = second.end.minus(first.start),
            let endToStart = second.start.minus(first.end), let endToEnd = second.end.minus(first.end)
        else { return nil }
        self.startToStart = startToStart
        self.startToEnd = startToEnd
        self.endToStart = endToStart
        self.endToEnd = endToEnd
    }

    /// Which relation it is, uncertainty left aside.
    public var relation: AllenRelation? {
        let ends = AllenRelation.Ends(order(startToStart), order(startToEnd), order(endToStart), order(endToEnd))
        return AllenRelation.allCases.first { $0.ends == ends }
    }

    private func order(_ distance: Rational) -> AllenRelation.Order {
        distance == .zero ? .same : distance > .zero ? .earlier : .later
    }
}
