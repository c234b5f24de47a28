/// `item:<d>/<i>`: the item's tracks, each by the clock that was stated last.
public struct ItemTimeline: HistoryFold {
    /// In the order of the registration; empty before it.
    public private(set) var tracks: [PlacedTrack] = []

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        switch entry.event.body {
        case .itemRegistered(let data):
            tracks = data.tracks.map { track in
                let clock = TrackClock(
                    statedBy: entry.index, timebase: track.timebase, offset: track.offset, driftPPM: 0,
                    uncertainty: track.uncertainty)
                return PlacedTrack(track: track, clock: clock)
            }
        case .itemSynchronised(let data):
            for stated in data.tracks {
                guard let place = tracks.firstIndex(where: { $0.track.id == stated.track }) else { continue }
                let track = tracks[place].track
                let clock = TrackClock(
                    statedBy: entry.index, timebase: track.timebase, offset: stated.offset, driftPPM: stated.driftPPM,
                    uncertainty: stated.uncertainty)
                tracks[place] = PlacedTrack(track: track, clock: clock)
            }
        default: break
        }
    }
}
