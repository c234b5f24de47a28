package import Provenance

/// A label and where it lies on its item's timeline.
package struct PlacedLabel: Hashable, Sendable {
    /// Within the item.
    package let id: String
    package let isWithdrawn: Bool
    /// `nil` if it names none; empty for the whole item.
    package let segments: [PlacedSegment]?

    package init(id: String, isWithdrawn: Bool, segments: [PlacedSegment]?) {
        self.id = id
        self.isWithdrawn = isWithdrawn
        self.segments = segments
    }

    /// `nil` if there is no such label.
    package init?(_ id: String, _ placement: LabelPlacement, on tracks: [PlacedTrack]) {
        guard placement.exists else { return nil }
        self.id = id
        isWithdrawn = placement.isWithdrawn
        segments = placement.segments?.map { PlacedSegment($0, on: tracks) }
    }
}
