public import Primitives

public struct DatasetDefined: EventData {
    public static let type = "touchmark.dataset.defined"
    public static let signers = Set<ActorKind>.operatorOnly
    /// What a definition means that names no years.
    public static let standardRetentionYears: UInt64 = 10

    public let dataset: String
    public let title: String
    public let purpose: String
    public let licence: String
    /// Statements of the operator's, quoted in reports.
    public let intendedUse: JSONValue?
    public let setting: JSONValue?
    public let assumptions: JSONValue?
    public let collection: JSONValue?
    /// `nil` if nobody said for how long; `standardRetentionYears` is meant then.
    public let retentionYears: UInt64?
    public let controller: JSONValue?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        title = try reader.string("title")
        purpose = try reader.string("purpose")
        licence = try reader.string("licence")
        intendedUse = try reader.open("intendedUse")
        setting = try reader.open("setting")
        assumptions = try reader.open("assumptions")
        collection = try reader.optional("collection") { (node) throws(JSONError) in
            try EventDataReader.readOpen(
                node, members: ["process", "sources", "selection", "timeframe", "legalBasis", "originalPurpose"])
        }
        retentionYears = try reader.optionalCount("retentionYears")
        controller = try reader.open("controller")
    }

    public var subjects: [Subject] { [.dataset(dataset), .policy(dataset)] }
}

/// What must be true of the labels of some questions.
public struct Requirement: Hashable, Sendable {
    /// Names of questions, which are ids; `*` stands for all that no other row names.
    public let labels: [String]
    public let competence: Competence?
    public let annotationsPerItem: UInt64?
    public let blind: Bool?
    public let reviews: UInt64?
    public let reviewerCompetence: Competence?
    public let adjudication: JSONValue?

    init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        labels = try reader.required("labels") { (node) throws(JSONError) in
            if node.kind == .string { return [try EventDataReader.readID(node)] }
            return try node.elements(EventDataReader.readID)
        }
        competence = try reader.optional("competence", Competence.init(node:))
        annotationsPerItem = try reader.optional("annotationsPerItem", UInt64.init(countNode:))
        blind = try reader.optional("blind") { (node) throws(JSONError) in try node.bool() }
        reviews = try reader.optional("reviews", UInt64.init(countNode:))
        reviewerCompetence = try reader.optional("reviewerCompetence", Competence.init(node:))
        adjudication = try reader.optional("adjudication", EventDataReader.readOpen)
        try reader.finish()
    }
}

public struct RequirementSet: EventData {
    public static let type = "touchmark.requirement.set"
    public static let signers = Set<ActorKind>.operatorOnly

    public let dataset: String
    public let requirements: [Requirement]
    public let enforcement: Enforcement?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        requirements = try reader.required("requirements") { (node) throws(JSONError) in
            try node.elements(Requirement.init)
        }
        enforcement = try reader.optionalChoice("enforcement")
        var seen: Set<String> = []
        for name in requirements.flatMap(\.labels) where !seen.insert(name).inserted {
            throw JSONError(.invalidValue, "two rows name the label \"\(name)\"", path: ["requirements"])
        }
    }

    public var subjects: [Subject] { [.policy(dataset), .dataset(dataset)] }

    /// The row that holds for labels of this name.
    public func row(for name: String) -> Requirement? {
        requirements.first { $0.labels.contains(name) } ?? requirements.first { $0.labels.contains("*") }
    }
}

public struct GuidelinePublished: EventData {
    public static let type = "touchmark.guideline.published"
    public static let signers: Set<ActorKind> = [.operator, .annotator]

    public let guideline: String
    public let version: String
    public let digest: Digest
    public let datasets: [String]
    public let effective: Timestamp?
    public let text: String?
    public let uri: String?
    public let definitions: [Definition]

    public struct Definition: Hashable, Sendable {
        public let label: String
        public let definition: String

        init(_ node: JSONNode) throws(JSONError) {
            var reader = try JSONObjectReader(node)
            label = try reader.string("label")
            definition = try reader.string("definition")
            try reader.finish()
        }
    }

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        guideline = try reader.id("guideline")
        version = try reader.id("version")
        digest = try reader.digest("digest")
        datasets = try reader.ids("datasets")
        effective = try reader.optionalTime("effective")
        text = try reader.optionalString("text")
        uri = try reader.optionalString("uri")
        definitions =
            try reader.optional("definitions") { (node) throws(JSONError) in try node.elements(Definition.init) } ?? []
    }

    public var subjects: [Subject] {
        [.guideline(guideline)] + datasets.map { .policy($0) } + datasets.map { .dataset($0) }
    }
}

public struct OperationRecorded: EventData {
    public static let type = "touchmark.operation.recorded"
    public static let signers: Set<ActorKind> = [.operator, .connector]

    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case cleaning, updating, enrichment, aggregation, filtering
    }

    public let dataset: String
    public let kind: Kind
    public let tool: Tool
    public let period: JSONValue
    public let affected: UInt64
    public let digest: Digest
    public let description: String?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        dataset = try reader.id("dataset")
        kind = try reader.choice("kind")
        tool = try reader.required("tool", Tool.init)
        period = try reader.requiredOpen("period")
        affected = try reader.count("affected")
        digest = try reader.digest("digest")
        description = try reader.optionalString("description")
    }

    public var subjects: [Subject] { [.dataset(dataset)] }
}
