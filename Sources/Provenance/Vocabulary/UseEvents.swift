public import Primitives

public struct DatasetReleased: EventData {
    public static let type = "touchmark.dataset.released"
    public static let signers = Set<ActorKind>.operatorOnly

    public let dataset: String
    public let version: String
    /// The log size that the release freezes.
    public let size: UInt64
    public let items: UInt64
    public let labels: UInt64
    /// Of the canonical export (vocabulary, "Use, and after").
    public let digest: Digest
    public let splits: JSONValue

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        version = try reader.id("version")
        size = try reader.count("size")
        items = try reader.count("items")
        labels = try reader.count("labels")
        digest = try reader.digest("digest")
        splits = try reader.requiredOpen("splits")
    }

    public var subjects: [Subject] { [.release(dataset, version), .dataset(dataset)] }
}

public struct DatasetRecalled: EventData {
    public static let type = "touchmark.dataset.recalled"
    public static let signers = Set<ActorKind>.operatorOnly

    public let dataset: String
    public let version: String
    public let reason: String

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        version = try reader.id("version")
        reason = try reader.string("reason")
    }

    public var subjects: [Subject] { [.release(dataset, version), .dataset(dataset)] }
}

public struct ModelTrained: EventData {
    public static let type = "touchmark.model.trained"
    public static let signers = Set<ActorKind>.operatorOnly

    public enum Method: String, Hashable, Sendable, CaseIterable {
        case preTraining = "pre-training"
        case supervised, reward, preference, distillation
    }

    public struct Release: Hashable, Sendable {
        public let dataset: String
        public let version: String

        init(_ node: JSONNode) throws(JSONError) {
            var reader = try JSONObjectReader(node)
            dataset = try reader.required("dataset", EventDataReader.readID)
            version = try reader.required("version", EventDataReader.readID)
            try reader.finish()
        }

        public var subject: Subject { .release(dataset, version) }
    }

    public let model: String
    public let version: String
    public let releases: [Release]
    public let method: Method
    public let digest: Digest
    public let base: ModelVersion?
    public let purpose: String?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        model = try reader.id("model")
        version = try reader.id("version")
        releases = try reader.required("releases") { (node) throws(JSONError) in try node.elements(Release.init) }
        method = try reader.choice("method")
        digest = try reader.digest("digest")
        base = try reader.optional("base", ModelVersion.init)
        purpose = try reader.optionalString("purpose")
        guard Set(releases).count == releases.count else {
            throw JSONError(.invalidValue, "a release stands twice", path: ["releases"])
        }
    }

    public var subjects: [Subject] { [.training(model, version)] + releases.map(\.subject) }
}

public struct SystemPlaced: EventData {
    public static let type = "touchmark.system.placed"
    public static let signers = Set<ActorKind>.operatorOnly

    public let system: String
    public let version: String
    public let model: ModelVersion
    public let date: String
    public let purpose: String

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        system = try reader.id("system")
        version = try reader.id("version")
        model = try reader.required("model", ModelVersion.init)
        date = try reader.string("date")
        purpose = try reader.string("purpose")
    }

    public var subjects: [Subject] { [model.subject] }
}

public struct DecisionTraced: EventData {
    public static let type = "touchmark.decision.traced"
    public static let signers = Set<ActorKind>.operatorOnly

    public struct Influence: Hashable, Sendable {
        public let dataset: String
        public let item: String
        public let label: String
        public let weight: Double

        init(_ node: JSONNode) throws(JSONError) {
            var reader = try JSONObjectReader(node)
            dataset = try reader.required("dataset", EventDataReader.readID)
            item = try reader.required("item", EventDataReader.readID)
            label = try reader.required("label", EventDataReader.readID)
            weight = try reader.required("weight") { (node) throws(JSONError) in try node.number() }
            try reader.finish()
        }
    }

    public let decision: String
    public let model: ModelVersion
    public let occurred: Timestamp
    public let method: String
    public let influences: [Influence]

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        decision = try reader.id("decision")
        model = try reader.required("model", ModelVersion.init)
        occurred = try reader.time("occurred")
        method = try reader.string("method")
        influences = try reader.required("influences") { (node) throws(JSONError) in
            try node.elements(Influence.init)
        }
    }

    public var subjects: [Subject] { [Subject(.decision, [decision]), model.subject] }
}

public struct AssessmentRecorded: EventData {
    public static let type = "touchmark.assessment.recorded"
    public static let signers: Set<ActorKind> = [.operator, .annotator]

    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case bias, gaps, suitability, representativeness, impact, procedure
    }

    public let dataset: String
    public let kind: Kind
    public let method: String
    public let digest: Digest
    public let findings: JSONValue
    public let measures: JSONValue?
    public let groups: JSONValue?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        kind = try reader.choice("kind")
        method = try reader.string("method")
        digest = try reader.digest("digest")
        findings = try reader.requiredOpen("findings")
        measures = try reader.open("measures")
        groups = try reader.open("groups")
    }

    public var subjects: [Subject] { [.dataset(dataset)] }
}

public struct ReportIssued: EventData {
    public static let type = "touchmark.report.issued"
    public static let signers: Set<ActorKind> = [.operator, .service]

    public let report: String
    public let dataset: String
    /// The log size that the report is of.
    public let size: UInt64
    public let digest: Digest

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        report = try reader.id("report")
        dataset = try reader.id("dataset")
        size = try reader.count("size")
        digest = try reader.digest("digest")
    }

    public var subjects: [Subject] { [Subject(.report, [report]), .dataset(dataset)] }
}

public struct ReportSigned: EventData {
    public static let type = "touchmark.report.signed"
    public static let signers: Set<ActorKind> = [.operator, .annotator]

    public let report: String
    public let of: EventReference
    public let role: String

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        report = try reader.id("report")
        of = try reader.reference("of")
        role = try reader.string("role")
    }

    public var subjects: [Subject] { [Subject(.report, [report])] }
}

public struct DisclosureErased: EventData {
    public static let type = "touchmark.disclosure.erased"
    public static let signers = Set<ActorKind>.operatorOnly

    public let event: EventReference
    /// Those that the event touches, its primary first, without `work:`.
    public let erasedSubjects: [Subject]
    /// base64url SHA-256 digests of the disclosures.
    public let digests: [String]
    public let legalBasis: String
    public let orderedBy: Sealable<String>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        event = try reader.reference("event")
        erasedSubjects = try reader.required("subjects") { (node) throws(JSONError) in
            try node.elements { (element) throws(JSONError) in
                guard let subject = Subject(parsing: try element.string()), subject.kind != .work else {
                    throw JSONError(.invalidValue, "a subject other than work: is expected, such as label:dataset/item/label")
                }
                return subject
            }
        }
        digests = try reader.required("digests") { (node) throws(JSONError) in
            try node.elements { (element) throws(JSONError) in
                let text = try element.string()
                guard Digest(base64URL: text) != nil else {
                    throw JSONError(.invalidValue, "a base64url SHA-256 digest is expected")
                }
                return text
            }
        }
        legalBasis = try reader.string("legalBasis")
        orderedBy = try reader.sealableString("orderedBy")
        guard !erasedSubjects.isEmpty, Set(erasedSubjects).count == erasedSubjects.count else {
            throw JSONError(.invalidValue, "the subjects that the event touches, each once", path: ["subjects"])
        }
    }

    public var subjects: [Subject] { erasedSubjects }
}
