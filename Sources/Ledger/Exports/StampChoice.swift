import Primitives

/// Which stamped checkpoints a bundle carries: those that bound when its entries were recorded.
enum StampChoice {
    /// With the others that a bundle may hold, and two to spare, 64.
    static let greatestCount = 62
    /// More than this many say little more, and make the bundle large.
    private static let usualCount = 16

    /// Of the stamped sizes, which rise: for each entry the first whose checkpoint holds it, and the last before it. If these
    /// are more than there is room for, some of them at even distances, the first and the last among them.
    static func choose(from sizes: [TreeSize], for entries: [Range<UInt64>], atMost room: Int) -> [TreeSize] {
        let limit = min(usualCount, room)
        guard limit > 1 else { return limit == 1 ? sizes.suffix(1) : [] }
        var runs = entries[...]
        var chosen: Set<Int> = []
        // The stretch behind each size, the one before the first included: if an entry lies in it, both its ends count.
        for place in 0...sizes.count {
            let lower = place == 0 ? 0 : sizes[place - 1].value
            let upper = place == sizes.count ? UInt64.max : sizes[place].value
            while let run = runs.first, run.upperBound <= lower { runs.removeFirst() }
            guard let run = runs.first, run.lowerBound < upper else { continue }
            if place > 0 { chosen.insert(place - 1) }
            if place < sizes.count { chosen.insert(place) }
        }
        let places = chosen.sorted()
        guard places.count > limit else { return places.map { sizes[$0] } }
        return (0..<limit).map { sizes[places[$0 * (places.count - 1) / (limit - 1)]] }
    }
}
