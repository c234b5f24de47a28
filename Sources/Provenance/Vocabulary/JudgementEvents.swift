public import Primitives

public struct PreferenceRanked: EventData {
    public static let type = "touchmark.preference.ranked"
    public static let signers: Set<ActorKind> = [.annotator, .model]

    public let address: LabelAddress
    public let on: EventReference
    public let responses: [Response]
    public let rankings: [Ranking]
    public let rationale: Sealable<String>

    public struct Response: Hashable, Sendable {
        public let id: String
        public let digest: Digest
        public let model: JSONValue

        init(_ node: JSONNode) throws(JSONError) {
            var reader = try JSONObjectReader(node)
            id = try reader.required("id", EventDataReader.readID)
            digest = try reader.required("digest", Digest.init(contentDigestNode:))
            model = try reader.required("model", EventDataReader.readOpen)
            try reader.finish()
        }
    }

    public struct Ranking: Hashable, Sendable {
        /// helpfulness, honesty, harmlessness, tone, safety, accuracy, …
        public let criterion: String
        /// Best first; those in one inner array are tied.
        public let order: [[String]]

        init(_ node: JSONNode) throws(JSONError) {
            var reader = try JSONObjectReader(node)
            criterion = try reader.string("criterion")
            order = try reader.required("order") { (node) throws(JSONError) in
                try node.elements { (place) throws(JSONError) in
                    if place.kind == .string { return [try EventDataReader.readID(place)] }
                    return try place.elements(EventDataReader.readID)
                }
            }
            try reader.finish()
        }
    }

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        address = try LabelAddress(&reader)
        on = try reader.reference("on")
        responses = try reader.required("responses") { (node) throws(JSONError) in try node.elements(Response.init) }
        rankings = try reader.required("rankings") { (node) throws(JSONError) in try node.elements(Ranking.init) }
        rationale = try reader.sealableString("rationale")
        let known = Set(responses.map(\.id))
        guard known.count == responses.count else {
            throw JSONError(.invalidValue, "two responses have one id", path: ["responses"])
        }
        for ranking in rankings {
            let ranked = ranking.order.flatMap { $0 }
            guard Set(ranked).count == ranked.count, known.isSuperset(of: ranked) else {
                throw JSONError(
                    .invalidValue, "an order ranks responses of this event, each once at the most", path: ["rankings"])
            }
        }
    }

    public var subjects: [Subject] { address.subjects }
}

public struct ReviewRecorded: EventData {
    public static let type = "touchmark.review.recorded"
    public static let signers: Set<ActorKind> = [.annotator]

    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        case accepted, rejected, corrected

        /// True if it puts what is reviewed in dispute; another may settle that.
        public var disputes: Bool { self != .accepted }
    }

    public let address: LabelAddress
    /// The label's head.
    public let reviews: EventReference
    public let outcome: Outcome
    /// A proposal; it does not change the label.
    public let value: LabelValue?
    public let comment: Sealable<String>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        address = try LabelAddress(&reader)
        reviews = try reader.reference("reviews")
        outcome = try reader.choice("outcome")
        value = try reader.optionalLabelValue("value")
        comment = try reader.sealableString("comment")
    }

    public var subjects: [Subject] { address.subjects }
}

public struct AdjudicationDecided: EventData {
    public static let type = "touchmark.adjudication.decided"
    public static let signers: Set<ActorKind> = [.annotator]

    public enum Rule: String, Hashable, Sendable, CaseIterable {
        case expert, majority, consensus
    }

    /// A label that was decided between, as it was then.
    public struct Candidate: Hashable, Sendable {
        public let label: String
        public let event: EventReference

        init(_ node: JSONNode) throws(JSONError) {
            var reader = try JSONObjectReader(node)
            label = try reader.required("label", EventDataReader.readID)
            event = try reader.required("event", EventReference.init)
            try reader.finish()
        }
    }

    public let address: LabelAddress
    public let among: [Candidate]
    public let value: LabelValue
    public let rule: Rule
    public let rationale: Sealable<String>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        address = try LabelAddress(&reader)
        among = try reader.required("among") { (node) throws(JSONError) in try node.elements(Candidate.init) }
        value = try reader.labelValue("value")
        rule = try reader.choice("rule")
        rationale = try reader.sealableString("rationale")
    }

    public var subjects: [Subject] { address.subjects(and: among.map(\.label)) }
}

/// How long and with what an annotator worked. Opt-in; nothing depends on it.
public struct SessionRecorded: EventData {
    public static let type = "touchmark.session.recorded"
    public static let signers = Set<ActorKind>.people

    public let session: String
    public let annotator: String
    public let started: Timestamp
    public let ended: Timestamp
    public let activeMs: UInt64
    public let tool: Tool
    public let counts: Sealable<JSONValue>
    public let trace: Sealable<JSONValue>
    public let traceDigest: Digest?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        session = try reader.id("session")
        annotator = try reader.id("annotator")
        started = try reader.time("started")
        ended = try reader.time("ended")
        activeMs = try reader.count("activeMs")
        tool = try reader.required("tool", Tool.init)
        counts = try reader.sealable("counts") { (node) throws(JSONError) in
            try EventDataReader.readOpen(node, members: ["keystrokes", "edits", "undos", "plays", "seeks"])
        }
        trace = try reader.sealable("trace") { (node) throws(JSONError) in try EventDataReader.readOpen(node) }
        traceDigest = try reader.optionalDigest("traceDigest")
        guard started <= ended else { throw JSONError(.invalidValue, "a session ends after it starts", path: ["ended"]) }
    }

    public var subjects: [Subject] { [Subject(.session, [session])] }
}
