/// Units that were rated at least twice, grouped by what was said of them: units with the same values the same number of times
/// are alike for every coefficient that does not ask who said it. A sample is then how often each profile occurs, which is what
/// makes resampling a million ratings fast.
struct UnitProfiles {
    let sample: SampleSize
    /// How many units have each profile.
    let weights: [Int32]
    /// How many ratings a unit of each profile has.
    let sizes: [Int32]
    let levelCount: Int
    /// The levels of each profile, ascending, and how often a unit has each.
    private let starts: [Int]
    let levels: [Int32]
    let counts: [Int32]

    /// The places of a profile in `levels` and `counts`.
    func places(_ profile: Int) -> Range<Int> { starts[profile]..<starts[profile + 1] }

    var indices: Range<Int> { sizes.indices }

    /// What a statistic looks at for one sample.
    var work: Int { levels.count + levelCount }

    /// - Parameters:
    ///   - level: of each value; values of one level are the same.
    ///   - levelCount: levels are below it.
    init(_ ratings: Ratings, level: [Int32], levelCount: Int) {
        let sorted = Self.sortedWithinUnits(ratings, level)
        var index: [ArraySlice<Int32>: Int32] = [:]
        var weights: [Int32] = []
        var sizes: [Int32] = []
        var starts = [0]
        var levels: [Int32] = []
        var counts: [Int32] = []
        var isCoder = [Bool](repeating: false, count: ratings.coders.count)
        var (unitCount, total) = (0, 0)
        for unit in ratings.units.indices {
            let range = ratings.ratings(ofUnit: unit)
            guard range.count >= 2 else { continue }
            unitCount += 1
            total += range.count
            for rating in range { isCoder[Int(ratings.coderOf[rating])] = true }
            if let profile = index[sorted[range]] {
                weights[Int(profile)] += 1
                continue
            }
            index[sorted[range]] = Int32(sizes.count)
            weights.append(1)
            sizes.append(Int32(range.count))
            for level in sorted[range] {
                if levels.count > starts[starts.count - 1], levels[levels.count - 1] == level {
                    counts[counts.count - 1] += 1
                } else {
                    levels.append(level)
                    counts.append(1)
                }
            }
            starts.append(levels.count)
        }
        sample = SampleSize(units: unitCount, ratings: total, coders: isCoder.count { $0 })
        self.weights = weights
        self.sizes = sizes
        self.levelCount = levelCount
        self.starts = starts
        self.levels = levels
        self.counts = counts
    }

    /// Each value a level of its own.
    init(_ ratings: Ratings) {
        self.init(ratings, level: ratings.values.indices.map(Int32.init), levelCount: ratings.values.count)
    }

    private static func sortedWithinUnits(_ ratings: Ratings, _ level: [Int32]) -> [Int32] {
        var sorted = ratings.valueOf.map { level[Int($0)] }
        for unit in ratings.units.indices { sorted[ratings.ratings(ofUnit: unit)].sort() }
        return sorted
    }

    /// How often each level occurs in a sample, written over `marginals`, and how many ratings the sample has.
    func marginals(of weights: [Int32], into marginals: inout [Int]) -> Int {
        for level in marginals.indices { marginals[level] = 0 }
        var total = 0
        for profile in indices where weights[profile] > 0 {
            let weight = Int(weights[profile])
            total += weight * Int(sizes[profile])
            for place in places(profile) { marginals[Int(levels[place])] += weight * Int(counts[place]) }
        }
        return total
    }
}
