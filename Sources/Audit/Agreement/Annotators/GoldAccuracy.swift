/// A coder's answer to a unit whose true value is known.
package struct GoldAnswer: Hashable, Sendable {
    package let coder: Int32
    package let unit: Int32
    /// Microseconds since 1970; `nil` if it is not known when it was given.
    package let time: Int64?
    package let isRight: Bool

    package init(coder: Int32, unit: Int32, time: Int64?, isRight: Bool) {
        self.coder = coder
        self.unit = unit
        self.time = time
        self.isRight = isRight
    }
}

/// How often a coder was right where the truth is known, and whether that changed.
package struct GoldAccuracy: Hashable, Sendable {
    package let coder: Int32
    package let accuracy: Proportion
    package let drift: Computed<AccuracyDrift>

    /// Of each coder, in order of codes. Which of several answers to one unit counts is the caller's to say: each that is given
    /// counts.
    package static func perCoder(_ answers: some Sequence<GoldAnswer>) -> [GoldAccuracy] {
        let sorted = answers.sorted {
            ($0.coder, $0.time ?? .min, $0.unit, $0.isRight ? 1 : 0) < ($1.coder, $1.time ?? .min, $1.unit, $1.isRight ? 1 : 0)
        }
        var results: [GoldAccuracy] = []
        var start = 0
        while start < sorted.count {
            let end = sorted[start...].firstIndex { $0.coder != sorted[start].coder } ?? sorted.count
            let own = sorted[start..<end]
            if let accuracy = Proportion(own.count { $0.isRight }, of: own.count) {
                results.append(
                    GoldAccuracy(coder: sorted[start].coder, accuracy: accuracy, drift: AccuracyDrift.of(own)))
            }
            start = end
        }
        return results
    }
}

/// A coder's answers in order of time, cut into two halves of equal count (the earlier has one more if the number is odd), and
/// the accuracy in the other less that in the one. Nothing is said where it is not known of some when they were given, nor where
/// the cut falls between answers of one moment: what is less than a second apart was sent together.
///
/// Of many coders who did not change at all, about one in twenty will seem to.
package struct AccuracyDrift: Hashable, Sendable {
    package enum Finding: String, Hashable, Sendable {
        case fell, rose
        /// The interval of the difference holds 0. This does not show that nothing changed.
        case noChangeFound = "no-change-found"
    }

    /// With fewer answers the interval says nothing.
    package static let fewestAnswers = 20
    /// In microseconds.
    private static let moment: Int64 = 1_000_000

    package let difference: ProportionDifference

    package var finding: Finding {
        if difference.upper < 0 { return .fell }
        return difference.lower > 0 ? .rose : .noChangeFound
    }

    fileprivate static func of(_ answers: ArraySlice<GoldAnswer>) -> Computed<AccuracyDrift> {
        let middle = answers.startIndex + (answers.count + 1) / 2
        let (earlier, later) = (answers[..<middle], answers[middle...])
        guard answers.count >= fewestAnswers,
            let before = Proportion(earlier.count { $0.isRight }, of: earlier.count),
            let after = Proportion(later.count { $0.isRight }, of: later.count)
        else { return .undefined(.tooFewAnswers(found: answers.count, needed: fewestAnswers)) }
        guard answers.allSatisfy({ $0.time != nil }), let last = answers[middle - 1].time, let first = answers[middle].time
        else { return .undefined(.noTimeOfWork) }
        guard first >= last + moment else { return .undefined(.noOrderInTime) }
        return .figure(AccuracyDrift(difference: ProportionDifference(earlier: before, later: after)))
    }
}
