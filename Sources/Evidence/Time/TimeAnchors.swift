import Primitives

/// The anchors of a bundle, by the size of their checkpoints.
struct TimeAnchors {
    let all: [TimeAnchor]
    /// Of the anchors from each place on, the earliest `latest`: the time by which an entry below that size was there.
    private let bounds: [TimeAnchor]

    init(_ anchors: [TimeAnchor]) {
        all = anchors.sorted { ($0.size, $0.latest) < ($1.size, $1.latest) }
        var bounds: [TimeAnchor] = []
        for anchor in all.reversed() {
            bounds.append(bounds.last.map { $0.latest <= anchor.latest ? $0 : anchor } ?? anchor)
        }
        self.bounds = bounds.reversed()
    }

    var isEmpty: Bool { all.isEmpty }
    var greatestSize: TreeSize? { all.last?.size }

    /// The anchor that bounds when the entry was recorded: of those over checkpoints that hold it, the earliest.
    func after(_ index: EntryIndex) -> TimeAnchor? { bounds.indices.contains(place(index)) ? bounds[place(index)] : nil }

    /// Of those over checkpoints that do not hold the entry, the one over the greatest, first given. That the entry was not
    /// yet recorded then, it does not prove.
    func before(_ index: EntryIndex) -> TimeAnchor? {
        let place = place(index)
        guard place > 0 else { return nil }
        let size = all[place - 1].size
        return all.first { $0.size == size }
    }

    /// From the least to the greatest of the time recorded, the earliest of the anchor before and the latest of the anchor after.
    func span(of index: EntryIndex, _ recorded: Timestamp) -> ClosedRange<Timestamp> {
        let ends = [recorded] + [before(index)?.earliest, after(index)?.latest].compactMap { $0 }
        return (ends.min() ?? recorded)...(ends.max() ?? recorded)
    }

    /// How many anchors are over checkpoints without the entry; they stand first.
    private func place(_ index: EntryIndex) -> Int {
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            if all[middle].size.contains(index) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
