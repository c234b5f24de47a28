package import Primitives
package import Provenance

/// Entries that have to be there: each of these throws `StoreError.corrupt` where one is not.
extension LedgerReader {
    package func entry(at index: EntryIndex) throws -> StoredEntry {
        guard let entry = try entryIfThere(at: index) else { throw StoreError.gap(at: index) }
        return entry
    }

    package func event(at index: EntryIndex) throws -> LoggedEvent { try entry(at: index).logged() }

    /// The last of a log of this size; `nil` for the empty one.
    package func lastEntry(below size: TreeSize) throws -> StoredEntry? {
        size == .empty ? nil : try entry(at: EntryIndex(size.value - 1))
    }

    /// Calls `body` for the entries of `range` in order until it returns false. A range past the end of the log stops there.
    package func forEachEntry(in range: Range<EntryIndex>, _ body: (StoredEntry) throws -> Bool) throws {
        var next = range.lowerBound
        var isEnough = false
        try forEachStoredEntry(in: range) { entry in
            guard entry.index == next else { throw StoreError.gap(at: next) }
            next = next.next
            isEnough = try !body(entry)
            return !isEnough
        }
        if !isEnough, next < range.upperBound, try size().contains(next) { throw StoreError.gap(at: next) }
    }

    /// All of a range, which ends with the log or before.
    package func entries(in range: Range<EntryIndex>) throws -> [StoredEntry] {
        // A walk costs more to begin than a look.
        if range.lowerBound.next == range.upperBound { return [try entry(at: range.lowerBound)] }
        var entries: [StoredEntry] = []
        try forEachEntry(in: range) { entry in
            entries.append(entry)
            return true
        }
        let next = EntryIndex(range.lowerBound.value + UInt64(entries.count))
        guard next == range.upperBound else { throw StoreError.gap(at: next) }
        return entries
    }

    /// The oldest checkpoint whose tree holds the entry, which is there.
    package func checkpoint(holding index: EntryIndex) throws -> StoredCheckpoint {
        guard let checkpoint = try checkpoint(covering: index) else {
            throw StoreError(.corrupt, "No checkpoint is over entry \(index). Run touchmark check.")
        }
        return checkpoint
    }
}
