import Yams

/// How a label is made from a record.
struct LabelMapping: Hashable, Sendable {
    enum Unit: String, Hashable, Sendable, CaseIterable {
        case ticks, seconds
        /// Unicode scalars.
        case characters
        /// UTF-16 code units, in which JavaScript and Java count.
        case utf16

        var isOfText: Bool { self == .characters || self == .utf16 }
    }

    struct Segment: Hashable, Sendable {
        let track: String
        let start: Template
        let end: Template
        let unit: Unit
    }

    struct Guideline: Hashable, Sendable {
        let id: String
        /// `nil`: the latest version in force.
        let version: Template?

        /// Reads an id, or an object.
        init?(_ reader: inout MappingReader) throws(ImportError) {
            guard let node = reader.node("guideline") else { return nil }
            if node.scalar != nil {
                id = try reader.identifier("guideline")
                version = nil
                return
            }
            var object = try reader.object("guideline")
            id = try object.identifier("id")
            version = try object.template("version")
            try object.finish()
        }
    }

    /// The question answered.
    let name: Template
    /// `nil`: an id is derived from item, question and annotator.
    let id: Template?
    let value: ValueMapping
    let segments: [Segment]
    let confidence: Template?
    let durationMs: Template?
    let session: Template?
    let rationale: Template?
    let guideline: Guideline?
    /// Whether a record whose value is empty is passed over; a problem otherwise.
    let skipsEmpty: Bool

    var columns: [String] {
        var templates = [name]
        templates += [id, confidence, durationMs, session, rationale, guideline?.version].compactMap { $0 }
        templates += segments.flatMap { [$0.start, $0.end] }
        return templates.flatMap(\.columns) + value.columns
    }

    init(_ reader: MappingReader, values: [String: String]?, tracks: [TrackMapping], byModel: Bool) throws(ImportError) {
        var reader = reader
        name = try reader.template("name")
        id = try reader.optionalTemplate("id")
        value = try ValueMapping(try reader.object("value"), values: values)
        segments = try Self.segments(&reader, tracks: tracks)
        confidence = try reader.optionalTemplate("confidence")
        durationMs = try reader.optionalTemplate("durationMs")
        session = try reader.optionalTemplate("session")
        rationale = try reader.optionalTemplate("rationale")
        guideline = try Guideline(&reader)
        skipsEmpty = try reader.flag("skipEmpty")
        try reader.finish()
        try checkMembers(reader, byModel: byModel)
    }

    private static func segments(_ reader: inout MappingReader, tracks: [TrackMapping]) throws(ImportError) -> [Segment] {
        var segments: [Segment] = []
        for var segment in try reader.objects("segments") {
            let track = try segment.identifier("track")
            guard let known = tracks.first(where: { $0.id == track }) else {
                throw segment.fail("\(segment.path).track names no track of the item")
            }
            let unit = try segment.choice("unit", of: Unit.self) ?? .ticks
            guard unit.isOfText || known.timebase != nil else {
                throw segment.fail("\(segment.path) counts \(unit.rawValue), but the track has no timebase")
            }
            if unit == .utf16 {
                guard case .text = known.content else {
                    throw segment.fail("\(segment.path) counts utf16, which needs the track's text as its content")
                }
            }
            segments.append(
                Segment(track: track, start: try segment.template("start"), end: try segment.template("end"), unit: unit))
            try segment.finish()
        }
        return segments
    }

    /// The vocabulary gives each type of event its own members; what it does not have cannot be imported.
    private func checkMembers(_ reader: MappingReader, byModel: Bool) throws(ImportError) {
        func refuse(_ member: String, _ isGiven: Bool, _ type: String) throws(ImportError) {
            if isGiven { throw reader.fail("\(reader.path).\(member) cannot be: \(type) has no such member") }
        }
        if case .preference = value {
            try refuse("segments", !segments.isEmpty, "preference.ranked")
            try refuse("confidence", confidence != nil, "preference.ranked")
            try refuse("durationMs", durationMs != nil, "preference.ranked")
            try refuse("session", session != nil, "preference.ranked")
            try refuse("guideline", guideline != nil, "preference.ranked")
        } else if byModel {
            try refuse("durationMs", durationMs != nil, "label.suggested")
            try refuse("session", session != nil, "label.suggested")
            try refuse("rationale", rationale != nil, "label.suggested")
        } else {
            try refuse("confidence", confidence != nil, "label.asserted")
        }
        if case .span = value, segments.isEmpty { throw reader.fail("\(reader.path) is a span and needs segments") }
    }
}
