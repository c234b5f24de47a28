public import Primitives

/// Which label an event is about, and the question that the label answers.
public struct LabelAddress: Hashable, Sendable {
    public let dataset: String
    public let item: String
    public let label: String
    public let name: String

    init(_ reader: inout EventDataReader) throws(JSONError) {
        dataset = try reader.id("dataset")
        item = try reader.id("item")
        label = try reader.id("label")
        name = try reader.id("name")
    }

    public var itemSubject: Subject { .item(dataset, item) }
    public var labelSubject: Subject { .label(dataset, item, label) }
    public var questionSubject: Subject { .question(dataset, item, name) }

    /// What every event of a label touches.
    var subjects: [Subject] {
        // What is the same in all of them is encoded once, and there is room for `work:`: most events are about labels.
        let dataset = SubjectPath.encodeSegment(dataset)
        let path = dataset + "/" + SubjectPath.encodeSegment(item)
        var result: [Subject] = []
        result.reserveCapacity(5)
        result.append(Subject(.label, encoded: path, SubjectPath.encodeSegment(label)))
        result.append(Subject(.question, encoded: path, SubjectPath.encodeSegment(name)))
        result.append(Subject(.labels, encoded: path))
        result.append(Subject(.dataset, encoded: dataset))
        return result
    }

    /// As `subjects`, with other labels of the item, each once.
    func subjects(and labels: [String]) -> [Subject] {
        var result = subjects
        for label in labels {
            let subject = Subject.label(dataset, item, label)
            if !result.contains(subject) { result.append(subject) }
        }
        return result
    }
}

/// How a label was made: what assertions and revisions say besides their value.
public struct LabelContext: Hashable, Sendable {
    public let guideline: EventReference?
    public let confidence: Double?
    /// The suggestion that the annotator accepted.
    public let accepts: EventReference?
    public let rationale: Sealable<String>
    public let session: String?
    public let durationMs: UInt64?
    public let tool: Tool?

    init(_ reader: inout EventDataReader) throws(JSONError) {
        guideline = try reader.optionalReference("guideline")
        confidence = try reader.optional("confidence") { (node) throws(JSONError) in try node.number() }
        accepts = try reader.optionalReference("accepts")
        rationale = try reader.sealableString("rationale")
        session = try reader.optionalID("session")
        durationMs = try reader.optionalCount("durationMs")
        tool = try reader.optional("tool", Tool.init)
    }
}

extension EventDataReader {
    fileprivate mutating func segments() throws(JSONError) -> [Segment] {
        try required("segments") { (node) throws(JSONError) in try node.elements(Segment.init) }
    }
}

public struct LabelSuggested: EventData {
    public static let type = "touchmark.label.suggested"
    public static let signers: Set<ActorKind> = [.model]

    public let address: LabelAddress
    public let on: EventReference
    public let value: LabelValue
    public let segments: [Segment]
    public let confidence: Double?
    public let guideline: EventReference?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        address = try LabelAddress(&reader)
        on = try reader.reference("on")
        value = try reader.labelValue("value")
        segments = try reader.segments()
        confidence = try reader.optional("confidence") { (node) throws(JSONError) in try node.number() }
        guideline = try reader.optionalReference("guideline")
    }

    public var subjects: [Subject] { address.subjects }
}

public struct LabelAsserted: EventData {
    public static let type = "touchmark.label.asserted"
    public static let signers = Set<ActorKind>.people

    public let address: LabelAddress
    public let on: EventReference
    public let value: LabelValue
    public let segments: [Segment]
    public let context: LabelContext

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        address = try LabelAddress(&reader)
        on = try reader.reference("on")
        value = try reader.labelValue("value")
        segments = try reader.segments()
        context = try LabelContext(&reader)
    }

    public var subjects: [Subject] { address.subjects }
}

public struct LabelRevised: EventData {
    public static let type = "touchmark.label.revised"
    public static let signers: Set<ActorKind> = [.annotator, .connector, .model]

    public let address: LabelAddress
    public let on: EventReference
    public let revises: EventReference
    public let value: LabelValue
    public let segments: [Segment]
    public let context: LabelContext

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        address = try LabelAddress(&reader)
        on = try reader.reference("on")
        revises = try reader.reference("revises")
        value = try reader.labelValue("value")
        segments = try reader.segments()
        context = try LabelContext(&reader)
    }

    public var subjects: [Subject] { address.subjects }
}

public struct LabelWithdrawn: EventData {
    public static let type = "touchmark.label.withdrawn"
    /// Its author, whoever that is, or the operator.
    public static let signers: Set<ActorKind> = [.annotator, .connector, .model, .operator]

    public let address: LabelAddress
    public let revises: EventReference
    public let reason: Sealable<String>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        address = try LabelAddress(&reader)
        revises = try reader.reference("revises")
        reason = try reader.requiredSealable("reason") { (node) throws(JSONError) in try node.string() }
    }

    public var subjects: [Subject] { address.subjects }
}

public struct RelationAsserted: EventData {
    public static let type = "touchmark.relation.asserted"
    public static let signers: Set<ActorKind> = [.annotator, .model]

    /// What one label has to do with another; the last thirteen are Allen's (1983).
    public enum Relation: String, Hashable, Sendable, CaseIterable {
        case causes, contradicts, supports
        case refersTo = "refers-to"
        case sameAs = "same-as"
        case before, after, meets
        case metBy = "met-by"
        case overlaps
        case overlappedBy = "overlapped-by"
        case starts
        case startedBy = "started-by"
        case during, contains, finishes
        case finishedBy = "finished-by"
        case equals
    }

    public let address: LabelAddress
    public let on: EventReference
    /// Ids of labels of the same item.
    public let from: String
    public let to: String
    public let relation: Relation
    /// Microseconds.
    public let tolerance: UInt64?
    public let rationale: Sealable<String>

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        address = try LabelAddress(&reader)
        on = try reader.reference("on")
        from = try reader.id("from")
        to = try reader.id("to")
        relation = try reader.choice("relation")
        tolerance = try reader.optionalCount("toleranceUs")
        rationale = try reader.sealableString("rationale")
    }

    public var subjects: [Subject] { address.subjects(and: [from, to]) }
}
