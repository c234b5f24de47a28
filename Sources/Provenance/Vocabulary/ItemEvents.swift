public import Primitives

public struct ItemRegistered: EventData {
    public static let type = "touchmark.item.registered"
    public static let signers: Set<ActorKind> = [.operator, .connector]

    public let dataset: String
    public let item: String
    public let tracks: [Track]
    public let origin: Origin
    public let group: JSONValue?
    public let split: String?
    /// Pseudonyms.
    public let dataSubjects: [String]
    public let transcript: Sealable<String>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        item = try reader.id("item")
        tracks = try reader.required("tracks") { (node) throws(JSONError) in try node.elements(Track.init) }
        origin = try reader.required("origin", Origin.init)
        group = try reader.open("group")
        split = try reader.optionalString("split")
        dataSubjects = try reader.strings("dataSubjects") ?? []
        transcript = try reader.sealableString("transcript")
        // Most items have one track: no table is made for it.
        guard tracks.count > 1 else { return }
        var seen: Set<String> = []
        for track in tracks where !seen.insert(track.id).inserted {
            throw JSONError(.invalidValue, "two tracks have the id \"\(track.id)\"", path: ["tracks"])
        }
    }

    public var subjects: [Subject] { [.item(dataset, item), .dataset(dataset)] }
}

public struct ItemSynchronised: EventData {
    public static let type = "touchmark.item.synchronised"
    public static let signers: Set<ActorKind> = [.operator, .connector, .annotator]

    public let dataset: String
    public let item: String
    public let tracks: [Clock]

    /// Where a track stands on the item's timeline, better known than when it was registered.
    public struct Clock: Hashable, Sendable {
        public let track: String
        /// Microseconds.
        public let offset: Int64
        /// How much faster the track's clock runs, in millionths.
        public let driftPPM: Double
        /// Microseconds.
        public let uncertainty: Int64

        init(_ node: JSONNode) throws(JSONError) {
            var reader = try JSONObjectReader(node)
            track = try reader.required("track", EventDataReader.readID)
            offset = try reader.integer("offset")
            driftPPM = try reader.required("driftPPM") { (node) throws(JSONError) in try node.number() }
            uncertainty = try reader.integer("uncertainty")
            try reader.finish()
            guard uncertainty >= 0 else {
                throw JSONError(.invalidValue, "an uncertainty is not negative", path: ["uncertainty"])
            }
        }
    }

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        item = try reader.id("item")
        tracks = try reader.required("tracks") { (node) throws(JSONError) in try node.elements(Clock.init) }
    }

    public var subjects: [Subject] { [.item(dataset, item), .dataset(dataset)] }
}

public struct ItemQuarantined: EventData {
    public static let type = "touchmark.item.quarantined"
    public static let signers = Set<ActorKind>.operatorOnly

    public let dataset: String
    public let item: String
    public let reason: String

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        item = try reader.id("item")
        reason = try reader.string("reason")
    }

    public var subjects: [Subject] { [.item(dataset, item), .dataset(dataset)] }
}

public struct ItemReadmitted: EventData {
    public static let type = "touchmark.item.readmitted"
    public static let signers = Set<ActorKind>.operatorOnly

    public let dataset: String
    public let item: String
    public let reason: String

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        item = try reader.id("item")
        reason = try reader.string("reason")
    }

    public var subjects: [Subject] { [.item(dataset, item), .dataset(dataset)] }
}

/// The right answer to a question, known beforehand: a measure of those who answer it.
public struct GoldPlaced: EventData {
    public static let type = "touchmark.gold.placed"
    public static let signers = Set<ActorKind>.operatorOnly

    public let dataset: String
    public let item: String
    public let name: String
    public let value: Sealable<LabelValue>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        item = try reader.id("item")
        name = try reader.id("name")
        value = try reader.sealableLabelValue("value")
    }

    public var subjects: [Subject] { [.item(dataset, item), .dataset(dataset)] }
}
