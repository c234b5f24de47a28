/// `item:<d>/<i>`: the item's tracks, each by the clock that was stated last. Whether that clock counts, `ClockRule` says.
public struct ItemTimeline: HistoryFold {
    /// In the order of the registration; empty before it.
    private(set) var tracks: [StatedTrack] = []

    public init() {}

    public mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        let statement = Attribution(signatureOf: entry)
        switch entry.event.body {
        case .itemRegistered(let data):
            tracks = data.tracks.map { track in
                let clock = TrackClock(
                    timebase: track.timebase, offset: track.offset, driftPPM: 0, uncertainty: track.uncertainty)
                return StatedTrack(track: track, clock: clock, statement: statement)
            }
        case .itemSynchronised(let data):
            for stated in data.tracks {
                guard let place = tracks.firstIndex(where: { $0.track.id == stated.track }) else { continue }
                let track = tracks[place].track
                let clock = TrackClock(
                    timebase: track.timebase, offset: stated.offset, driftPPM: stated.driftPPM,
                    uncertainty: stated.uncertainty)
                tracks[place] = StatedTrack(track: track, clock: clock, statement: statement)
            }
        default: break
        }
    }
}
