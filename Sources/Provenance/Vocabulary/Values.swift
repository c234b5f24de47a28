public import Primitives

/// What a label says: an object with `kind` and members after it (vocabulary, "Labels"). Two values are equal when their
/// JSON is, in the sense of RFC 8785; `JSONValue.comparedLabelValue` gives rankings and sets that say the same one form.
public struct LabelValue: Hashable, Sendable {
    /// choice, number, text, ranking, span, box, polygon, mask, cuboid, keypoints, …
    public let kind: String
    /// The whole object in clear, without `_sd`.
    public let json: JSONObject
    /// True if its `text` may be behind a digest.
    public let isTextSealed: Bool
    /// True if the value is a text and it may be behind a digest.
    public var isTextAnswerSealed: Bool { kind == "text" && isTextSealed }

    static func read(_ node: JSONNode, path: @autoclosure () -> [String]) throws(JSONError) -> (LabelValue, SealedObject?) {
        guard case .object(var object) = try node.value() else {
            throw JSONError(.wrongType, "an object with kind is expected")
        }
        guard case .string(let kind) = object["kind"], !kind.isEmpty else {
            throw JSONError(.missingMember, "a name of the value's kind is expected", path: ["kind"])
        }
        var sealed: SealedObject?
        if let digests = object["_sd"] {
            sealed = SealedObject(
                path: path(), digests: try Self.digests(digests), candidates: object["text"] == nil ? ["text"] : [])
            object["_sd"] = nil
        }
        guard !JSONValue.object(object).holdsSealingMember else {
            throw JSONError(.invalidValue, "of a value only its text may be sealed")
        }
        let isTextSealed = sealed.map { !$0.digests.isEmpty && !$0.candidates.isEmpty } ?? false
        if kind == "text", !isTextSealed, object["text"]?.string == nil {
            throw JSONError(.missingMember, "a text value has a text; give it or seal it", path: ["text"])
        }
        return (LabelValue(kind: kind, json: object, isTextSealed: isTextSealed), sealed)
    }

    private static func digests(_ value: JSONValue) throws(JSONError) -> [String] {
        guard let elements = value.array else { throw JSONError(.wrongType, "an array is expected", path: ["_sd"]) }
        var result: [String] = []
        for element in elements {
            guard let text = element.string, Digest(base64URL: text) != nil else {
                throw JSONError(.invalidValue, "a base64url SHA-256 digest is expected", path: ["_sd"])
            }
            result.append(text)
        }
        return result
    }
}

/// A part of a track, in ticks of the track's timebase; without ticks, a part of a track that does not run in time.
public struct Segment: Hashable, Sendable {
    public let track: String
    public let span: Span?
    /// Box, polygon, character range, cell, cuboid.
    public let region: JSONValue?

    public struct Span: Hashable, Sendable {
        public let start: Int64
        public let end: Int64
    }

    init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        track = try reader.required("track", EventDataReader.readID)
        let start = try reader.optionalInteger("start")
        let end = try reader.optionalInteger("end")
        region = try reader.optional("region", EventDataReader.readOpen)
        try reader.finish()
        switch (start, end) {
        case (nil, nil): span = nil
        case (let start?, let end?):
            guard start >= 0, end >= start else {
                throw JSONError(.invalidValue, "a segment has 0 ≤ start ≤ end", path: ["end"])
            }
            span = Span(start: start, end: end)
        default: throw JSONError(.missingMember, "a segment has both start and end, or neither", path: ["start"])
        }
    }
}

/// A stream of an item.
public struct Track: Hashable, Sendable {
    public enum Modality: String, Hashable, Sendable, CaseIterable {
        case text, image, audio, video, lidar, sensor, document
    }

    /// Seconds per tick, as a fraction: 1/48000, 1001/30000.
    public struct Timebase: Hashable, Sendable {
        public let numerator: Int64
        public let denominator: Int64
    }

