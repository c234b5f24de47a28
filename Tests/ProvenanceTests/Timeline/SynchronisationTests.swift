import LedgerTesting
import Primitives
import Provenance
import Testing

/// Relations between intervals whose ends are whole numbers: then every shift at which something changes is whole, and
/// trying all halves misses nothing.
@Suite("Relations in time")
struct SynchronisationTests {
    private struct Pair {
        let first: ClosedRange<Int>
        let second: ClosedRange<Int>

        var intervals: (first: TimelineInterval, second: TimelineInterval) {
            get throws {
                (
                    try #require(TimelineInterval(start: whole(first.lowerBound), end: whole(first.upperBound))),
                    try #require(TimelineInterval(start: whole(second.lowerBound), end: whole(second.upperBound)))
                )
            }
        }

        private func whole(_ value: Int) -> Rational { Rational(whole: Int64(value)) }

        static func random(using random: inout SeededGenerator) -> Pair {
            func interval(_ random: inout SeededGenerator) -> ClosedRange<Int> {
                let start = Int.random(in: -6...6, using: &random)
                return start...(start + Int.random(in: 1...6, using: &random))
            }
            return Pair(first: interval(&random), second: interval(&random))
        }
    }

    /// Allen's definitions, one by one, with everything in halves. Slow, and of another making than what it checks.
    private func isTrue(
        _ relation: AllenRelation, _ a: ClosedRange<Int>, _ b: ClosedRange<Int>, tolerance: Int
    ) -> Bool {
        func near(_ x: Int, _ y: Int) -> Bool { abs(x - y) <= tolerance }
        let (start, end, otherStart, otherEnd) = (a.lowerBound, a.upperBound, b.lowerBound, b.upperBound)
        let share = start < otherEnd && otherStart < end
        return switch relation {
        case .before: end < otherStart
        case .meets: near(end, otherStart) && start < otherStart && end < otherEnd
        case .overlaps: start < otherStart && otherStart < end && end < otherEnd
        case .starts: near(start, otherStart) && end < otherEnd && share
        case .during: otherStart < start && end < otherEnd
        case .finishes: near(end, otherEnd) && otherStart < start && share
        case .equals: near(start, otherStart) && near(end, otherEnd) && share
        default: isTrue(relation.converse, b, a, tolerance: tolerance)
        }
    }

    /// The state by trying every shift in halves.
    private func triedState(
        _ relation: AllenRelation, _ pair: Pair, shift: Int, tolerance: Int
    ) -> SynchronisationJudgement.State {
        let first = (2 * pair.first.lowerBound)...(2 * pair.first.upperBound)
        let outcomes = ((-2 * shift)...(2 * shift)).map { moved in
            let second = (2 * pair.second.lowerBound + moved)...(2 * pair.second.upperBound + moved)
            return isTrue(relation, first, second, tolerance: 2 * tolerance)
        }
        return outcomes.allSatisfy { $0 } ? .holds : outcomes.contains(true) ? .undecidable : .violated
    }

