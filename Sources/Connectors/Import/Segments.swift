package import Primitives

/// Segments as events hold them (vocabulary.md, Datasets, guidelines, items).
enum Segments {
    /// In ticks of the track's timebase.
    static func interval(track: String, start: Int64, end: Int64) -> JSONValue {
        ["track": .string(track), "start": .integer(start), "end": .integer(end)]
    }

    /// A part of a track that does not run in time: `region` says where, and there are no ticks.
    static func region(track: String, _ region: JSONValue) -> JSONValue {
        ["track": .string(track), "region": region]
    }

    /// From `start` up to but without `end`, counted in Unicode scalars from 0.
    static func characters(track: String, start: Int64, end: Int64) -> JSONValue {
        region(track: track, ["kind": "characters", "start": .integer(start), "end": .integer(end)])
    }
}

/// What a track's digest was taken of.
package enum TrackContent {
    /// The content itself.
    case text(String)
    case digest(Digest)
    /// Only where the content is. The digest is of the reference, and the media type says so: `text/uri-list` (RFC 2483) is
    /// the type of a text that consists of addresses.
    case reference(String)

    package static let referenceMediaType = "text/uri-list"

    var digest: Digest {
        switch self {
        case .text(let text): Digest(hashing: text)
        case .digest(let digest): digest
        case .reference(let address): Digest(hashing: address)
        }
    }

    /// `given` unless this is a reference.
    func mediaType(_ given: String) -> String {
        if case .reference = self { Self.referenceMediaType } else { given }
    }
}

/// What an item's content may be (vocabulary.md).
enum Modality: String, Hashable, Sendable, CaseIterable {
    case text, image, audio, video, lidar, sensor, document
}
