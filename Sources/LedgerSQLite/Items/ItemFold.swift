/// Which touches are still in runs and not in the rows of their items.
///
/// Labels come in any order, and to write each at once into the row of its item would change a page an event, more than all else
/// that an event costs. So a batch's touches are kept as a run, and a hand goes round through the keys: with each batch it
/// moves on over as many items as the batch brought, and folds what all runs have of them into their rows, which lie side by
/// side. A run is done when the hand has passed the place where it stood when the run came.
struct ItemFold {
    struct PendingRun {
        let id: Int64
        /// Where the hand stood when the run came.
        let start: [UInt8]
        let lap: UInt64
        let run: ItemRun

        /// What it is called in a `RunIndex`: not 0, and rarely that of another run.
        var mark: UInt16 { UInt16(truncatingIfNeeded: id) | 1 }
    }

    /// The last key that was passed; empty at the beginning of a lap.
    var hand: [UInt8] = []
    var lap: UInt64 = 0
    var runs: [PendingRun] = []
    /// Of `runs`, and of some that are gone.
    var index = RunIndex([])

    /// Items of a run that the hand comes to before the end of this lap.
    func ahead(_ pending: PendingRun) -> Range<Int> {
        let low = hand.withUnsafeBytes { pending.run.count(before: $0, orAt: true) }
        return low..<(pending.lap == lap ? pending.run.count : max(low, countBeforeStart(pending)))
    }

    /// How many items of a run are not in their rows yet.
    func pendingCount(_ pending: PendingRun) -> Int {
        ahead(pending).count + (pending.lap == lap ? countBeforeStart(pending) : 0)
    }

    private func countBeforeStart(_ pending: PendingRun) -> Int {
        pending.start.withUnsafeBytes { pending.run.count(before: $0, orAt: true) }
    }

    /// False if the hand has passed this key since the run came.
    func isPending(_ key: UnsafeRawBufferPointer, in pending: PendingRun) -> Bool {
        let isPassed = hand.withUnsafeBytes { ItemKey.compare(key, $0) <= 0 }
        let isBeforeStart = pending.start.withUnsafeBytes { ItemKey.compare(key, $0) <= 0 }
        return pending.lap == lap ? isBeforeStart || !isPassed : isBeforeStart && !isPassed
    }

    /// Calls `body` with what runs hold of an item and its row does not.
    func forEachPending(_ key: UnsafeRawBufferPointer, _ body: (ArraySlice<UInt8>) throws -> Void) rethrows {
        guard !runs.isEmpty else { return }
        let hash = ItemRun.hash(key)
        let marks = index.marks(hash)
        guard !marks.isEmpty else { return }
        for pending in runs where marks.contains(pending.mark) {
            guard let number = pending.run.number(of: key, hash: hash), isPending(key, in: pending) else { continue }
            try body(pending.run.records(number))
        }
    }
}
