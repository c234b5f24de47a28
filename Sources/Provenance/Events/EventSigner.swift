public import Primitives
public import Signatures

/// A draft that was signed.
public struct SignedDraft: Sendable {
    /// The token: JWS and disclosures.
    public let token: [UInt8]
    public let event: Event
    /// What later events cite.
    public let reference: EventReference
}

/// Turns drafts into tokens for one ledger.
public struct EventSigner: Sendable {
    /// The ledger's origin.
    public let ledger: String
    /// True if nothing is sealed but what drafts name in `_seal`.
    public let keepsClear: Bool

    /// - Parameter ledger: the ledger's origin, which every event names.
    public init(ledger: String, keepsClear: Bool = false) {
        self.ledger = ledger
        self.keepsClear = keepsClear
    }

    /// Signs a draft whose citations are already in its data.
    ///
    /// - Parameter time: used if the draft has none.
    /// - Throws: what is wrong with the draft, by member: a token that no ledger would take is not made.
    public func sign(
        _ draft: EventDraft, id: EventID, at time: Timestamp, with key: PrivateKey
    ) throws(JSONError) -> SignedDraft {
        let (data, disclosures) = try Sealing.seal(draft.data, of: draft.type, keepsClear: keepsClear)
        var payload: JSONObject = [
            "specversion": "1.0", "id": .string(id.description), "source": .string(draft.source.description),
            "type": .string(draft.type), "time": .string((draft.time ?? time).description), "ledger": .string(ledger),
            "data": .object(data),
        ]
        payload["subject"] = .string(try Self.subject(of: draft.type, data, source: draft.source).description)
        if Self.holdsDigests(data) { payload["_sd_alg"] = "sha-256" }
        let bytes = JSONValue.object(payload).canonicalBytes
        let event = try Event(payload: bytes)
        if case .failure(let mismatch) = event.disclosed(by: disclosures) {
            throw JSONError(.invalidValue, mismatch.description, path: ["data", "_seal"])
        }
        let token = TokenSigner.sign(payload: bytes, with: key, disclosures: disclosures)
        let jws = token.prefix { $0 != UInt8(ascii: "~") }
        return SignedDraft(
            token: token, event: event, reference: EventReference(id: id, digest: Digest(hashing: Array(jws))))
    }

    private static func holdsDigests(_ data: JSONObject) -> Bool {
        data["_sd"] != nil || data["value"]?["_sd"] != nil
    }

    private static func subject(of type: String, _ data: JSONObject, source: Actor) throws(JSONError) -> Subject {
        guard let entry = EventBody.vocabulary[type] else {
            throw JSONError(.invalidValue, "\"\(type)\" is not a type of the vocabulary", path: ["type"])
        }
        do throws(JSONError) {
            return try JSONNode.read(JSONValue.object(data).canonicalBytes) { (node) throws(JSONError) in
                var reader = try EventDataReader(node)
                return try entry.read(&reader, source).subjects[0]
            }
        } catch {
            throw error.inside("data")
        }
    }
}

extension EventDraft {
    /// Reads a draft as `touchmark sign` takes it: `type` and `data`, and if wanted `source`, `time` and `_cite`
    /// `{member of data: subject}`. Members that signing fills in may stand there too and are not looked at.
    ///
    /// - Parameter signer: the source of a draft that names none.
    public init(json: JSONValue, signer: Actor?) throws(JSONError) {
        guard let object = json.object else { throw JSONError(.wrongType, "a draft is an object") }
        guard let type = object["type"]?.string else { throw JSONError(.missingMember, "missing", path: ["type"]) }
        guard let data = object["data"]?.object else { throw JSONError(.missingMember, "missing", path: ["data"]) }
        let known: Set = ["type", "data", "source", "time", "_cite", "specversion", "id", "ledger", "subject"]
        for member in object.members where !known.contains(member.name) {
            throw JSONError(.unknownMember, "unknown member of a draft", path: [member.name])
        }
        self.init(
            source: try Self.source(object["source"], signer), type: type, data: data, time: try Self.time(object["time"]),
            citations: try Self.citations(object["_cite"]))
    }

    private static func source(_ value: JSONValue?, _ signer: Actor?) throws(JSONError) -> Actor {
        guard let value else {
            guard let signer else {
                throw JSONError(.missingMember, "missing; name who signs, such as annotator:a1", path: ["source"])
            }
            return signer
        }
        guard let text = value.string, let source = Actor(parsing: text) else {
            throw JSONError(.invalidValue, "an actor is expected, <kind>:<id>", path: ["source"])
        }
        return source
    }

    private static func time(_ value: JSONValue?) throws(JSONError) -> Timestamp? {
        guard let value else { return nil }
        guard let text = value.string, let time = Timestamp(text) else {
            throw JSONError(.invalidValue, "a time YYYY-MM-DDTHH:MM:SS[.d]Z is expected", path: ["time"])
        }
        return time
    }

    private static func citations(_ value: JSONValue?) throws(JSONError) -> [Citation] {
        guard let value else { return [] }
        guard let object = value.object else { throw JSONError(.wrongType, "an object is expected", path: ["_cite"]) }
        var result: [Citation] = []
        for member in object.members {
            guard let text = member.value.string, let subject = Subject(parsing: text) else {
                throw JSONError(.invalidValue, "a subject is expected, such as item:dataset/item", path: ["_cite", member.name])
            }
            result.append(Citation(member: member.name, subject: subject))
        }
        return result
    }
}
