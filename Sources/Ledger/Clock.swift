package import Primitives

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where the ledger takes its time from.
package protocol LedgerClock: Sendable {
    func now() -> Timestamp
}

/// The machine's clock, in UTC.
package struct SystemClock: LedgerClock {
    package init() {}

    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
