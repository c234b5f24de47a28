/// How much a coder did, and when.
package struct Workload: Hashable, Sendable {
    package let coder: Int32
    package let count: Int
    /// Microseconds since 1970.
    package let first: Int64
    package let last: Int64
    /// Days in UTC on which there was anything.
    package let days: Int
    /// Of the days with most, the first, in days since 1970-01-01.
    package let busiestDay: Int64
    package let onBusiestDay: Int
}

/// Counts work as it is read, in any order.
package struct WorkloadTally: Sendable {
    private struct Entry {
        var first: Int64
        var last: Int64
        var days: [Int64: Int] = [:]
    }

    private var entries: [Int32: Entry] = [:]

    package init() {}

    /// - Parameter time: microseconds since 1970.
    package mutating func add(coder: Int32, at time: Int64) {
        let (day, rest) = time.quotientAndRemainder(dividingBy: 86_400_000_000)
        var entry = entries.removeValue(forKey: coder) ?? Entry(first: time, last: time)
        entry.first = min(entry.first, time)
        entry.last = max(entry.last, time)
        entry.days[rest < 0 ? day - 1 : day, default: 0] += 1
        entries[coder] = entry
    }

    /// Of each coder, in order of codes.
    package var workloads: [Workload] {
        entries.sorted { $0.key < $1.key }.compactMap { coder, entry in
            let busiest = entry.days.max { ($0.value, $1.key) < ($1.value, $0.key) }
            guard let busiest else { return nil }
            return Workload(
                coder: coder, count: entry.days.values.reduce(0, +), first: entry.first, last: entry.last,
                days: entry.days.count, busiestDay: busiest.key, onBusiestDay: busiest.value)
        }
    }
}
