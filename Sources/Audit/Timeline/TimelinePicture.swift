import Primitives
package import Provenance

/// The tracks of an item as lanes of a timeline, with labels as boxes on them and how uncertain these are; under them each
/// relation in time, its two labels close together, and whether it holds.
///
/// It shows the labels' part of the timeline; if relations are violated, the part of their labels.
package struct TimelinePicture {
    private let tracks: [PlacedTrack]
    private let labels: [PlacedLabel]
    private let relations: [Relation]

    /// A relation in time, by the number under which the text around the picture tells of it.
    package struct Relation: Hashable, Sendable {
        let number: Int
        let claim: RelationClaim
        let judgement: SynchronisationJudgement

        package init(number: Int, claim: RelationClaim, judgement: SynchronisationJudgement) {
            self.number = number
            self.claim = claim
            self.judgement = judgement
        }
    }

    /// So many labels are drawn, so many of their segments, of tracks and of relations.
    static let limits = (labels: 40, segments: 80, tracks: 12, relations: 20)
    private static let width = 720.0
    private static let plot = (left: 132.0, right: 708.0)
    private static let rowHeight = 36.0

    /// - Parameter labels: The one that the picture is about comes first.
    package init(tracks: [PlacedTrack], labels: [PlacedLabel], relations: [Relation]) {
        self.tracks = tracks
        self.labels = labels
        self.relations = relations
    }

    /// `nil` if no track runs in time.
    package var figure: Figure? {
        let running = tracks.filter { $0.clock.timebase != nil }
        let segments = drawnSegments
        guard let scale = scale(of: segments, running) else { return nil }
        // Tracks that have something on them come before those that have nothing, as long as there is room.
        let occupied = Set(segments.map(\.segment.segment.track))
        let chosen = Set(
            (running.filter { occupied.contains($0.track.id) } + running.filter { !occupied.contains($0.track.id) })
                .prefix(Self.limits.tracks).map(\.track.id))
        let lanes = running.filter { chosen.contains($0.track.id) }.map { track in
            TimelineLane(track, segments.filter { $0.segment.segment.track == track.track.id }, scale)
        }
        let shown = relations.prefix(Self.limits.relations).filter { $0.judgement.measured != nil }
        return Figure(
            caption: "The item's timeline, from \(Self.moment(scale.start)) to \(Self.moment(scale.end))",
            drawing: Self.drawing(lanes, Array(shown), scale, subject: labels.first?.id),
            description: words(lanes, Array(shown), running.count))
    }

    static func moment(_ time: Rational) -> String { TimelineScale.seconds(time.rounded) }

    private var drawnSegments: [(label: PlacedLabel, segment: PlacedSegment)] {
        Array(
            labels.prefix(Self.limits.labels).filter { !$0.isWithdrawn }.flatMap { label in
                (label.segments ?? []).filter { $0.start != nil && $0.end != nil }.map { (label, $0) }
            }.prefix(Self.limits.segments))
    }

    private func scale(
        of segments: [(label: PlacedLabel, segment: PlacedSegment)], _ running: [PlacedTrack]
    ) -> TimelineScale? {
        let violated = Set(relations.filter { $0.judgement.state == .violated }.flatMap { [$0.claim.from, $0.claim.to] })
        let focus = segments.filter { violated.contains($0.label.id) }
        let moments = (focus.isEmpty ? segments : focus).flatMap { [$0.segment.start, $0.segment.end] }
        let extents = running.flatMap { [$0.clock.position(ofTick: 0), $0.end] }
        let all = (moments.isEmpty ? extents : moments).compactMap { $0?.exact }
        guard let first = all.min(), let last = all.max() else { return nil }
        return TimelineScale(from: first, to: last, left: Self.plot.left, right: Self.plot.right)
    }
}

// What it looks like.
extension TimelinePicture {
    private static func drawing(
        _ lanes: [TimelineLane], _ relations: [Relation], _ scale: TimelineScale, subject: String?
    ) -> Drawing {
        let heights = lanes.map { Double($0.rowCount) * rowHeight + 18 }
        let bottom = heights.reduce(8, +) + Double(relations.count) * rowHeight + (relations.isEmpty ? 0 : 8)
        var drawing = Drawing(width: width, height: bottom + 34)
        drawAxis(at: bottom, scale, in: &drawing)
        var segments: [String: PlacedSegment] = [:]
        var top = 8.0
        for (lane, height) in zip(lanes, heights) {
            draw(lane, top: top, height: height, scale, in: &drawing)
            for box in lane.boxes {
                let y = top + 22 + Double(box.row) * rowHeight
                drawing.add(.words(x: box.nameLeft, y: y - 4, .start, box.name))
                let role = role(of: box.label.id, subject)
                draw(box.segment, y: y, height: 14, role, box.segment.uncertainty.flatMap(rational), scale, in: &drawing)
                segments[box.label.id] = box.segment
            }
            top += height
        }
        top += 8
        for relation in relations {
            draw(relation, segments, top: top, scale, subject: subject, in: &drawing)
            top += rowHeight
        }
        return drawing
    }

    private static func role(of label: String, _ subject: String?) -> Drawing.Role { label == subject ? .second : .third }
    private static func rational(_ microseconds: Int64) -> Rational? { Rational(whole: microseconds) }

