/// How the ticks of a track lie on its item's timeline, as one entry says it.
public struct TrackClock: Hashable, Sendable {
    /// `nil` for a track that does not run in time.
    public let timebase: Track.Timebase?
    /// Where tick 0 stands, in microseconds.
    public let offset: Int64
    /// How much faster the track's clock runs than the timeline, in millionths.
    public let driftPPM: Double
    /// How far the whole track may lie from where it is put, to either side, in microseconds; `nil` if nobody said.
    public let uncertainty: Int64?

    public init(timebase: Track.Timebase?, offset: Int64, driftPPM: Double, uncertainty: Int64?) {
        self.timebase = timebase
        self.offset = offset
        self.driftPPM = driftPPM
        self.uncertainty = uncertainty
    }

    /// A tick in microseconds: offset + tick · timebase · 10^6 / (1 + drift · 10^-6), exactly. `nil` for a track that does not
    /// run in time, and where 128 bits do not suffice.
    public func position(ofTick tick: Int64) -> TimelinePosition? {
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
public struct TimelinePosition: Hashable, Sendable {
    /// Microseconds.
    public let exact: Rational

    public init(exact: Rational) { self.exact = exact }

    /// To the nearest microsecond.
    public var microseconds: Int128 { exact.rounded }
    /// True if `microseconds` is not exact.
    public var isRounded: Bool { !exact.isWhole }
}

/// A track and the clock that was stated for it last, whoever stated it.
struct StatedTrack: Hashable, Sendable {
    let track: Track
    let clock: TrackClock
    /// Of the item's registration, or of the latest synchronisation of the track.
    let statement: Attribution
}

/// A track and the clock by which it is read.
public struct PlacedTrack: Hashable, Sendable {
    public let track: Track
    public let clock: TrackClock
    /// Who stated the clock: in the item's registration, or in the latest synchronisation of the track.
    public let statement: Attribution
    /// On whoever stated the clock, as known now.
    public let judgement: Judgement

    init(_ stated: StatedTrack, _ judgement: Judgement) {
        (track, clock, statement) = (stated.track, stated.clock, stated.statement)
        self.judgement = judgement
    }

    /// False if nothing can rest on the clock.
    public var hasGoodClock: Bool { !judgement.verdict.isAdverse }
    /// How far the whole track may lie from where it is put, in microseconds; `nil` if nobody said who was entitled to.
    public var uncertainty: Int64? { hasGoodClock ? clock.uncertainty : nil }
    /// When the track ends on the timeline.
    public var end: TimelinePosition? { track.duration.flatMap { clock.position(ofTick: $0) } }
}
