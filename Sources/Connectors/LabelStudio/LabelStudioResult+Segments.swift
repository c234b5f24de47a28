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

    /// Where the result holds; empty for the whole item. Notes say what was rounded or converted.
    ///
    /// - Throws: `unsupportedResult` for a place that has no form in the vocabulary or on this track, `unknownTrack`,
    ///   `unknownFrameRate`, `outsideTrack`, `malformedRecord`.
    func segments(on tracks: [LabelStudioTrack]) throws(ImportRemark) -> ([JSONValue], [ImportRemark]) {
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
            return ([], [])
        }
        guard let track else { throw unknownTrack() }
        switch Shape.allCases.first(where: { $0.fits(members, on: track.modality) }) {
        case .frames: return (try frames(on: track), [])
        case .seconds: return try seconds(on: track)
        case .characters: return try characters(on: track)
        case .box: return ([Segments.region(track: track.id, try box())], [])
        case .polygon: return ([Segments.region(track: track.id, try polygon())], [])
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

    /// Frame numbers as Label Studio counts them, one tick each.
    private func frames(on track: LabelStudioTrack) throws(ImportRemark) -> [JSONValue] {
        guard track.timebase != nil else {
            throw ImportRemark(
                .unknownFrameRate, place, "the video's frame rate is not known; give it, or the labelling configuration")
        }
        var result: [JSONValue] = []
        for range in body["ranges"]?.array ?? [] {
            guard let start = range["start"]?.integer, let end = range["end"]?.integer, start >= 0, start <= end else {
                throw ImportRemark(.outsideTrack, place, "a range of frames has no start and end, or ends before it begins")
            }
            result.append(Segments.interval(track: track.id, start: start, end: end))
        }
        guard !result.isEmpty else { throw ImportRemark(.malformedRecord, place, "the result has no ranges") }
        return result
    }

    private func seconds(on track: LabelStudioTrack) throws(ImportRemark) -> ([JSONValue], [ImportRemark]) {
        guard let timebase = track.timebase else {
            throw ImportRemark(
                .unknownFrameRate, place, "the track's timebase is not known; give the frame rate or the labelling configuration")
        }
        guard let from = body["start"]?.double.flatMap({ ExactDecimal($0) }),
            let to = body["end"]?.double.flatMap({ ExactDecimal($0) }),
            let start = timebase.ticks(ofSeconds: from), let end = timebase.ticks(ofSeconds: to),
            start.whole >= 0, start.whole <= end.whole
        else { throw ImportRemark(.outsideTrack, place, "the region has no start and end in seconds, or ends before it begins") }
        var segment = Segments.interval(track: track.id, start: start.whole, end: end.whole).object ?? [:]
        // Channel 0 is what a recording of one channel has.
        if let channel = body["channel"]?.integer, channel != 0 {
            segment["region"] = ["kind": "channel", "channel": .integer(channel)]
        }
        var notes: [ImportRemark] = []
        if !start.isExact || !end.isExact {
            notes.append(
                ImportRemark(
                    .rounded, place, "the region was rounded to ticks of \(timebase.numerator)/\(timebase.denominator) second"))
        }
        if let duration = track.duration, end.whole > duration {
            throw ImportRemark(.outsideTrack, place, "the region ends after the recording")
        }
        return ([.object(segment)], notes)
    }

    /// What the region covers. In a textarea's result the answer stands in its place.
    private var quotedText: String? { type == "textarea" ? nil : body["text"]?.string }

    /// In Unicode scalars. Older Label Studios counted UTF-16 code units; which it was is told by the text that is quoted.
    private func characters(on track: LabelStudioTrack) throws(ImportRemark) -> ([JSONValue], [ImportRemark]) {
        guard let start = body["start"]?.integer, let end = body["end"]?.integer, start >= 0, start <= end else {
            throw ImportRemark(.outsideTrack, place, "the region has no start and end in characters, or ends before it begins")
        }
        guard let offsets = track.offsets else { return ([Segments.characters(track: track.id, start: start, end: end)], []) }
        guard let (range, isConverted) = offsets.find(start, end, quoting: quotedText) else {
            throw ImportRemark(.outsideTrack, place, "the region's offsets do not lead to the text that it quotes")
        }
        let note = ImportRemark(.offsetsConverted, place, "offsets in UTF-16 code units were converted to characters")
        let segment = Segments.characters(track: track.id, start: range.lowerBound, end: range.upperBound)
        return ([segment], isConverted ? [note] : [])
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
