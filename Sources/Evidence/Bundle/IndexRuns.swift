import Primitives

/// Rising indices, kept as runs: a million in a row cost what one does.
struct IndexRuns: Sendable, Equatable {
    /// Each past the end of the one before, and not adjacent to it.
    private(set) var runs: [Range<UInt64>] = []
    private(set) var count: UInt64 = 0

    var last: EntryIndex? { runs.last.map { EntryIndex($0.upperBound - 1) } }

    init() {}

    init(_ indices: some Sequence<EntryIndex>) {
        for index in indices { append(index) }
    }

    /// False, and nothing happens, unless `index` is greater than all that are here.
    @discardableResult
    mutating func append(_ index: EntryIndex) -> Bool {
        guard index.value < .max else { return false }
        return append(index.value..<index.value + 1)
    }

    /// False, and nothing happens, unless `run` is not empty and begins past all that are here.
    @discardableResult
    mutating func append(_ run: Range<UInt64>) -> Bool {
        guard !run.isEmpty else { return false }
        if let last = runs.last {
            guard run.lowerBound >= last.upperBound else { return false }
            if run.lowerBound == last.upperBound {
                runs[runs.count - 1] = last.lowerBound..<run.upperBound
                count += UInt64(run.count)
                return true
            }
        }
        runs.append(run)
        count += UInt64(run.count)
        return true
    }

    func contains(_ index: EntryIndex) -> Bool { run(at: index.value) != nil }

    /// The first index of `run` that is not here; `nil` if all are.
    func firstMissing(of run: Range<UInt64>) -> EntryIndex? {
        guard let holding = self.run(at: run.lowerBound) else { return EntryIndex(run.lowerBound) }
        return holding.upperBound >= run.upperBound ? nil : EntryIndex(holding.upperBound)
    }

    /// The run that holds `value`.
    func run(at value: UInt64) -> Range<UInt64>? {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].upperBound <= value { low = middle + 1 } else { high = middle }
        }
        guard low < runs.count, runs[low].contains(value) else { return nil }
        return runs[low]
    }

    var indices: some Sequence<EntryIndex> { runs.lazy.joined().lazy.map { EntryIndex($0) } }
}
