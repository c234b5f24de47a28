import Primitives

extension LabelStudioResult {
    /// A way to say where on a track a result holds. Label Studio writes the members of a region into every result on it.
    private enum Shape: CaseIterable {
        case frames, seconds, characters, box, polygon

        /// Those that must be there, and those that may.
        var members: (needed: Set<String>, optional: Set<String>) {
            switch self {
            case .frames: (["ranges"], [])
            case .seconds: (["start", "end"], ["channel"])
            case .characters: (["start", "end"], ["text"])
            case .box: (["x", "y", "width", "height"], ["rotation"])
            case .polygon: (["points"], ["closed"])
            }
        }

        /// What is not known to be an image is a document.
        var modalities: Set<Modality> {
            switch self {
            case .frames: [.video]
            case .seconds: [.audio, .video]
            case .characters: [.text]
            case .box, .polygon: [.image, .document]
            }
        }

        func fits(_ members: Set<String>, on modality: Modality) -> Bool {
            let (needed, optional) = self.members
            return modalities.contains(modality) && needed.isSubset(of: members)
                && members.isSubset(of: needed.union(optional))
        }
    }

    /// Types that say nothing of a whole item.
    private static let regionTypes: Set = [
        "labels", "timelinelabels", "rectangle", "rectanglelabels", "polygon", "polygonlabels",
    ]

    /// The members of the value but the answer, and but what a model said of its certainty.
    private var otherMembers: Set<String> {
        let answer = ["textarea": "text", "pairwise": "selected"][type] ?? type
        return Set(body.members.filter { ![answer, "score"].contains($0.name) && $0.value != .null }.map(\.name))
    }

    /// Answers of other controls: Label Studio leaves them in the value where it writes a region again as it got it.
    private static func isAnswer(_ member: String) -> Bool {
        member.hasSuffix("labels") || ["choices", "rating", "number", "taxonomy", "datetime"].contains(member)
    }

    /// Where a result holds.
    struct Placement {
        /// Empty for the whole item.
        let segments: [JSONValue]
        /// As the ledger may have them for the same result.
        var otherwise: [JSONValue]?
        /// What was rounded or converted.
        var notes: [ImportRemark] = []
    }

    /// Where the result holds.
    ///
    /// - Throws: `unsupportedResult` for a place that has no form in the vocabulary or on this track, `unknownTrack`,
    ///   `unknownFrameRate`, `outsideTrack`, `malformedRecord`.
    func placement(on tracks: [LabelStudioTrack]) throws(ImportRemark) -> Placement {
        guard !isOnOneOfSeveral else { throw unsupported("a result on one image of several") }
        let track = tracks.first { $0.id == to }
        let others = otherMembers
        let region = others.filter { !Self.isAnswer($0) }
        let members = region.isEmpty ? others : region
        guard !members.isEmpty else {
            guard !Self.regionTypes.contains(type) else {
                throw ImportRemark(.malformedRecord, place, "the result of type \"\(type)\" does not say where it holds")
            }
            // A label on a whole item must still be on something that is registered.
            guard type == "pairwise" || track != nil else { throw unknownTrack() }
            return Placement(segments: [])
        }
        guard let track else { throw unknownTrack() }
        switch Shape.allCases.first(where: { $0.fits(members, on: track.modality) }) {
        case .frames: return try frames(on: track)
        case .seconds: return try seconds(on: track)
        case .characters: return try characters(on: track)
        case .box: return Placement(segments: [Segments.region(track: track.id, try box())])
        case .polygon: return Placement(segments: [Segments.region(track: track.id, try polygon())])
        case nil:
            let given = members.sorted().joined(separator: ", ")
            let kind = track.modality.rawValue
            throw unsupported(
                "a place given by \(given) on a track "
                    + (configuration == nil ? "that is taken for \(kind) without the labelling configuration" : "of \(kind)"))
        }
    }

    private func unknownTrack() -> ImportRemark {
        ImportRemark(
            .unknownTrack, place, "the task's data has no \"\(to)\"; give the labelling configuration, which says what it shows")
    }

    /// A tick is a frame. Label Studio counts frames from 1, and a range holds both of its ends: one of a single frame begins and ends
    /// with it. Older versions here took its numbers for ticks.
    private func frames(on track: LabelStudioTrack) throws(ImportRemark) -> Placement {
        guard track.timebase != nil else {
            throw ImportRemark(
                .unknownFrameRate, place, "the video's frame rate is not known; give it, or the labelling configuration")
        }
        var (segments, numbers): ([JSONValue], [JSONValue]) = ([], [])
        for range in body["ranges"]?.array ?? [] {
            guard let start = range["start"]?.integer, let end = range["end"]?.integer, start >= 1, start <= end else {
                throw ImportRemark(
                    .outsideTrack, place, "a range of frames has no start and end, counted from 1, or ends before it begins")
            }
            segments.append(Segments.interval(track: track.id, start: start - 1, end: end))
            numbers.append(Segments.interval(track: track.id, start: start, end: end))
        }
        guard !segments.isEmpty else { throw ImportRemark(.malformedRecord, place, "the result has no ranges") }
        return Placement(segments: segments, otherwise: numbers)
    }

