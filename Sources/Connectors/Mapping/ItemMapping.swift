import Primitives
import Yams

/// How one track of an item is made from a record.
struct TrackMapping: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        /// The text itself: digested, never kept.
        case text(Template)
        /// A content digest that the table holds.
        case digest(Template)
        /// An address. Its own digest is taken, and the media type becomes `text/uri-list`.
        case reference(Template)

        var template: Template {
            switch self {
            case .text(let template), .digest(let template), .reference(let template): template
            }
        }
    }

    let id: String
    let modality: Modality
    let mediaType: String
    let content: Content
    /// Whether the track is left out where the content is empty.
    let isOptional: Bool
    let timebase: Timebase?
    /// In ticks.
    let duration: Template?
    /// Microseconds on the item's timeline.
    let offset: Int64?
    let uncertainty: Int64?

    var columns: [String] { content.template.columns + (duration?.columns ?? []) }

    init(_ reader: MappingReader) throws(ImportError) {
        var reader = reader
        id = try reader.identifier("id")
        guard let modality = try reader.choice("modality", of: Modality.self) else {
            throw reader.fail("\(reader.path).modality is missing")
        }
        self.modality = modality
        let given = [
            try reader.optionalTemplate("content").map(Content.text),
            try reader.optionalTemplate("digest").map(Content.digest),
            try reader.optionalTemplate("reference").map(Content.reference),
        ].compactMap { $0 }
        guard let content = given.first, given.count == 1 else {
            throw reader.fail("\(reader.path) needs one of content, digest and reference")
        }
        self.content = content
        if case .reference = content {
            guard try reader.optionalText("mediaType") == nil else {
                throw reader.fail("\(reader.path).mediaType cannot be: of a reference it is \(TrackContent.referenceMediaType)")
            }
            mediaType = TrackContent.referenceMediaType
        } else {
            mediaType = try reader.text("mediaType")
        }
        isOptional = try reader.flag("optional")
        let timebaseText = try reader.optionalText("timebase")
        timebase = timebaseText.flatMap { Timebase($0) }
        guard timebaseText == nil || timebase != nil else {
            throw reader.fail("\(reader.path).timebase must be seconds a tick, as in 1/48000")
        }
        duration = try reader.optionalTemplate("duration")
        offset = try reader.optionalInteger("offset")
        uncertainty = try reader.optionalInteger("uncertainty")
        guard timebase != nil || (duration == nil && offset == nil && uncertainty == nil) else {
            throw reader.fail("\(reader.path) has no timebase and so no duration, offset or uncertainty")
        }
        guard (uncertainty ?? 0) >= 0 else { throw reader.fail("\(reader.path).uncertainty cannot be negative") }
        try reader.finish()
    }
}

/// How an item is made from a record.
struct ItemMapping: Hashable, Sendable {
    let id: Template
    let tracks: [TrackMapping]
    let group: Template?
    let split: Template?
    /// Pseudonyms.
    let dataSubjects: [Template]

    /// Columns of the registration apart from the id.
    var registrationColumns: [String] {
        tracks.flatMap(\.columns) + [group, split].compactMap { $0 }.flatMap(\.columns) + dataSubjects.flatMap(\.columns)
    }

    init(_ reader: MappingReader) throws(ImportError) {
        var reader = reader
        id = try reader.template("id")
        var tracks: [TrackMapping] = []
        for track in try reader.objects("tracks") { tracks.append(try TrackMapping(track)) }
        guard !tracks.isEmpty, Set(tracks.map(\.id)).count == tracks.count else {
            throw reader.fail("\(reader.path).tracks must be one or more, with an id each of its own")
        }
        self.tracks = tracks
        group = try reader.optionalTemplate("group")
        split = try reader.optionalTemplate("split")
        var subjects: [Template] = []
        for node in try reader.list("dataSubjects") { subjects.append(try reader.template(node, "dataSubjects")) }
        dataSubjects = subjects
        try reader.finish()
    }
}

/// Where an item's content comes from. It has no default: that content was collected is a claim somebody must make.
package struct OriginMapping: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case collected, synthetic, augmented, derived
    }

    let kind: Kind
    let model: String?
    let version: String?

    package init(kind: Kind, model: String? = nil, version: String? = nil) {
        self.kind = kind
        self.model = model
        self.version = version
    }

    init(_ reader: inout MappingReader) throws(ImportError) {
        guard let node = reader.node("origin") else {
            throw reader.fail("origin is missing; say whether the content was collected, synthetic, augmented or derived")
        }
        if node.scalar != nil {
            kind = try reader.choice("origin", of: Kind.self) ?? .collected
            (model, version) = (nil, nil)
            return
        }
        var object = try reader.object("origin")
        guard let kind = try object.choice("kind", of: Kind.self) else { throw object.fail("origin.kind is missing") }
        self.kind = kind
        model = try Self.plain("model", &object)
        version = try Self.plain("version", &object)
        try object.finish()
    }

    /// The origin is one for all items: what looks like a column would stand in their registrations as it is written, for ever.
    private static func plain(_ member: String, _ reader: inout MappingReader) throws(ImportError) -> String? {
        let text = try reader.optionalIdentifier(member)
        guard text?.contains(where: { "{}".contains($0) }) != true else {
            throw reader.fail("origin.\(member) is one for all items and takes no columns; give it without braces")
        }
        return text
    }

    var json: JSONValue {
        var object: JSONObject = ["kind": .string(kind.rawValue)]
        if let model { object["model"] = .string(model) }
        if let version { object["version"] = .string(version) }
        return .object(object)
    }
}
