/// A segment of a label, put on the item's timeline.
public struct PlacedSegment: Hashable, Sendable {
    /// Why a segment has no position, or one that is not to be relied on.
    public enum Remark: String, Hashable, Sendable {
        case unknownTrack = "unknown-track"
        case timelessTrack = "timeless-track"
        case adverseClock = "adverse-clock"
        case pastEnd = "past-end-of-track"
        case notComputed = "not-computed"

        /// The remark in words.
        public var sentence: String {
            switch self {
            case .unknownTrack: "the item has no track of that id"
            case .timelessTrack: "ticks are given on a track without a timebase"
            case .adverseClock: "the track's clock was stated by somebody who was not entitled to, as known now"
            case .pastEnd: "the segment ends after the end of its track"
            case .notComputed: "the position is too large to be computed exactly"
            }
        }
    }

    public let segment: Segment
    public let start: TimelinePosition?
    public let end: TimelinePosition?
    /// Of the track's clock, in microseconds; `nil` if nobody said who was entitled to.
    public let uncertainty: Int64?
    public let remarks: [Remark]

    /// - Parameter tracks: those of the item, each with the clock by which it is read.
    public init(_ segment: Segment, on tracks: [PlacedTrack]) {
        self.segment = segment
        let placed = tracks.first { $0.track.id == segment.track }
        start = segment.span.flatMap { placed?.clock.position(ofTick: $0.start) }
        end = segment.span.flatMap { placed?.clock.position(ofTick: $0.end) }
        uncertainty = segment.span == nil ? nil : placed?.uncertainty
        remarks = Self.remarks(segment, placed, isPlaced: start != nil && end != nil)
    }

    private static func remarks(_ segment: Segment, _ placed: PlacedTrack?, isPlaced: Bool) -> [Remark] {
        guard let placed else { return [.unknownTrack] }
        guard let span = segment.span else { return [] }
        guard placed.clock.timebase != nil else { return [.timelessTrack] }
        var remarks: [Remark] = placed.hasGoodClock ? [] : [.adverseClock]
        if !isPlaced { remarks.append(.notComputed) }
        if let duration = placed.track.duration, span.end > duration { remarks.append(.pastEnd) }
        return remarks
    }
}
