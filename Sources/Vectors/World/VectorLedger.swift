import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures

/// A ledger in memory that takes whatever it is given, and gives the same bytes in every run: keys, ids, salts and times follow
/// from names and counters.
struct VectorLedger: Sendable {
    let origin: String
    /// Signs the checkpoints.
    var log: LogSigner
    private(set) var entries: [[UInt8]] = []
    private(set) var shown: [EntryIndex: [String]] = [:]
    private(set) var subjects: [[Subject]] = []
    private(set) var tiles: [TileCoordinate: [Digest]] = [:]
    private(set) var earlierCheckpoints: [String] = []
    /// The newest seal, with the tree that its proofs come from.
    private(set) var made: (seal: BundleSeal, tree: PrefixTree)?
    /// When the next entry is recorded.
    var clock = VectorLedger.day(0)
    private var tree = TileTree()
    private var keys: [Actor: PrivateKey] = [:]
    private var count: UInt64 = 0

    init(origin: String = VectorSeeds.origin) {
        self.origin = origin
        log = LogSigner(origin: origin, key: VectorSeeds.key("log of \(origin)"))
    }

    /// Midnight, so many days after 1 January 2030.
    static func day(_ number: Int64) -> Timestamp { Timestamp(microseconds: (21_915 + number) * 86_400_000_000) }

    func key(of actor: Actor) -> PrivateKey { keys[actor] ?? VectorSeeds.key("\(origin) \(actor)") }
    mutating func use(_ key: PrivateKey, for actor: Actor) { keys[actor] = key }

    var size: TreeSize { tree.size }
    var root: Digest { tree.root }

    func note(by signer: LogSigner? = nil, and successor: LogSigner? = nil) -> String {
        (signer ?? log).sign(Checkpoint(origin: origin, size: size, root: root), with: successor)
    }

    /// Keeps a checkpoint of this size, to stand beside later ones.
    mutating func keepCheckpoint(and successor: LogSigner? = nil) { earlierCheckpoints.append(note(and: successor)) }

    mutating func nextID() -> EventID {
        count += 1
        return EventID(high: 0x0194_0000_0000_7000, low: 0x8000_0000_0000_0000 | count)
    }

    /// Signs an event and puts it into the log.
    ///
    /// - Parameter sealed: members of `data` that become disclosures.
    @discardableResult
    mutating func say(
        _ type: String, by actor: Actor, _ data: JSONObject, sealed: JSONObject = [:], key: PrivateKey? = nil,
        id: EventID? = nil, claiming time: Timestamp? = nil
    ) throws -> EventReference {
        let id = id ?? nextID()
        let disclosures = sealed.members.map { VectorSeeds.disclosure($0.name, $0.value, salt: "\(id) \($0.name)") }
        var data = data
        if !disclosures.isEmpty {
            data["_sd"] = .array(disclosures.map { VectorSeeds.digest(of: $0) }.sorted().map { .string($0) })
        }
        let draft = EventDraft(source: actor, type: "touchmark." + type, data: data, time: time ?? clock)
        let signed = try EventSigner(ledger: origin, keepsClear: true).sign(
            draft, id: id, at: clock, with: key ?? self.key(of: actor))
        put(signed.token, disclosures: disclosures, subjects: signed.event.subjects)
        return signed.reference
    }

    /// Puts a JWS into the log, whatever it is, and lets a second pass.
    mutating func put(_ jws: [UInt8], disclosures: [String] = [], subjects: [Subject] = []) {
        let bytes = Array("\(clock.microseconds) ".utf8) + jws
        shown[size.nextIndex] = disclosures
        entries.append(bytes)
        self.subjects.append(subjects)
        for tile in tree.append(contentsOf: [Digest.leaf(bytes)]) { tiles[tile.coordinate] = tile.hashes }
        clock = Timestamp(microseconds: clock.microseconds + 1_000_000)
    }

