public import Primitives

/// An event before it is signed: what an importer or a person writes. Whoever signs it adds version, id, ledger and subject.
public struct EventDraft: Hashable, Sendable {
    public var source: Actor
    /// `touchmark.<noun>.<verb>`.
    public var type: String
    /// Per type. A member `_seal` inside an object `{name: value}` becomes disclosures.
    public var data: JSONObject
    /// When the actor says it happened; the time of signing if `nil`.
    public var time: Timestamp?
    /// Members of `data` that are to hold references, found when the draft is signed: the member's name and the subject cited.
    /// An `item:` gives its registration, a `label:` its head, a `guideline:` its latest version.
    public var citations: [Citation]

    /// A member that is to hold a reference to what is there of a subject when the draft is signed.
    public struct Citation: Hashable, Sendable {
        public let member: String
        public let subject: Subject
        /// Of a `guideline:` the version that is cited; the latest in force if `nil`.
        public let version: String?

        public init(member: String, subject: Subject, version: String? = nil) {
            self.member = member
            self.subject = subject
            self.version = version
        }
    }

    public init(
        source: Actor, type: String, data: JSONObject, time: Timestamp? = nil, citations: [Citation] = []
    ) {
        self.source = source
        self.type = type
        self.data = data
        self.time = time
        self.citations = citations
    }
}