    private func seconds(on track: LabelStudioTrack) throws(ImportRemark) -> Placement {
        guard let timebase = track.timebase else {
            throw ImportRemark(
                .unknownFrameRate, place, "the track's timebase is not known; give the frame rate or the labelling configuration")
        }
        guard let from = body["start"]?.double.flatMap({ ExactDecimal($0) }),
            let to = body["end"]?.double.flatMap({ ExactDecimal($0) }),
            let start = timebase.ticks(ofSeconds: from), let end = timebase.ticks(ofSeconds: to),
            start.whole >= 0, start.whole <= end.whole
        else { throw ImportRemark(.outsideTrack, place, "the region has no start and end in seconds, or ends before it begins") }
        guard start.whole < end.whole || from.isEqual(to: to) else {
            throw ImportRemark(
                .outsideTrack, place,
                "the region is shorter than a tick of \(timebase.numerator)/\(timebase.denominator) second, so that nothing of it is left"
            )
        }
        if let duration = track.ticks(ofLength: originalLength) ?? track.duration, end.whole > duration {
            throw ImportRemark(.outsideTrack, place, "the region ends after the recording")
        }
        var placement = place(Segments.interval(track: track.id, start: start.whole, end: end.whole), on: track)
        if !start.isExact || !end.isExact {
            placement.notes.append(
                ImportRemark(
                    .rounded, place, "the region was rounded to ticks of \(timebase.numerator)/\(timebase.denominator) second"))
        }
        return placement
    }

    /// Label Studio writes channel 0 of what is on all channels too. Which it is may show by other results alone, so that a
    /// webhook, which brings one annotation, may read it otherwise than an export.
    private func place(_ interval: JSONValue, on track: LabelStudioTrack) -> Placement {
        guard let channel = body["channel"]?.integer, var segment = interval.object else {
            return Placement(segments: [interval])
        }
        segment["region"] = ["kind": "channel", "channel": .integer(channel)]
        guard channel == 0 else { return Placement(segments: [.object(segment)]) }
        let (apart, together): ([JSONValue], [JSONValue]) = ([.object(segment)], [interval])
        return track.splitsChannels
            ? Placement(segments: apart, otherwise: together) : Placement(segments: together, otherwise: apart)
    }

    /// In Unicode scalars. Older Label Studios counted UTF-16 code units; which it was is told by the text that is quoted.
    private func characters(on track: LabelStudioTrack) throws(ImportRemark) -> Placement {
        guard let start = body["start"]?.integer, let end = body["end"]?.integer, start >= 0, start <= end else {
            throw ImportRemark(.outsideTrack, place, "the region has no start and end in characters, or ends before it begins")
        }
        guard let offsets = track.offsets else {
            return Placement(segments: [Segments.characters(track: track.id, start: start, end: end)])
        }
        guard quotedText != nil || !offsets.isAmbiguous(upTo: end) else {
            throw ImportRemark(
                .outsideTrack, place,
                "the region quotes no text, so that nothing tells whether its offsets count characters or UTF-16 code units, "
                    + "which are not the same here")
        }
        guard let (range, isConverted) = offsets.find(start, end, quoting: quotedText) else {
            throw ImportRemark(.outsideTrack, place, "the region's offsets do not lead to the text that it quotes")
        }
        let note = ImportRemark(.offsetsConverted, place, "offsets in UTF-16 code units were converted to characters")
        let segment = Segments.characters(track: track.id, start: range.lowerBound, end: range.upperBound)
        return Placement(segments: [segment], notes: isConverted ? [note] : [])
    }

    /// Per cent of the image's width and height.
    private func box() throws(ImportRemark) -> JSONValue {
        try checkImageIsUpright()
        var region: JSONObject = ["kind": "box", "unit": "percent"]
        for member in ["x", "y", "width", "height"] {
            guard let value = body[member], value.double != nil else {
                throw ImportRemark(.malformedRecord, place, "the box has no number \"\(member)\"")
            }
            region[member] = value
        }
        if let rotation = body["rotation"], rotation.double != nil, rotation != 0 { region["rotation"] = rotation }
        return .object(region)
    }

    /// Per cent of the image's width and height.
    private func polygon() throws(ImportRemark) -> JSONValue {
        try checkImageIsUpright()
        guard body["closed"]?.bool != false else { throw unsupported("an outline that is not closed") }
        let points = body["points"]?.array ?? []
        let areNumbers = points.allSatisfy { point in
            point.array?.count == 2 && (point.array ?? []).allSatisfy { $0.double != nil }
        }
        guard points.count >= 3, areNumbers else {
            throw ImportRemark(.malformedRecord, place, "the polygon has fewer than three points of two numbers")
        }
        return ["kind": "polygon", "unit": "percent", "points": .array(points)]
    }

    /// What is drawn on a turned image counts per cent of the turned width and height.
    private func checkImageIsUpright() throws(ImportRemark) {
        guard !isOnTurnedImage else { throw unsupported("a region that was drawn on a turned image") }
    }
}
