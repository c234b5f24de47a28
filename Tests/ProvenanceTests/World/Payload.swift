import Primitives

@testable import Provenance

/// The payload of an event, with the subject that follows from type and data.
struct Payload {
    var json: JSONValue

    init(
        type: String, source: Actor, data: JSONValue, id: EventID = Payload.id, ledger: String = World.origin,
        time: Timestamp = World.day(0), subject: String? = nil
    ) throws {
        let subject = try subject ?? Self.subject(type: type, source: source, data: data)
        json = [
            "specversion": "1.0", "id": .string(id.description), "source": .string(source.description),
            "type": .string(type), "subject": .string(subject), "time": .string(time.description),
            "ledger": .string(ledger), "data": data,
        ]
        if data.holdsSealingMember { json = json.with("_sd_alg", "sha-256") }
    }

    static let id = EventID(high: 0x0194_0000_0000_7000, low: 0x8000_0000_0000_0000)

    func decode() throws(JSONError) -> Event { try Event(payload: json.canonicalBytes) }

    private static func subject(type: String, source: Actor, data: JSONValue) throws(JSONError) -> String {
        guard let entry = EventBody.vocabulary[type] else { return "dataset:unknown" }
        return try JSONNode.read(data.canonicalBytes) { (node) throws(JSONError) in
            var reader = try EventDataReader(node)
            return try entry.read(&reader, source).subjects[0].description
        }
    }
}

extension JSONValue {
    /// The same object with a member set; `nil` takes it away.
    func with(_ name: String, _ value: JSONValue?) -> JSONValue {
        var object = object ?? [:]
        object[name] = value
        return .object(object)
    }

    /// The same object with the members of another.
    func merging(_ other: JSONValue) -> JSONValue {
        (other.object?.members ?? []).reduce(self) { $0.with($1.name, $1.value) }
    }
}
