package import Primitives

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where the ledger takes its time from.
package protocol LedgerClock: Sendable {
    func now() -> Timestamp

    /// The latest time that is believed of it where the newest entry is of `last`. What is recorded stays, and all that follows is
    /// later: a clock that once was years ahead would be so for ever.
    func latest(after last: Timestamp) -> Timestamp
}

extension LedgerClock {
    /// The last that can be written down.
    package func latest(after last: Timestamp) -> Timestamp { .latest }
}

/// The machine's clock, in UTC.
package struct SystemClock: LedgerClock {
    /// In microseconds: 366 days.
    private static let longestRest: Int64 = 366 * 86_400 * 1_000_000
    private let restedUntil: Timestamp?

    /// - Parameter restedUntil: until when a ledger had nothing to record, by its operator's word; else it is believed to rest for
    ///   366 days at most.
    package init(restedUntil: Timestamp? = nil) { self.restedUntil = restedUntil }

    package func latest(after last: Timestamp) -> Timestamp {
        let rested = last.microseconds.addingReportingOverflow(Self.longestRest)
        guard !rested.overflow else { return .latest }
        return min(.latest, max(Timestamp(microseconds: rested.partialValue), restedUntil ?? last))
    }

    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
