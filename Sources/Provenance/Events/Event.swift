public import Primitives
import Signatures

/// What somebody said: the payload of a token, decoded (protocol.md §2). Whether a signature holds is not known here.
public struct Event: Hashable, Sendable {
    public var id: EventID { content.members.id }
    public var source: Actor { content.members.source }
    public var type: String { content.members.type }
    /// When the actor says it happened: a claim, never used to decide validity.
    public var time: Timestamp { content.members.time }
    /// The origin of the ledger that the event is for.
    public var ledger: String { content.members.ledger }
    public var body: EventBody { content.members.body }
    /// Every subject it touches, each once: the primary first, `work:` of the signer last.
    public var subjects: [Subject] { content.members.subjects }
    /// Those that type and data name, the primary first: all but `work:`.
    public var namedSubjects: ArraySlice<Subject> { subjects.dropLast() }
    /// Objects of `data` that hold `_sd`.
    public var sealed: [SealedObject] { content.members.sealed }

    public var subject: Subject { content.members.subjects[0] }

    // One reference rather than eight: an event is handed on far more often than it is read.
    private let content: Content

    private final class Content: Sendable {
        let members: Members
        let allowedSigners: Set<ActorKind>

        init(_ members: Members, allowedSigners: Set<ActorKind>) {
            self.members = members
            self.allowedSigners = allowedSigners
        }
    }

    private struct Members: Hashable, Sendable {
        let id: EventID
        let source: Actor
        let type: String
        let time: Timestamp
        let ledger: String
        let body: EventBody
        let subjects: [Subject]
        let sealed: [SealedObject]
    }

    public static func == (a: Event, b: Event) -> Bool {
        a.content === b.content || a.content.members == b.content.members
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(content.members) }

    /// Decodes a payload, refusing whatever protocol.md §1 and §2 or the vocabulary refuse.
    public init(payload: [UInt8]) throws(JSONError) {
        self = try JSONNode.read(payload) { (node) throws(JSONError) in try Event(node) }
    }

    private init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        let isOurVersion = try reader.required("specversion") { (node) throws(JSONError) in
            try node.withString { $0.isSame(as: "1.0") }
        }
        guard isOurVersion else { throw JSONError(.invalidValue, "\"1.0\" is expected", path: ["specversion"]) }
        let id = try reader.required("id", EventID.init(node:))
        let source = try reader.required("source") { (node) throws(JSONError) in
            guard let actor = try node.withString({ Actor(parsing: $0) }) else {
                throw JSONError(.invalidValue, "an actor is expected, <kind>:<id>, encoded as subjects are")
            }
            return actor
        }
        let type = try Self.text("type", &reader)
        let time = try reader.required("time", EventDataReader.readTime)
        let ledger = try reader.string("ledger")
        let claimedSubject = try Self.text("subject", &reader)
        let algorithm = try reader.optionalString("_sd_alg")

        guard let entry = try type.withString({ EventBody.vocabulary[$0] }) else {
            throw JSONError(.invalidValue, "\"\(try type.string())\" is not a type of the vocabulary", path: ["type"])
        }
        var (body, subjects, sealed) = try reader.required("data") { (node) throws(JSONError) in
            var data = try EventDataReader(node)
            let (body, subjects) = try entry.read(&data, source)
            try data.finish()
            return (body, subjects, data.sealed)
        }
        try reader.finish()

        subjects.append(source.workSubject)
        try Self.check(subjects: subjects, claimed: claimedSubject)
        try Self.check(sealed: sealed, algorithm: algorithm)
        content = Content(
            Members(
                id: id, source: source, type: entry.type, time: time, ledger: ledger, body: body, subjects: subjects,
                sealed: sealed),
            allowedSigners: entry.signers)
    }

    /// A member that must be there and be a string, as it lies in the parser's memory.
    private static func text(_ name: StaticString, _ reader: inout JSONObjectReader) throws(JSONError) -> JSONNode {
        try reader.required(name) { (node) throws(JSONError) in
            guard node.kind == .string else { throw JSONError(.wrongType, "a string is expected") }
            return node
        }
    }

    private static func check(subjects: [Subject], claimed: JSONNode) throws(JSONError) {
        // By bytes, not by Swift's equality of strings, which takes the Kelvin sign for a K.
        var derived = subjects[0].description
        let isSame = try claimed.withString { text in derived.withUTF8 { text.isSame(as: UnsafeRawBufferPointer($0)) } }
        guard isSame else {
            throw JSONError(
                .invalidValue, "type and data make the subject \"\(subjects[0])\", not the one that is given", path: ["subject"])
        }
        for subject in subjects where subject.description.utf8.count > Subject.maximumByteCount {
            throw JSONError(.tooLarge, "a subject is longer than \(Subject.maximumByteCount) bytes", path: ["subject"])
        }
        if let twice = firstRepeated(in: subjects) {
            throw JSONError(.invalidValue, "the subject \"\(twice)\" is touched twice", path: ["data"])
        }
    }

    private static func firstRepeated(in subjects: [Subject]) -> Subject? {
        // A guideline may name thousands of datasets; an ordinary event is not worth a table.
        guard subjects.count > 8 else {
            return subjects.indices.first { subjects[..<$0].contains(subjects[$0]) }.map { subjects[$0] }
        }
        var seen = Set<Subject>(minimumCapacity: subjects.count)
        return subjects.first { !seen.insert($0).inserted }
    }

    private static func check(sealed: [SealedObject], algorithm: String?) throws(JSONError) {
        guard (algorithm != nil) == !sealed.isEmpty else {
            throw JSONError(.invalidValue, "stands exactly when data holds an _sd", path: ["_sd_alg"])
        }
        guard algorithm == nil || algorithm == "sha-256" else {
            throw JSONError(.invalidValue, "\"sha-256\" is expected", path: ["_sd_alg"])
        }
        guard !sealed.isEmpty else { return }
        let digests = sealed.flatMap(\.digests)
        guard Set(digests).count == digests.count else {
            throw JSONError(.invalidValue, "a digest stands twice", path: ["data", "_sd"])
        }
    }

    /// Kinds of actors that may sign this type.
    public var allowedSigners: Set<ActorKind> { content.allowedSigners }
}
