import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures

/// A ledger in memory that admits whatever it is given: the operator of these tests may cheat.
struct TestLedger: Sendable {
    let origin: String
    /// Signs the checkpoints.
    var log: LogSigner
    private(set) var entries: [[UInt8]] = []
    private(set) var disclosures: [EntryIndex: [String]] = [:]
    private(set) var subjects: [[Subject]] = []
    private(set) var tiles: [TileCoordinate: [Digest]] = [:]
    private(set) var earlierCheckpoints: [String] = []
    var madeSeal: MadeSeal?
    /// When the next entry is recorded.
    var clock = TestLedger.day(0)
    /// What the signers say the time is, apart from the clock.
    var claimedTimeOffset: Int64 = 0
    private var tree = TileTree()
    private var keys: [Actor: PrivateKey] = [:]
    private var idCount: UInt64 = 0

    init(origin: String = "ledger.example/test", logKey: String = "log") {
        self.origin = origin
        log = LogSigner(origin: origin, key: Self.key(logKey))
    }

    /// Midnight, so many days after 1 January 2030.
    static func day(_ number: Int64) -> Timestamp { Timestamp(microseconds: (21_915 + number) * 86_400_000_000) }

    /// The same key for the same name, in every run.
    static func key(_ name: String) -> PrivateKey { PrivateKey(seed: Digest(hashing: name).bytes) ?? PrivateKey() }

    func key(of actor: Actor) -> PrivateKey { keys[actor] ?? Self.key("\(origin) \(actor)") }
    mutating func use(_ key: PrivateKey, for actor: Actor) { keys[actor] = key }

    var size: TreeSize { tree.size }
    var root: Digest { tree.root }

    func checkpointNote(by signer: LogSigner? = nil) -> String {
        (signer ?? log).sign(Checkpoint(origin: origin, size: size, root: root))
    }

    /// Keeps the checkpoint as it is now, to stand beside later ones.
    mutating func keepCheckpoint() { earlierCheckpoints.append(checkpointNote()) }

    mutating func nextID() -> EventID {
        idCount += 1
        return EventID(high: 0x0194_0000_0000_7000, low: 0x8000_0000_0000_0000 | idCount)
    }

    /// Signs an event and puts it into the log.
    @discardableResult
    mutating func say(
        _ type: String, by actor: Actor, _ data: JSONValue, key: PrivateKey? = nil, id: EventID? = nil
    ) throws -> EventReference {
        let id = id ?? nextID()
        let draft = EventDraft(
            source: actor, type: "touchmark." + type, data: data.object ?? [:],
            time: Timestamp(microseconds: clock.microseconds + claimedTimeOffset))
        let signed = try EventSigner(ledger: origin).sign(draft, id: id, at: clock, with: key ?? self.key(of: actor))
        let token = try UncheckedToken(parsing: signed.token)
        put(token.jws, disclosures: token.disclosures.map(\.encoded), subjects: signed.event.subjects)
        return signed.reference
    }

    /// Puts a JWS into the log, whatever it is.
    mutating func put(_ jws: [UInt8], disclosures: [String] = [], subjects: [Subject] = []) {
        putEntry(Array("\(clock.microseconds) ".utf8) + jws, disclosures: disclosures, subjects: subjects)
        clock = Timestamp(microseconds: clock.microseconds + 1_000_000)
    }

    mutating func putEntry(_ bytes: [UInt8], disclosures: [String] = [], subjects: [Subject] = []) {
        self.disclosures[size.nextIndex] = disclosures
        entries.append(bytes)
        self.subjects.append(subjects)
        for tile in tree.append(contentsOf: [Digest.leaf(bytes)]) { tiles[tile.coordinate] = tile.hashes }
    }

    mutating func setDisclosures(_ disclosures: [String], at index: Int) {
        self.disclosures[EntryIndex(UInt64(index))] = disclosures
    }
}

extension TestLedger: EvidenceSource {
    var checkpoint: String { checkpointNote() }

    struct Missing: Error {}

    func entry(at index: EntryIndex) throws -> [UInt8] {
        guard size.contains(index) else { throw Missing() }
        return entries[Int(index.value)]
    }

    func disclosures(at index: EntryIndex) -> [String] { disclosures[index] ?? [] }

    func history(of subject: Subject, below size: TreeSize) -> [EntryIndex] {
        subjects.prefix(Int(size.value)).indices.filter { subjects[$0].contains(subject) }.map { EntryIndex(UInt64($0)) }
    }

    var seal: BundleSeal? { madeSeal?.seal }

    func proofs(of subjects: [Subject], at seal: BundleSeal) -> [PrefixProof]? {
        subjects.compactMap { madeSeal?.tree.proof(of: Digest(hashing: $0.description)) }
    }

    func tile(_ coordinate: TileCoordinate) -> [Digest]? { tiles[coordinate] }
}
