package import MerkleLog
package import Primitives
package import Provenance
package import Signatures

/// An entry as the log holds it (protocol.md §3): `<recorded> <JWS>`.
package struct StoredEntry: Hashable, Sendable {
    package let index: EntryIndex
    package let recorded: Timestamp
    /// ASCII.
    package let jws: [UInt8]

    package init(index: EntryIndex, recorded: Timestamp, jws: [UInt8]) {
        self.index = index
        self.recorded = recorded
        self.jws = jws
    }

    /// The bytes whose leaf hash stands in the tree.
    package var bytes: [UInt8] { withTime { Array($0) } + jws }

    /// The leaf hash, without the bytes being put together.
    package var leaf: Digest {
        withTime { time in jws.withUnsafeBytes { Digest.leaf(time, $0) } }
    }

    /// Calls `body` with `<recorded>` and the space after it.
    private func withTime<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeTemporaryAllocation(byteCount: 24, alignment: 1) { buffer in
            // From the end: the least digit comes first.
            var start = buffer.count - 1
            buffer[start] = UInt8(ascii: " ")
            var rest = recorded.microseconds.magnitude
            repeat {
                start -= 1
                buffer[start] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if recorded.microseconds < 0 {
                start -= 1
                buffer[start] = UInt8(ascii: "-")
            }
            return body(UnsafeRawBufferPointer(rebasing: buffer[start...]))
        }
    }
}

/// A disclosure beside the log.
package struct StoredDisclosure: Hashable, Sendable {
    /// base64url SHA-256 of `encoded`, as it stands in the event.
    package let digest: String
    package let encoded: String

    package init(digest: String, encoded: String) {
        self.digest = digest
        self.encoded = encoded
    }
}

/// Disclosures that are to be kept of one entry.
package struct KeptDisclosures: Hashable, Sendable {
    /// Whose they are: a store keeps those of each keeper under keys of their own.
    package let keeper: Subject
    package var disclosures: [StoredDisclosure]

    package init(_ disclosures: [StoredDisclosure], keeper: Subject) {
        self.keeper = keeper
        self.disclosures = disclosures
    }
}

package struct StoredCheckpoint: Hashable, Sendable {
    package let size: TreeSize
    /// The signed note.
    package let note: String

    package init(size: TreeSize, note: String) {
        self.size = size
        self.note = note
    }
}

/// A key and whose it is, from the entry that introduced it.
package struct StoredKey: Hashable, Sendable {
    package let key: PublicKey
    package let actor: Actor
    package let index: EntryIndex

    package init(key: PublicKey, actor: Actor, index: EntryIndex) {
        self.key = key
        self.actor = actor
        self.index = index
    }
}

/// That an entry touches a subject: one step of the subject's history.
package struct SubjectTouch: Hashable, Sendable {
    package let subject: Subject
    package let index: EntryIndex

    package init(_ subject: Subject, _ index: EntryIndex) {
        self.subject = subject
        self.index = index
    }
}

package struct DatasetRow: Hashable, Sendable {
    package let dataset: String
    package let title: String
    package let index: EntryIndex

    package init(dataset: String, title: String, index: EntryIndex) {
        self.dataset = dataset
        self.title = title
        self.index = index
    }
}

package struct ItemRow: Hashable, Sendable {
    package let dataset: String
    package let item: String
    package let index: EntryIndex

    package init(dataset: String, item: String, index: EntryIndex) {
        self.dataset = dataset
        self.item = item
        self.index = index
    }
}

/// One event of a label's life. With the index it makes "as of N" a query.
package struct LabelVersion: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        case suggested, asserted, revised, withdrawn, related, ranked, adjudicated
        /// Reviews say something of the version before and give no value.
        case reviewAccepted, reviewRejected, reviewCorrected

        package var isReview: Bool { rawValue >= Kind.reviewAccepted.rawValue }
    }

    package let dataset: String
    package let item: String
    package let label: String
    /// The question.
    package let name: String
    package let index: EntryIndex
    package let recorded: Timestamp
    package let kind: Kind
    package let source: Actor
    /// Canonical JSON (RFC 8785); empty where the event gives none.
    package let value: String
    /// As known at `index`; `nil` for reviews and withdrawals.
    package let verdictThen: Verdict?

    package init(
        dataset: String, item: String, label: String, name: String, index: EntryIndex, recorded: Timestamp, kind: Kind,
        source: Actor, value: String, verdictThen: Verdict?
    ) {
        self.dataset = dataset
        self.item = item
        self.label = label
        self.name = name
        self.index = index
        self.recorded = recorded
        self.kind = kind
        self.source = source
        self.value = value
        self.verdictThen = verdictThen
    }
}

