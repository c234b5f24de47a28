package import MerkleLog
package import Primitives
package import Provenance

/// What an appender gets: proof that the event is in the log, under a checkpoint that the log signed (protocol.md §3).
package struct Receipt: Hashable, Sendable {
    package let index: EntryIndex
    package let id: EventID
    package let recorded: Timestamp
    package let leaf: Digest
    /// The signed note.
    package let checkpoint: String
    package let inclusion: InclusionProof

    /// `{"index","id","recorded","leaf","checkpoint","inclusion":[…]}`.
    package var json: JSONValue {
        [
            "index": .integer(Int64(index.value)), "id": .string(id.description),
            "recorded": .integer(recorded.microseconds), "leaf": .string(leaf.base64), "checkpoint": .string(checkpoint),
            "inclusion": .array(inclusion.hashes.map { .string($0.base64) }),
        ]
    }

    /// `c2sp.org/tlog-proof@v1`.
    package var text: String {
        "c2sp.org/tlog-proof@v1\nindex \(index)\n" + inclusion.hashes.map { $0.base64 + "\n" }.joined() + "\n" + checkpoint
    }
}

/// What became of a token.
package enum AppendOutcome: Sendable {
    case appended(Receipt)
    /// The same token was there already; this is its first receipt.
    case duplicate(Receipt)
    case refused(Refusal)
}
