/// Draws as many units as there are, with replacement, and counts them by profile.
///
/// The counts are found by halving: how many of the draws fall into the first half of the profiles is a binomial number, and so on
/// within each half. That has the distribution of drawing the units one by one, and takes a fraction of the time where many units
/// have the same profile.
struct Resampler {
    /// Below this it is quicker to draw one by one.
    private static let fewDraws = 64

    /// How many units come before each profile; at the end, all.
    private let before: [Int]
    /// Of each unit, in order of profiles.
    private let profile: [Int32]
    private var generator: SplitMix64

    /// - Parameter weights: how many units have each profile.
    init(_ weights: [Int32], seed: UInt64) {
        var before = [0]
        before.reserveCapacity(weights.count + 1)
        for weight in weights { before.append(before[before.count - 1] + Int(weight)) }
        self.before = before
        profile = weights.indices.flatMap { repeatElement(Int32($0), count: Int(weights[$0])) }
        generator = SplitMix64(seed: seed)
    }

    var units: Int { before[before.count - 1] }

    /// - Parameter counts: one for each profile, written over.
    mutating func draw(into counts: inout [Int32]) {
        for profile in counts.indices { counts[profile] = 0 }
        distribute(units, over: counts.indices, &counts)
    }

    private mutating func distribute(_ draws: Int, over profiles: Range<Int>, _ counts: inout [Int32]) {
        guard draws > 0 else { return }
        guard profiles.count > 1 else {
            counts[profiles.lowerBound] += Int32(draws)
            return
        }
        guard draws > Self.fewDraws else {
            let start = before[profiles.lowerBound]
            let bound = before[profiles.upperBound] - start
            for _ in 0..<draws { counts[Int(profile[start + generator.next(below: bound)])] += 1 }
            return
        }
        let middle = profiles.lowerBound + profiles.count / 2
        let first = before[middle] - before[profiles.lowerBound]
        let successes = generator.binomial(draws, first, of: before[profiles.upperBound] - before[profiles.lowerBound])
        distribute(successes, over: profiles.lowerBound..<middle, &counts)
        distribute(draws - successes, over: middle..<profiles.upperBound, &counts)
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Below a bound greater than 0. Some numbers are more probable than others by less than bound/2^64.
    mutating func next(below bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// How many of `trials` succeed, each with probability `numerator` / `denominator`, exactly.
    ///
    /// Each trial is a number between 0 and 1 that succeeds if it is less than the probability. All are compared at once, one
    /// binary digit after the other: where the digits differ, the trial is decided.
    mutating func binomial(_ trials: Int, _ numerator: Int, of denominator: Int) -> Int {
        guard numerator < denominator else { return trials }
        var (undecided, successes, rest) = (trials, 0, numerator)
        while undecided > 0, rest > 0 {
            let ones = countOnes(of: undecided)
            rest *= 2
            if rest >= denominator {
                rest -= denominator
                successes += undecided - ones
                undecided = ones
            } else {
                undecided -= ones
            }
        }
        return successes
    }

    private mutating func countOnes(of bits: Int) -> Int {
        var (left, ones) = (bits, 0)
        while left >= 64 {
            ones += next().nonzeroBitCount
            left -= 64
        }
        return left > 0 ? ones + (next() >> UInt64(64 - left)).nonzeroBitCount : ones
    }
}
