public import Primitives
public import Signatures

/// An event whose signature was checked under the key that its `kid` names. Whether that key was entitled is for the rules.
public struct SignedEvent: Sendable {
    public let event: Event
    public let keyID: KeyThumbprint
    /// The content digest of the JWS: what references to this event cite.
    public let digest: Digest

    public var reference: EventReference { EventReference(id: event.id, digest: digest) }

    /// Decodes what was signed.
    public init(_ token: borrowing SignedToken) throws(JSONError) {
        event = try Event(payload: token.payload)
        keyID = token.keyID
        digest = token.digest
    }
}

/// An event at its place in the log.
public struct LoggedEvent: Sendable {
    public let index: EntryIndex
    /// The ledger's clock at sequencing (protocol.md §3).
    public let recorded: Timestamp
    public let signed: SignedEvent

    public init(index: EntryIndex, recorded: Timestamp, signed: SignedEvent) {
        self.index = index
        self.recorded = recorded
        self.signed = signed
    }

    public var event: Event { signed.event }
    public var source: Actor { signed.event.source }
    public var keyID: KeyThumbprint { signed.keyID }
    public var reference: EventReference { signed.reference }
}
