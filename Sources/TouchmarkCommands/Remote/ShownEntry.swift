import Ledger
import Primitives
import Provenance
import Signatures

/// An entry as a service shows it. Nobody here has looked whether the log holds it, and who signed it.
struct ShownEntry {
    /// As it came: `{"index","entry","disclosures"}`.
    let json: JSONValue
    let index: EntryIndex
    let recorded: Timestamp
    let onRecord: EventOnRecord
    var event: Event { onRecord.event }

    /// Reads the data of a server-sent event.
    init(event data: [UInt8]) throws {
        guard let json = try? JSONValue(parsing: data) else { throw Self.noEntry }
        try self.init(json)
    }

    /// - Throws: `CommandFailure` if it is no entry of a ledger.
    init(_ json: JSONValue) throws {
        guard let index = json["index"]?.integer.flatMap(UInt64.init(exactly:)), let text = json["entry"]?.string,
            let entry = StoredEntry(index: EntryIndex(index), bytes: Array(text.utf8)),
            let token = try? UncheckedToken(parsing: entry.jws), let event = try? Event(payload: token.payload)
        else { throw Self.noEntry }
        self.json = json
        self.index = entry.index
        recorded = entry.recorded
        onRecord = EventOnRecord(event: event, reference: EventReference(id: event.id, digest: Digest(hashing: entry.jws)))
    }

    private static let noEntry = CommandFailure("The service shows an entry that is none.", ExitStatus.unreadable)
}