    /// Seals what is there, beside the checkpoint of that size.
    ///
    /// - Parameters:
    ///   - hiding: an entry that the seal's tree leaves out.
    ///   - root: said instead of the log's.
    mutating func seal(hiding: Int? = nil, root: Digest? = nil) throws {
        keepCheckpoint()
        var leaves: [Subject: [Digest]] = [:]
        for (index, touched) in subjects.enumerated() where index != hiding {
            for subject in touched { leaves[subject, default: []].append(.leaf(entries[index])) }
        }
        let tree = PrefixTree(
            leaves.compactMap { subject, leaves in
                HistoryHead(of: leaves).map { PrefixLeaf(key: Digest(hashing: subject.description), history: $0) }
            })
        made = (BundleSeal(index: size.nextIndex, size: size), tree)
        try say(
            "ledger.sealed", by: .service,
            [
                "size": .integer(Int64(size.value)), "root": .string((root ?? self.root).base64URL),
                "indexRoot": .string(tree.root.base64URL), "subjects": .integer(Int64(tree.count)),
            ])
    }
}

extension VectorLedger: EvidenceSource {
    var checkpoint: String { note() }

    func entry(at index: EntryIndex) throws -> [UInt8] {
        guard size.contains(index) else { throw VectorError("there is no entry \(index)") }
        return entries[Int(index.value)]
    }

    func disclosures(at index: EntryIndex) -> [String] { shown[index] ?? [] }

    func history(of subject: Subject, below size: TreeSize) -> [EntryIndex] {
        subjects.prefix(Int(size.value)).indices.filter { subjects[$0].contains(subject) }.map { EntryIndex(UInt64($0)) }
    }

    var seal: BundleSeal? { made?.seal }

    func proofs(of subjects: [Subject], at seal: BundleSeal) -> [PrefixProof]? {
        subjects.compactMap { made?.tree.proof(of: Digest(hashing: $0.description)) }
    }

    func tile(_ coordinate: TileCoordinate) -> [Digest]? { tiles[coordinate] }

    func export(_ scope: EvidenceScope) async throws -> BundleText {
        var bytes: [UInt8] = []
        let writer = BundleWriter(self, scope: scope, generator: "touchmark vectors", created: Self.day(100))
        try await writer.write { bytes += $0 }
        return BundleText(bytes)
    }

    /// Every entry as an exporter would show it who does not look: the product's own refuses to.
    var carelessBundle: BundleText { BundleText(lines: carelessLines.map(\.canonicalText)) }

    /// The same, with further checkpoints, each with its proof of consistency.
    func carelessBundle(showing notes: [String]) throws -> BundleText {
        var proofs = ProofBuilder(size: size) { tiles[$0] }
        var further: [JSONValue] = []
        for note in notes {
            let proof = try proofs.consistencyProof(from: UncheckedCheckpoint(parsing: note).claimed.size)
            further.append(["kind": "checkpoint", "note": .string(note)])
            further.append([
                "kind": "consistency", "from": .integer(Int64(proof.from.value)), "to": .integer(Int64(proof.to.value)),
                "hashes": .array(proof.hashes.map { .string($0.base64) }),
            ])
        }
        var lines = carelessLines
        lines.insert(contentsOf: further, at: 2)
        return BundleText(lines: lines.map(\.canonicalText))
    }

    private var carelessLines: [JSONValue] {
        let scope: JSONValue = ["kind": "ledger", "subject": "ledger:", "options": [:]]
        var lines: [JSONValue] = [
            [
                "kind": "bundle", "version": 1, "ledger": .string(origin), "scope": scope, "created": 0,
                "generator": "touchmark vectors",
            ],
            ["kind": "checkpoint", "note": .string(note())],
        ]
        for (index, entry) in entries.enumerated() {
            lines.append([
                "kind": "entry", "index": .integer(Int64(index)), "entry": .string(String(decoding: entry, as: UTF8.self)),
                "disclosures": .array((shown[EntryIndex(UInt64(index))] ?? []).map { .string($0) }),
            ])
        }
        return lines
    }
}

/// What the vectors could not be made of.
struct VectorError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