    private static func drawAxis(at bottom: Double, _ scale: TimelineScale, in drawing: inout Drawing) {
        drawing.add(.line(x1: scale.left, y1: bottom, x2: scale.right, y2: bottom, .axis))
        for mark in scale.marks {
            guard let moment = Rational(mark, over: 1), let x = scale.x(of: moment) else { continue }
            drawing.add(.line(x1: x, y1: 8, x2: x, y2: bottom, .faint))
            drawing.add(.line(x1: x, y1: bottom, x2: x, y2: bottom + 5, .axis))
            drawing.add(.words(x: x, y: bottom + 20, .middle, TimelineScale.seconds(mark)))
        }
    }

    private static func draw(
        _ lane: TimelineLane, top: Double, height: Double, _ scale: TimelineScale, in drawing: inout Drawing
    ) {
        let name = VisibleText.shortened(lane.track.track.id, to: 16)
        drawing.add(.words(x: 4, y: top + 14, .start, name))
        let uncertainty = lane.track.uncertainty.map { "±\(TimelineScale.seconds(Int128($0)))" } ?? "± not stated"
        drawing.add(.words(x: 4, y: top + 30, .start, uncertainty))
        guard let start = lane.track.clock.position(ofTick: 0)?.exact, start <= scale.end, let left = scale.x(of: start) else {
            return
        }
        // A track without a duration goes on as far as anybody looks.
        let end = lane.track.end?.exact
        guard end.map({ $0 >= scale.start }) ?? true else { return }
        let right = end.flatMap(scale.x) ?? scale.right
        drawing.add(.box(x: left, y: top + 4, width: right - left, height: height - 8, .faint))
    }

    /// A box, and how far each of its ends may lie from where it is drawn.
    private static func draw(
        _ segment: PlacedSegment, y: Double, height: Double, _ role: Drawing.Role, _ uncertainty: Rational?,
        _ scale: TimelineScale, in drawing: inout Drawing
    ) {
        guard let start = segment.start?.exact, let end = segment.end?.exact, start <= scale.end, end >= scale.start,
            let left = scale.x(of: start), let right = scale.x(of: end)
        else { return }
        drawing.add(.box(x: left, y: y, width: max(1, right - left), height: height, role))
        let middle = y + height / 2
        for moment in [start, end] {
            guard let uncertainty, let first = moment.minus(uncertainty), let last = moment.plus(uncertainty),
                let left = scale.x(of: first), let right = scale.x(of: last), right - left >= 1
            else { continue }
            drawing.add(.line(x1: left, y1: middle, x2: right, y2: middle, .axis))
            for cap in [left, right] { drawing.add(.line(x1: cap, y1: middle - 4, x2: cap, y2: middle + 4, .axis)) }
        }
    }

    /// `from` above, `to` below it with how far it may be shifted against `from`, and a line that says the state.
    private static func draw(
        _ relation: Relation, _ segments: [String: PlacedSegment], top: Double, _ scale: TimelineScale, subject: String?,
        in drawing: inout Drawing
    ) {
        drawing.add(.words(x: 4, y: top + 12, .start, "R\(relation.number) \(relation.judgement.asserted.words)"))
        drawing.add(.words(x: 4, y: top + 27, .start, relation.judgement.state.rawValue))
        guard let from = segments[relation.claim.from], let to = segments[relation.claim.to] else { return }
        let moments = [from.start, from.end, to.start, to.end].compactMap { $0.flatMap { scale.x(of: $0.exact) } }
        draw(from, y: top + 3, height: 8, role(of: relation.claim.from, subject), nil, scale, in: &drawing)
        draw(
            to, y: top + 19, height: 8, role(of: relation.claim.to, subject), relation.judgement.measured?.shift, scale,
            in: &drawing)
        guard let left = moments.min(), let right = moments.max() else { return }
        let role: Drawing.Role =
            switch relation.judgement.state {
            case .holds: .first
            case .undecidable: .third
            case .violated: .warning
            }
        drawing.add(.line(x1: left, y1: top + 15, x2: right, y2: top + 15, role))
    }
}

// What it says in words.
extension TimelinePicture {
    private func words(_ lanes: [TimelineLane], _ shown: [Relation], _ running: Int) -> [Phrase] {
        var lines = lanes.map { lane -> Phrase in
            let uncertainty = lane.track.uncertainty.map { "±\($0) µs" as Phrase } ?? "uncertainty not stated"
            let boxes = lane.boxes.map { box -> Phrase in
                let moments = [box.segment.start, box.segment.end].compactMap { $0.map { "\($0.microseconds) µs" as Phrase } }
                return "\(id: box.label.id) from \(moments.joined(separator: " to "))"
            }
            let contents: Phrase = boxes.isEmpty ? "no label in this part" : boxes.joined(separator: ", ")
            return "Track \(id: lane.track.track.id) (\(uncertainty)): \(contents)."
        }
        lines += shown.map { relation in
            """
            R\(relation.number): \(id: relation.claim.from) \(words: relation.judgement.asserted.words) \
            \(id: relation.claim.to), \(relation.judgement.word).
            """
        }
        return lines + omissions(lanes, running)
    }

    private func omissions(_ lanes: [TimelineLane], _ running: Int) -> [Phrase] {
        var lines: [Phrase] = []
        let segments = labels.filter { !$0.isWithdrawn }.flatMap { $0.segments ?? [] }.count
        let drawn = lanes.map(\.boxes.count).reduce(0, +)
        if segments > drawn { lines.append("Not drawn: \(segments - drawn) of \(segments) segments.") }
        if running > lanes.count { lines.append("Not drawn: \(running - lanes.count) of \(running) tracks that run in time.") }
        let undrawn = relations.count - min(relations.count, Self.limits.relations)
        if undrawn > 0 { lines.append("Not drawn: \(undrawn) of \(relations.count) relations in time.") }
        return lines
    }
}