    @Test("Without uncertainty exactly one of the thirteen holds, the twelve others are violated", arguments: 0..<40)
    func exactlyOne(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let (first, second) = try Pair.random(using: &random).intervals
            let judged = AllenRelation.allCases.map {
                Synchronisation.judge($0, from: first, to: second, shift: .sameTrack, tolerance: 0)
            }
            let holding = judged.filter { $0.state == .holds }
            #expect(holding.count == 1)
            #expect(judged.count { $0.state == .violated } == 12)
            #expect(holding.first?.asserted == holding.first?.measured?.relation)
            #expect(holding.first?.measured?.possible == holding.map(\.asserted))
        }
    }

    @Test("What holds from one side holds conversely from the other, with any uncertainty and tolerance", arguments: 0..<40)
    func converses(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for relation in AllenRelation.allCases {
            let (first, second) = try Pair.random(using: &random).intervals
            let shift = Synchronisation.Shift.upTo(Rational(whole: Int64.random(in: 0...4, using: &random)))
            let tolerance = UInt64.random(in: 0...3, using: &random)
            let one = Synchronisation.judge(relation, from: first, to: second, shift: shift, tolerance: tolerance)
            let other = Synchronisation.judge(relation.converse, from: second, to: first, shift: shift, tolerance: tolerance)
            #expect(one.state == other.state)
            #expect(one.reason == other.reason)
            #expect(one.measured?.relation == other.measured?.relation.converse)
            #expect(one.measured?.excess == other.measured?.excess)
            #expect(Set(one.measured?.possible ?? []) == Set((other.measured?.possible ?? []).map(\.converse)))
        }
        #expect(AllenRelation.allCases.allSatisfy { $0.converse.converse == $0 })
    }

    @Test("The judgement is that of trying every shift", arguments: 0..<60)
    func everyShift(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for relation in AllenRelation.allCases {
            let pair = Pair.random(using: &random)
            let shift = Int.random(in: 0...4, using: &random)
            let tolerance = Int.random(in: 0...3, using: &random)
            let (first, second) = try pair.intervals
            let judged = Synchronisation.judge(
                relation, from: first, to: second, shift: .upTo(Rational(whole: Int64(shift))), tolerance: UInt64(tolerance))
            #expect(
                judged.state == triedState(relation, pair, shift: shift, tolerance: tolerance),
                "\(relation) \(pair) ±\(shift) tolerance \(tolerance)")
            let possible = AllenRelation.allCases.filter {
                triedState($0, pair, shift: shift, tolerance: 0) != .violated
            }
            #expect(judged.measured?.possible == possible)
            if judged.state == .violated, let excess = judged.measured?.excess {
                // With that much more it could be so, but for a bound that does not belong to it.
                #expect(triedState(relation, pair, shift: shift + Int(excess.rounded) + 1, tolerance: tolerance) != .violated)
                #expect(
                    excess == .zero
                        || triedState(relation, pair, shift: shift + Int(excess.rounded) - 1, tolerance: tolerance) == .violated)
            }
        }
    }

    @Test("Where no uncertainty was stated, nothing holds, and only what no shift can bring about is violated", arguments: 0..<40)
    func unstated(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for relation in AllenRelation.allCases {
            let pair = Pair.random(using: &random)
            let tolerance = Int.random(in: 0...3, using: &random)
            let (first, second) = try pair.intervals
            let judged = Synchronisation.judge(
                relation, from: first, to: second, shift: .upTo(nil), tolerance: UInt64(tolerance))
            let isPossible = triedState(relation, pair, shift: 30, tolerance: tolerance) != .violated
            #expect(judged.state == (isPossible ? .undecidable : .violated), "\(relation) \(pair)")
            #expect(judged.reason == (isPossible ? .uncertaintyNotStated : .durations))
            #expect(judged.measured?.shift == nil)
        }
    }

    @Test("A tolerance takes nothing away: what holds without it holds with it", arguments: 0..<40)
    func monotone(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for relation in AllenRelation.allCases {
            let (first, second) = try Pair.random(using: &random).intervals
            let shift = Synchronisation.Shift.upTo(Rational(whole: Int64.random(in: 0...3, using: &random)))
            let strict = Synchronisation.judge(relation, from: first, to: second, shift: shift, tolerance: 0).state
            let lenient = Synchronisation.judge(relation, from: first, to: second, shift: shift, tolerance: 2).state
            #expect(strict != .holds || lenient == .holds)
            #expect(lenient != .violated || strict == .violated)
        }
    }

    private static func interval(_ start: Rational?, _ end: Rational?) throws -> TimelineInterval {
        let (start, end) = (try #require(start), try #require(end))
        return try #require(TimelineInterval(start: start, end: end))
    }

    @Test("Ends that are compared exactly fall on the right side of a third of a microsecond")
    func fractions() throws {
        let first = try Self.interval(.zero, Rational(100_100, over: 3))
        let meeting = try Self.interval(Rational(100_100, over: 3), Rational(whole: 50_000))
        let rounded = try Self.interval(Rational(whole: 33_367), Rational(whole: 50_000))
        let judge = { Synchronisation.judge(.meets, from: first, to: $0, shift: .sameTrack, tolerance: $1) }
        #expect(judge(meeting, 0).state == .holds)
        #expect(judge(rounded, 0).state == .violated)
        #expect(judge(rounded, 0).measured?.relation == .before)
        #expect(judge(rounded, 0).measured?.excess == Rational(1, over: 3))
        #expect(judge(rounded, 1).state == .holds)
    }

    @Test("Two tracks can only be said to meet if the tolerance is as great as their uncertainty")
    func uncertainMeeting() throws {
        let first = try Self.interval(.zero, Rational(whole: 1000))
        let second = try Self.interval(Rational(whole: 1000), Rational(whole: 3000))
        let judge = {
            Synchronisation.judge(.meets, from: first, to: second, shift: .upTo(Rational(whole: $0)), tolerance: $1)
        }
        #expect(judge(50, 49).state == .undecidable)
        #expect(judge(50, 50).state == .holds)
        #expect(judge(0, 0).state == .holds)
        #expect(judge(50, 0).measured?.possible == [.before, .meets, .overlaps])
    }

    @Test("Numbers past 128 bits are undecidable, with the reason")
    func overflow() throws {
        let far = try Self.interval(Rational(Int128.max - 1, over: 1), Rational(Int128.max, over: 1))
        let near = try Self.interval(Rational(-1, over: 1), Rational(1, over: 1))
        let judged = Synchronisation.judge(.before, from: near, to: far, shift: .sameTrack, tolerance: 0)
        #expect(judged.state == .undecidable)
        #expect(judged.reason == .notComputed)
        let lenient = Synchronisation.judge(.equals, from: near, to: near, shift: .sameTrack, tolerance: .max)
        #expect(lenient.state == .holds)
    }

    @Test("An instant is no interval")
    func instant() {
        #expect(TimelineInterval(start: .zero, end: .zero) == nil)
        #expect(TimelineInterval(start: Rational(whole: 1), end: .zero) == nil)
    }
}

extension AllenRelation {
    /// The same fact, said from the other interval.
    fileprivate var converse: AllenRelation {
        switch self {
        case .before: .after
        case .after: .before
        case .meets: .metBy
        case .metBy: .meets
        case .overlaps: .overlappedBy
        case .overlappedBy: .overlaps
        case .starts: .startedBy
        case .startedBy: .starts
        case .during: .contains
        case .contains: .during
        case .finishes: .finishedBy
        case .finishedBy: .finishes
        case .equals: .equals
        }
    }
}
