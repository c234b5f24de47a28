package import Primitives
package import Provenance

/// 32 random bytes that a connector keeps beside its keys. Event ids are derived with it: an event's id stays in the log for
/// ever, and if anyone could compute it from the record, a short text could be guessed back from it after its erasure.
package struct ImportSecret: Sendable, CustomStringConvertible {
    static let byteCount = 32
    private let bytes: [UInt8]

    /// `nil` unless there are exactly 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    package static func random() -> ImportSecret {
        var generator = SystemRandomNumberGenerator()
        return ImportSecret(uniform: (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(uniform bytes: [UInt8]) { self.bytes = bytes }

    /// A keyed digest of `parts`, each preceded by its length so that no two lists run together.
    package func digest(_ parts: [String]) -> Digest {
        var message = bytes
        for part in parts {
            withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { message.append(contentsOf: $0) }
            message.append(contentsOf: part.utf8)
        }
        return Digest(hashing: bytes + Digest(hashing: message).bytes)
    }

    package var description: String { "secret" }
}

/// What makes the ids of one import: the same importer, dataset, secret and record give the same ids, on any machine.
package struct ImportScope: Sendable {
    /// Which importer reads, such as `table` or `label-studio`.
    package let importer: String
    /// NFC.
    package let dataset: String
    let secret: ImportSecret

    package init(importer: String, dataset: String, secret: ImportSecret) {
        self.importer = importer
        self.dataset = dataset
        self.secret = secret
    }

    private func digest(_ parts: [String]) -> Digest { secret.digest(["touchmark-import", importer, dataset] + parts) }

    /// A version 8 UUID (RFC 9562 §5.8) from a keyed digest of what the event says, who says it and when.
    func eventID(author: ForeignEvent.Author, type: String, data: JSONObject, time: Timestamp?) -> EventID {
        let by: [String] =
            switch author {
            case .connector: ["connector", ""]
            case .operator: ["operator", ""]
            case .foreign(let id): [id.kind.rawValue, id.text]
            }
        let bytes = digest(["event"] + by + [type, JSONValue.object(data).canonicalText, time?.description ?? ""]).bytes
        func word(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        return EventID(
            high: word(0..<8) & ~0xF000 | 0x8000, low: word(8..<16) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    /// A label's id where the foreign record has none of its own: 32 hex digits that tell nothing about `parts`.
    func labelID(_ parts: [String]) -> String {
        String(digest(["label"] + parts).hex.prefix(32))
    }

    /// A finished event under its stable id.
    ///
    /// - Parameter segments: those that it may also have been made with.
    func event(
        by author: ForeignEvent.Author, _ type: String, _ data: JSONObject, time: Timestamp? = nil,
        citing citations: [EventDraft.Citation] = [], otherwise segments: [JSONValue]? = nil, at place: ImportPlace
    ) -> ForeignEvent {
        var event = ForeignEvent(
            author: author, id: eventID(author: author, type: type, data: data, time: time), type: type, data: data,
            time: time, citations: citations, place: place)
        if let segments {
            var data = data
            data["segments"] = .array(segments)
            event.otherwise = .init(
                id: eventID(author: author, type: type, data: data, time: time), segments: .array(segments))
        }
        return event
    }
}

extension ImportScope {
    /// `event` said once more of a label that has a head already.
    package func revision(of event: ForeignEvent, head: EventReference) -> ForeignEvent {
        var data = event.data
        data["revises"] = head.json
        return self.event(
            by: event.author, LabelRevised.type, data, time: event.time,
            citing: event.citations.filter { $0.member != "accepts" }, at: event.place)
    }

    /// That a label is taken back.
    ///
    /// - Parameter reason: a sentence that everybody may read.
    package func withdrawal(
        of label: LabelPlace, head: EventReference, by author: ForeignEvent.Author, _ reason: String, time: Timestamp?,
        at place: ImportPlace
    ) -> ForeignEvent {
        let data: JSONObject = [
            "dataset": .string(dataset), "item": .string(label.item), "label": .string(label.label),
            "name": .string(label.name), "revises": head.json, "reason": .string(reason),
        ]
        return event(by: author, LabelWithdrawn.type, data, time: time, at: place)
    }

    /// True if the event with this id and content was made by `withdrawal` with this secret: nobody else can make such an id.
    package func hasMade(withdrawal id: EventID, _ data: JSONObject, by author: ForeignEvent.Author, at time: Timestamp) -> Bool {
        [time, nil].contains { eventID(author: author, type: LabelWithdrawn.type, data: data, time: $0) == id }
    }
}

/// A label within a dataset, and the question that it answers.
package struct LabelPlace: Hashable, Sendable {
    package let item: String
    package let label: String
    package let name: String

    package init(item: String, label: String, name: String) {
        self.item = item
        self.label = label
        self.name = name
    }
}
