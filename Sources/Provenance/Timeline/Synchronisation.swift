/// Whether relations in time hold between labels of an item, given how well its tracks' clocks are known (Docs/Time.md).
///
/// A track's uncertainty u says that the track as a whole lies up to u microseconds before or after where its clock puts it:
/// all its ticks are moved by the same unknown shift. So two segments of one track lie to each other as their ticks say, and
/// two tracks are shifted against each other by at most the sum of their uncertainties.
public enum Synchronisation {
    /// - Parameters:
    ///   - tracks: Those of the item.
    ///   - tolerance: How far ends that the relation has at one time may be apart, in microseconds.
    public static func judge(
        _ relation: AllenRelation, from: LabelPlacement, to: LabelPlacement, on tracks: [PlacedTrack], tolerance: UInt64
    ) -> SynchronisationJudgement {
        let ends = (Operand(from, on: tracks), Operand(to, on: tracks))
        switch ends {
        case (.unfit(let reason), _):
            return .undecidable(relation, tolerance, reason, .from)
        case (_, .unfit(let reason)):
            return .undecidable(relation, tolerance, reason, .to)
        case (.interval(let first, let one), .interval(let second, let other)):
            return judge(
                relation, from: first, to: second, shift: one.track.id == other.track.id ? .sameTrack : .between(one, other),
                tolerance: tolerance)
        }
    }

    /// How two intervals may be shifted against each other.
    public enum Shift: Hashable, Sendable {
        case sameTrack
        /// Between tracks, in microseconds to either side; `nil` if it was not stated.
        case upTo(Rational?)

        static func between(_ one: PlacedTrack, _ other: PlacedTrack) -> Shift {
            guard let a = one.uncertainty, let b = other.uncertainty else { return .upTo(nil) }
            return .upTo(Rational(Int128(a) + Int128(b), over: 1))
        }

        var most: Rational? {
            switch self {
            case .sameTrack: .zero
            case .upTo(let most): most
            }
        }
    }

    /// A relation between two intervals holds if it is true for every shift that is allowed, is violated if it is true for
    /// none, and cannot be decided otherwise.
    public static func judge(
        _ relation: AllenRelation, from first: TimelineInterval, to second: TimelineInterval, shift: Shift, tolerance: UInt64
    ) -> SynchronisationJudgement {
        guard let distances = EndDistances(from: first, to: second), let actual = distances.relation,
            let leeway = Rational(Int128(tolerance), over: 1),
            let good = ShiftRange(of: relation, over: distances, tolerance: leeway),
            let possible = possible(over: distances, shift)
        else { return .undecidable(relation, tolerance, .notComputed, nil) }
        let allowed = ShiftRange(allowing: shift.most)
        let state: SynchronisationJudgement.State =
            good.covers(allowed) ? .holds : good.intersection(allowed).isEmpty ? .violated : .undecidable
        return SynchronisationJudgement(
            asserted: relation, tolerance: tolerance, state: state, reason: reason(state, good, shift), end: nil,
            measured: .init(
                distances: distances, relation: actual, possible: possible, shift: shift.most,
                excess: state == .violated ? shift.most.flatMap { good.nearest?.minus($0) } : nil))
    }

    private static func possible(over distances: EndDistances, _ shift: Shift) -> [AllenRelation]? {
        let allowed = ShiftRange(allowing: shift.most)
        var possible: [AllenRelation] = []
        for relation in AllenRelation.allCases {
            guard let range = ShiftRange(of: relation, over: distances, tolerance: .zero) else { return nil }
            if !range.intersection(allowed).isEmpty { possible.append(relation) }
        }
        return possible
    }

    private static func reason(
        _ state: SynchronisationJudgement.State, _ good: ShiftRange, _ shift: Shift
    ) -> SynchronisationJudgement.Reason {
        switch (state, shift) {
        case (.undecidable, .upTo(nil)): .uncertaintyNotStated
        case (.undecidable, _): .withinUncertainty
        case (_, .sameTrack): .oneTrack
        case (.violated, _): good.isEmpty ? .durations : .noShift
        case (.holds, _): .everyShift
        }
    }

    /// What is compared of a label: one interval on one track, or why there is none.
    private enum Operand {
        case interval(TimelineInterval, PlacedTrack)
        case unfit(SynchronisationJudgement.Reason)

        init(_ label: LabelPlacement, on tracks: [PlacedTrack]) {
            if let reason = Self.shortcoming(of: label) {
                self = .unfit(reason)
            } else if let segment = label.segments?.first {
                self.init(segment, on: tracks)
            } else {
                self = .unfit(.wholeItem)
            }
        }

        private static func shortcoming(of label: LabelPlacement) -> SynchronisationJudgement.Reason? {
            guard label.exists else { return .missingLabel }
            guard !label.isWithdrawn else { return .withdrawnLabel }
            guard let segments = label.segments else { return .noSegments }
            return segments.count > 1 ? .severalSegments : nil
        }

        private init(_ segment: Segment, on tracks: [PlacedTrack]) {
            let placed = PlacedSegment(segment, on: tracks)
            guard let track = tracks.first(where: { $0.track.id == segment.track }) else {
                self = .unfit(.unknownTrack)
                return
            }
            guard segment.span != nil else {
                self = .unfit(.noTicks)
                return
            }
            if let remark = placed.remarks.first {
                self = .unfit(.init(remark))
            } else if let start = placed.start, let end = placed.end {
                self = TimelineInterval(start: start.exact, end: end.exact).map { .interval($0, track) } ?? .unfit(.instant)
            } else {
                self = .unfit(.notComputed)
            }
        }
    }
}

extension SynchronisationJudgement {
    fileprivate static func undecidable(
        _ asserted: AllenRelation, _ tolerance: UInt64, _ reason: Reason, _ end: RelationEnd?
    ) -> SynchronisationJudgement {
        .init(asserted: asserted, tolerance: tolerance, state: .undecidable, reason: reason, end: end, measured: nil)
    }
}

extension SynchronisationJudgement.Reason {
    fileprivate init(_ remark: PlacedSegment.Remark) {
        self =
            switch remark {
            case .unknownTrack: .unknownTrack
            case .timelessTrack: .timelessTrack
            case .adverseClock: .adverseClock
            case .pastEnd: .pastEnd
            case .notComputed: .notComputed
            }
    }
}
