import Primitives
import Provenance

/// One track in a picture: the boxes on it, in rows, so that neither they nor their names cover each other.
struct TimelineLane {
    let track: PlacedTrack
    private(set) var boxes: [Box] = []
    private(set) var rowCount = 1

    struct Box {
        let label: PlacedLabel
        let segment: PlacedSegment
        let name: String
        /// CSS pixels.
        let left: Double
        let right: Double
        let row: Int
        /// Where the name begins.
        let nameLeft: Double
    }

    static let nameColumns = 18
    private static let columnWidth = 7.4
    private static let gap = 8.0

    /// - Parameter segments: Those that are to be drawn on the track, all of them with a start and an end.
    init(_ track: PlacedTrack, _ segments: [(label: PlacedLabel, segment: PlacedSegment)], _ scale: TimelineScale) {
        self.track = track
        var ends: [Double] = []
        let placed = segments.compactMap { label, segment -> (PlacedLabel, PlacedSegment, left: Double, right: Double)? in
            guard let start = segment.start?.exact, let end = segment.end?.exact, start <= scale.end, end >= scale.start,
                let left = scale.x(of: start), let right = scale.x(of: end)
            else { return nil }
            return (label, segment, left, max(right, left + 1))
        }
        for (label, segment, left, right) in placed.sorted(by: { $0.left < $1.left }) {
            let name = VisibleText.shortened(label.id, to: Self.nameColumns)
            let width = Double(VisibleText.width(name)) * Self.columnWidth
            let nameLeft = max(scale.left, min(left, scale.right - width))
            let row = ends.firstIndex { $0 + Self.gap <= min(left, nameLeft) } ?? ends.count
            if row == ends.count { ends.append(0) }
            ends[row] = max(right, nameLeft + width)
            boxes.append(
                Box(label: label, segment: segment, name: name, left: left, right: right, row: row, nameLeft: nameLeft))
        }
        rowCount = max(1, ends.count)
    }
}
