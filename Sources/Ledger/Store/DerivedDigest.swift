package import Primitives
package import Provenance
import Signatures

/// What `LedgerStore.derivedDigest` hashes: every derived row, each field in a form that has one reading.
///
/// The order, which every store keeps to:
/// 1. events by id;
/// 2. histories: those bound to an item, by data set and item, within an item by kind and then by label or question; then all
///    others by kind and path;
/// 3. keys by thumbprint; 4. data sets by id; 5. items by data set and item; 6. label versions by index;
/// 7. actors by kind and id; 8. credentials by index.
///
/// Ids, kinds and paths are in the order of their UTF-8 bytes. Integers are eight bytes, big-endian; texts and bytes are
/// preceded by their length, rows by a byte that says which of the eight they are. The whole is hashed in pieces: the SHA-256
/// of each stands before the next.
package struct DerivedDigest {
    /// The digest of all pieces before, then what is not hashed yet.
    private var buffer = Digest.zero.bytes

    package init() {}

    private static let pieceSize = 1 << 16

    package mutating func event(_ id: EventID, _ index: EntryIndex) {
        begin(1)
        add(id.high)
        add(id.low)
        add(index.value)
    }

    package mutating func history(_ subject: Subject, _ indices: [EntryIndex]) {
        begin(2)
        add(subject.description)
        add(UInt64(indices.count))
        for index in indices {
            flush()
            add(index.value)
        }
    }

    package mutating func key(_ row: StoredKey) {
        begin(3)
        add(row.key.bytes)
        add(row.actor.description)
        add(row.index.value)
    }

    package mutating func dataset(_ row: DatasetRow) {
        begin(4)
        add(row.dataset)
        add(row.title)
        add(row.index.value)
    }

    package mutating func item(_ row: ItemRow) {
        begin(5)
        add(row.dataset)
        add(row.item)
        add(row.index.value)
    }

    package mutating func label(_ row: LabelVersion) {
        begin(6)
        add(row.index.value)
        for text in [row.dataset, row.item, row.label, row.name] { add(text) }
        add(UInt64(bitPattern: row.recorded.microseconds))
        add(UInt64(row.kind.rawValue))
        add(row.source.description)
        add(row.value)
        add(row.verdictThen?.rawValue ?? "")
    }

    package mutating func actor(_ row: ActorRow) {
        begin(7)
        add(row.actor.description)
        add(row.custody.rawValue)
        add(row.index.value)
    }

    package mutating func credential(_ row: CredentialRow) {
        begin(8)
        for text in [row.subject.description, row.annotator, row.competence] { add(text) }
        add(UInt64(bitPattern: row.validFrom.microseconds))
        add(UInt64(bitPattern: row.validUntil.microseconds))
        add(row.index.value)
    }

    package func finish() -> Digest {
        Digest(hashing: buffer)
    }

    private mutating func begin(_ table: UInt8) {
        flush()
        buffer.append(table)
    }

    private mutating func flush() {
        guard buffer.count >= Self.pieceSize else { return }
        let digest = Digest(hashing: buffer)
        buffer.removeAll(keepingCapacity: true)
        digest.withUnsafeBytes { buffer.append(contentsOf: $0) }
    }

    private mutating func add(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }

    private mutating func add(_ text: String) {
        add(UInt64(text.utf8.count))
        buffer.append(contentsOf: text.utf8)
    }

    private mutating func add(_ bytes: [UInt8]) {
        add(UInt64(bytes.count))
        buffer.append(contentsOf: bytes)
    }
}

extension Subject {
    /// The place of its history in a derived digest: by whether it is bound to an item, then by these texts.
    package var derivedOrder: (bound: Bool, texts: [String]) {
        let ids = segments
        switch kind {
        case .item, .labels, .label, .question: return (true, [ids[0], ids[1], kind.rawValue] + ids[2...])
        default: return (false, [description])
        }
    }
}