    public let id: String
    public let modality: Modality
    /// Of the content.
    public let digest: Digest
    public let mediaType: String
    public let timebase: Timebase?
    /// In ticks.
    public let duration: Int64?
    /// Where tick 0 stands on the item's timeline, in microseconds.
    public let offset: Int64
    /// How wrong `offset` may be, in microseconds; `nil` if nobody said.
    public let uncertainty: Int64?

    init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        id = try reader.required("id", EventDataReader.readID)
        modality = try reader.required("modality", EventDataReader.readChoice)
        digest = try reader.required("digest", Digest.init(contentDigestNode:))
        mediaType = try reader.string("mediaType")
        timebase = try reader.optional("timebase", Self.readTimebase)
        duration = try reader.optionalInteger("duration")
        offset = try reader.optionalInteger("offset") ?? 0
        uncertainty = try reader.optionalInteger("uncertainty")
        try reader.finish()
        guard (duration ?? 0) >= 0 else { throw JSONError(.invalidValue, "a duration is not negative", path: ["duration"]) }
        guard (uncertainty ?? 0) >= 0 else {
            throw JSONError(.invalidValue, "an uncertainty is not negative", path: ["uncertainty"])
        }
        guard duration == nil || timebase != nil else {
            throw JSONError(.missingMember, "a track with a duration has a timebase", path: ["timebase"])
        }
    }

    private static func readTimebase(_ node: JSONNode) throws(JSONError) -> Timebase {
        var reader = try JSONObjectReader(node)
        let timebase = Timebase(
            numerator: try reader.integer("numerator"), denominator: try reader.integer("denominator"))
        try reader.finish()
        guard timebase.numerator > 0, timebase.denominator > 0 else {
            throw JSONError(.invalidValue, "numerator and denominator of a timebase are greater than 0")
        }
        return timebase
    }
}

/// Where an item comes from.
public struct Origin: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case collected, synthetic, augmented, derived
    }

    public let kind: Kind
    public let model: String?
    public let version: String?
    public let promptDigest: Digest?
    public let seed: JSONValue?
    public let parents: [EventReference]

    init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        kind = try reader.required("kind", EventDataReader.readChoice)
        model = try reader.optional("model", EventDataReader.readID)
        version = try reader.optional("version", EventDataReader.readID)
        promptDigest = try reader.optional("promptDigest", Digest.init(contentDigestNode:))
        seed = try reader.optional("seed", EventDataReader.readOpen)
        parents =
            try reader.optional("parents") { (node) throws(JSONError) in try node.elements(EventReference.init) } ?? []
        try reader.finish()
    }
}

/// The program an annotation was made with.
public struct Tool: Hashable, Sendable {
    public let name: String
    public let version: String?

    /// `{name, version}`, or a string that is the name.
    init(_ node: JSONNode) throws(JSONError) {
        if node.kind == .string {
            name = try node.string()
            version = nil
            return
        }
        var reader = try JSONObjectReader(node)
        name = try reader.string("name")
        version = try reader.optionalString("version")
        try reader.finish()
    }
}

/// A model in one version.
public struct ModelVersion: Hashable, Sendable {
    public let model: String
    public let version: String

    init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        model = try reader.required("model", EventDataReader.readID)
        version = try reader.required("version", EventDataReader.readID)
        try reader.finish()
    }

    /// The history of its training and use.
    public var subject: Subject { .training(model, version) }
}

/// A skill that a credential certifies and a requirement asks for: a slash path, such as `medicine/radiology/chest`.
public struct Competence: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// `nil` if a segment is empty.
    public init?(_ text: String) {
        guard !text.isEmpty,
            text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty })
        else { return nil }
        description = text
    }

    init(node: JSONNode) throws(JSONError) {
        guard let competence = Competence(try node.string()) else {
            throw JSONError(.invalidValue, "a competence is a path such as medicine/radiology, without empty segments")
        }
        self = competence
    }

    /// True for the same path and those below it, by whole segments, case-sensitive.
    public func covers(_ other: Competence) -> Bool {
        let own = description.utf8
        let asked = other.description.utf8
        guard asked.starts(with: own) else { return false }
        return asked.count == own.count || asked.dropFirst(own.count).first == UInt8(ascii: "/")
    }
}