package struct CurrentLabel: Hashable, Sendable {
    package let version: LabelVersion
    /// The last review of that version.
    package let review: LabelVersion?

    package init(version: LabelVersion, review: LabelVersion?) {
        self.version = version
        self.review = review
    }

    package var subject: Subject { .label(version.dataset, version.item, version.label) }
}

/// Where a page of labels ended.
package struct LabelCursor: Hashable, Sendable {
    package let item: String
    package let label: String

    package init(item: String, label: String) {
        self.item = item
        self.label = label
    }
}

package struct ActorRow: Hashable, Sendable {
    package let actor: Actor
    package let custody: Custody
    package let index: EntryIndex

    package init(actor: Actor, custody: Custody, index: EntryIndex) {
        self.actor = actor
        self.custody = custody
        self.index = index
    }
}

package struct CredentialRow: Hashable, Sendable {
    package let subject: Subject
    package let annotator: String
    package let competence: String
    package let validFrom: Timestamp
    package let validUntil: Timestamp
    package let index: EntryIndex

    package init(
        subject: Subject, annotator: String, competence: String, validFrom: Timestamp, validUntil: Timestamp,
        index: EntryIndex
    ) {
        self.subject = subject
        self.annotator = annotator
        self.competence = competence
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.index = index
    }
}

/// What follows from entries and nothing else: it can be thrown away and made anew.
///
/// A store relies on what the vocabulary says: an entry makes at most one label version, and that entry touches the `label:` of
/// this version; an id, a key, an item, a credential is introduced once.
package struct DerivedRows: Sendable {
    package var events: [(id: EventID, index: EntryIndex)] = []
    /// In the order of the log.
    package var touches: [SubjectTouch] = []
    package var keys: [StoredKey] = []
    package var datasets: [DatasetRow] = []
    package var items: [ItemRow] = []
    package var labels: [LabelVersion] = []
    package var actors: [ActorRow] = []
    package var credentials: [CredentialRow] = []

    package init() {}
}

/// Everything that one commit writes.
package struct Batch: Sendable {
    /// Contiguous; the first follows the log's last.
    package let entries: [StoredEntry]
    /// Of these entries, and further ones of entries before: those kept already and those erased are passed over.
    package let disclosures: [EntryIndex: KeptDisclosures]
    /// Digests of disclosures that this batch erases, by the entry they belong to: their text is overwritten and
    /// the keys that open copies of it are destroyed, and they are not kept again.
    package let erasures: [EntryIndex: [String]]
    /// Tiles that changed, at their new width.
    package let tiles: [Tile]
    package let checkpoint: StoredCheckpoint
    package let derived: DerivedRows

    package init(
        entries: [StoredEntry], disclosures: [EntryIndex: KeptDisclosures],
        erasures: [EntryIndex: [String]] = [:], tiles: [Tile], checkpoint: StoredCheckpoint, derived: DerivedRows
    ) {
        self.entries = entries
        self.disclosures = disclosures
        self.erasures = erasures
        self.tiles = tiles
        self.checkpoint = checkpoint
        self.derived = derived
    }
}

/// Why a store could not do what it was asked.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The disk is full; nothing was written.
        case full
        /// Another process has the ledger.
        case busy
        /// What is there is damaged.
        case corrupt
        /// It does not begin where the log ends.
        case conflict
        /// There is something already.
        case exists
        /// There is nothing.
        case missing
        /// What is there is no ledger of this program, or one of a newer version of it.
        case foreign
        /// Reading or writing failed otherwise.
        case io
    }

    package let code: Code
    /// What happened and what to do about it; safe to show.
    package let description: String
    package let cause: (any Error)?

    package init(_ code: Code, _ description: String, cause: (any Error)? = nil) {
        self.code = code
        self.description = description
        self.cause = cause
    }
}
