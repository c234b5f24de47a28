public import Primitives
public import Provenance
public import Signatures

/// Proof that an event is in the log, under a checkpoint that the log signed. Only `UncheckedReceipt.check` makes one.
public struct ProvedReceipt: Hashable, Sendable {
    public let index: EntryIndex
    public let id: EventID
    /// The ledger's clock when it sequenced the event.
    public let recorded: Timestamp
    /// SHA-256 of 0x00, `recorded`, a space and the JWS.
    public let leaf: Digest
    public let checkpoint: VerifiedCheckpoint
    /// From the leaf's sibling up (RFC 9162 §2.1.3).
    public let inclusion: [Digest]

    init(
        index: EntryIndex, id: EventID, recorded: Timestamp, leaf: Digest, checkpoint: VerifiedCheckpoint, inclusion: [Digest]
    ) {
        self.index = index
        self.id = id
        self.recorded = recorded
        self.leaf = leaf
        self.checkpoint = checkpoint
        self.inclusion = inclusion
    }

    /// The receipt as protocol.md §3 writes it.
    public var json: JSONValue {
        [
            "index": .integer(Int64(index.value)), "id": .string(id.description), "recorded": .integer(recorded.microseconds),
            "leaf": .string(leaf.base64), "checkpoint": .string(checkpoint.note),
            "inclusion": .array(inclusion.map { .string($0.base64) }),
        ]
    }
}
