/// Whether an asserted relation in time holds, with what that rests on.
public struct SynchronisationJudgement: Hashable, Sendable {
    /// Whether the relation holds: for every shift that uncertainty allows, for none, or for some.
    public enum State: String, Hashable, Sendable, CaseIterable {
        case holds, violated, undecidable
    }

    public let asserted: AllenRelation
    /// How far ends that the relation has at one time may be apart, in microseconds.
    public let tolerance: UInt64
    public let state: State
    public let reason: Reason
    /// The end that `reason` is about; `nil` if it is about both.
    public let end: RelationEnd?
    /// What can be computed; `nil` unless both ends are intervals on the timeline, by clocks that count.
    public let measured: Measured?

    /// What the clocks say of the two segments.
    public struct Measured: Hashable, Sendable {
        /// As the clocks are stated, from the first segment to the second.
        public let distances: EndDistances
        /// Which relation that is.
        public let relation: AllenRelation
        /// Every relation that is true for some shift that uncertainty allows, without tolerance.
        public let possible: [AllenRelation]
        /// How far one track may lie shifted against the other, to either side, in microseconds: 0 on one track, `nil` if the
        /// uncertainty of a track was not stated.
        public let shift: Rational?
        /// How much further than `shift` the tracks would have to be shifted for a violated relation to come true, in
        /// microseconds; `nil` if it is not violated or no shift makes it true.
        public let excess: Rational?
    }

    /// What decides, or what keeps it from being decided.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        // Decided.
        case oneTrack = "one-track"
        case everyShift = "every-shift"
        case noShift = "no-shift"
        case durations
        // Not decided, though both segments are placed.
        case withinUncertainty = "within-uncertainty"
        case uncertaintyNotStated = "uncertainty-not-stated"
        // An end is not one interval by a clock that counts.
        case missingLabel = "missing-label"
        case withdrawnLabel = "withdrawn-label"
        case noSegments = "no-segments"
        case wholeItem = "whole-item"
        case severalSegments = "several-segments"
        case noTicks = "no-ticks"
        case unknownTrack = "unknown-track"
        case timelessTrack = "timeless-track"
        case adverseClock = "adverse-clock"
        case pastEnd = "past-end-of-track"
        case instant
        case notComputed = "not-computed"

        /// The reason in words.
        public var sentence: String {
            switch self {
            case .oneTrack: "both are on one track, which uncertainty moves as a whole"
            case .everyShift: "that is so wherever the tracks lie within their uncertainty"
            case .noShift: "no shift of the tracks within their uncertainty makes it so"
            case .durations: "no shift of the tracks whatever makes it so"
            case .withinUncertainty: "it depends on where the tracks lie within their uncertainty"
            case .uncertaintyNotStated: "the uncertainty of a track was not stated"
            case .missingLabel: "there is no such label"
            case .withdrawnLabel: "the label is withdrawn"
            case .noSegments: "the label names no segment"
            case .wholeItem: "the label is on the whole item"
            case .severalSegments: "the label has several segments, and a relation in time is between two"
            case .noTicks: "the segment has no start and end in time"
            case .unknownTrack: PlacedSegment.Remark.unknownTrack.sentence
            case .timelessTrack: PlacedSegment.Remark.timelessTrack.sentence
            case .adverseClock: PlacedSegment.Remark.adverseClock.sentence
            case .pastEnd: PlacedSegment.Remark.pastEnd.sentence
            case .instant: "the segment is an instant, and a relation in time is between intervals"
            case .notComputed: "the numbers are too large to be computed exactly"
            }
        }
    }
}

/// One of the two labels of a relation.
public enum RelationEnd: String, Hashable, Sendable {
    case from, to
}
