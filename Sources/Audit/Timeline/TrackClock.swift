package import Primitives
package import Provenance

/// How the ticks of a track lie on its item's timeline, as one entry says it.
package struct TrackClock: Hashable, Sendable {
    /// The registration of the item, or the latest synchronisation of the track.
    package let statedBy: EntryIndex
    /// `nil` for a track that does not run in time.
    package let timebase: Track.Timebase?
    /// Where tick 0 stands, in microseconds.
    package let offset: Int64
    /// How much faster the track's clock runs than the timeline, in millionths.
    package let driftPPM: Double
    /// How wrong a position may be, in microseconds; `nil` if nobody said.
    package let uncertainty: Int64?

    package init(
        statedBy: EntryIndex, timebase: Track.Timebase?, offset: Int64, driftPPM: Double, uncertainty: Int64?
    ) {
        self.statedBy = statedBy
        self.timebase = timebase
        self.offset = offset
        self.driftPPM = driftPPM
        self.uncertainty = uncertainty
    }

    /// A tick in microseconds: offset + tick · timebase · 10^6 / (1 + drift · 10^-6), exactly. `nil` for a track that does not
    /// run in time, and where 128 bits do not suffice.
    package func position(ofTick tick: Int64) -> TimelinePosition? {
        guard let timebase,
            let period = Rational(Int128(timebase.numerator) * 1_000_000, over: Int128(timebase.denominator)),
            let shown = period.times(Rational(whole: tick)),
            let speed = Rational(decimal: driftPPM)?.times(Rational.millionth)?.plus(Rational(whole: 1))?.reciprocal,
            let position = shown.times(speed)?.plus(Rational(whole: offset))
        else { return nil }
        return TimelinePosition(exact: position)
    }
}

extension Rational {
    fileprivate static let millionth = Rational(1, over: 1_000_000) ?? .zero
}

/// A moment on an item's timeline.
package struct TimelinePosition: Hashable, Sendable {
    /// Microseconds.
    package let exact: Rational

    /// To the nearest microsecond.
    package var microseconds: Int128 { exact.rounded }
    package var isRounded: Bool { !exact.isWhole }
}

/// A segment of a label, put on the item's timeline.
package struct PlacedSegment: Hashable, Sendable {
    package enum Remark: String, Hashable, Sendable {
        case unknownTrack = "unknown-track"
        case timelessTrack = "timeless-track"
        case pastEnd = "past-end-of-track"
        case notComputed = "not-computed"

        package var sentence: String {
            switch self {
            case .unknownTrack: "the item has no track of that id"
            case .timelessTrack: "ticks are given on a track without a timebase"
            case .pastEnd: "the segment ends after the end of its track"
            case .notComputed: "the position is too large to be computed exactly"
            }
        }
    }

    package let segment: Segment
    package let start: TimelinePosition?
    package let end: TimelinePosition?
    /// Of the track's clock, in microseconds.
    package let uncertainty: Int64?
    package let remarks: [Remark]

    package init(_ segment: Segment, on tracks: [PlacedTrack]) {
        self.segment = segment
        let placed = tracks.first { $0.track.id == segment.track }
        start = segment.span.flatMap { placed?.clock.position(ofTick: $0.start) }
        end = segment.span.flatMap { placed?.clock.position(ofTick: $0.end) }
        uncertainty = segment.span == nil ? nil : placed?.clock.uncertainty
        remarks = Self.remarks(segment, placed, isPlaced: start != nil && end != nil)
    }

    private static func remarks(_ segment: Segment, _ placed: PlacedTrack?, isPlaced: Bool) -> [Remark] {
        guard let placed else { return [.unknownTrack] }
        guard let span = segment.span else { return [] }
        guard placed.clock.timebase != nil else { return [.timelessTrack] }
        var remarks: [Remark] = isPlaced ? [] : [.notComputed]
        if let duration = placed.track.duration, span.end > duration { remarks.append(.pastEnd) }
        return remarks
    }
}

/// A track and the clock by which it is read.
package struct PlacedTrack: Hashable, Sendable {
    package let track: Track
    package let clock: TrackClock

    /// When the track ends on the timeline.
    package var end: TimelinePosition? { track.duration.flatMap { clock.position(ofTick: $0) } }
}
