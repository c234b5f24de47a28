import Evidence
import Foundation
import GRDB
import Ledger
import LedgerSQLite
import LedgerTesting
import MerkleLog
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Seals")
struct SealTests {
    private struct Sealed {
        static let ada = Actor(.annotator, "ada")

        var events = EventBuilder()
        let store: any LedgerStore
        let clock = FixedClock()
        let ledger: Ledger
        let item: SignedDraft

        init(_ store: any LedgerStore) async throws {
            self.store = store
            ledger = try Ledger(store: store, origin: EventBuilder.origin, logKey: events.logKey, clock: clock)
            item = try events.item("d", "i")
            let first = try events.opening(.record)
            let tokens = try first + [events.enrolment(of: Self.ada).token, events.dataset("d").token, item.token]
            _ = try await ledger.append(tokens)
        }

        /// The same ledger, after its store was closed.
        init(reopening store: any LedgerStore, _ before: Sealed) throws {
            self.store = store
            (events, item) = (before.events, before.item)
            ledger = try Ledger(store: store, origin: EventBuilder.origin, logKey: events.logKey, clock: clock)
        }

        func sealer(_ service: Actor = Actor(.service, "main")) -> Sealer {
            Sealer(ledger: ledger, service: service, key: events.serviceKey, clock: clock)
        }

        mutating func label(_ count: Int, from start: Int = 0) async throws {
            var tokens: [[UInt8]] = []
            for number in start..<start + count {
                tokens.append(try events.assertion(by: Self.ada, "d", item, label: "l\(number)", "sad").token)
            }
            _ = try await ledger.append(tokens)
        }

        /// The tree over all entries below `size`, made the plain way.
        func tree(_ size: TreeSize) throws -> PrefixTree {
            var leaves: [Subject: [Digest]] = [:]
            try store.read { reader in
                try reader.forEachEntry(in: EntryIndex(0)..<size.nextIndex) { entry in
                    for subject in try entry.logged().event.subjects { leaves[subject, default: []].append(entry.leaf) }
                    return true
                }
            }
            return PrefixTree(
                leaves.compactMap { subject, leaves in
                    HistoryHead(of: leaves).map { PrefixLeaf(key: Digest(hashing: subject.description), history: $0) }
                })
        }
    }

    @Test(
        "A seal says what the tree of all histories comes to, and nothing but seals after it needs no other",
        arguments: StoreContractTests.StoreKind.allCases)
    func seals(_ kind: StoreContractTests.StoreKind) async throws {
        let directory = try TemporaryDirectory()
        let store: any LedgerStore =
            switch kind {
            case .memory: MemoryStore()
            case .sqlite: try SQLiteStore.create(at: directory.path("ledger.db"), vault: directory.vault())
            }
        var bench = try await Sealed(store)
        let sealer = bench.sealer()
        for round in 0..<3 {
            try await bench.label(40, from: round * 40)
            let size = try store.read { try $0.size() }
            guard case .sealed(let seal) = try await sealer.seal() else { return #expect(Bool(false), "nothing was sealed") }
            let tree = try bench.tree(size)
            #expect(seal.size == size && seal.index == size.nextIndex)
            #expect(seal.data.indexRoot == tree.root && seal.data.subjectCount == UInt64(tree.count))
            guard case .wasSealed(let same) = try await sealer.seal() else { return #expect(Bool(false), "it was sealed twice") }
            #expect(same.index == seal.index)
            #expect(try store.read { try $0.seals() }.count == round + 1)
        }
    }

    @Test("Why a seal is refused is said")
    func refusedSeal() async throws {
        var bench = try await Sealed(MemoryStore())
        try await bench.label(3)
        let sealer = Sealer(ledger: bench.ledger, service: Actor(.service, "main"), key: PrivateKey(), clock: bench.clock)
        let error = await #expect(throws: LedgerError.self) { try await sealer.seal() }
        #expect(error?.code == .invalid)
        #expect(error?.description.contains("was introduced to this ledger.") == true, "\(String(describing: error))")
    }

    @Test("An index that is lost, or of another log, is made anew", arguments: [true, false])
    func lostIndex(isForeign: Bool) async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.create(at: directory.path("ledger.db"), vault: directory.vault())
        var bench = try await Sealed(store)
        try await bench.label(30)
        _ = try await bench.sealer().seal()
        try store.sealIndex.removeAll()
        if isForeign {
            let touch = PrefixTouch(key: Digest(hashing: "elsewhere"), leaf: Digest(hashing: "there"))
            _ = try store.sealIndex.extend(to: SealIndexExtent(size: TreeSize(3), lastLeaf: touch.leaf), by: [touch])
        }
        try await bench.label(5, from: 30)
        let size = try store.read { try $0.size() }
        let seal = try await bench.sealer().seal().seal
        #expect(seal.size == size)
        #expect(seal.data.indexRoot == (try bench.tree(size)).root)
    }

    @Test("A reader goes over to an index that somebody else made anew")
    func remadeIndex() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("ledger.db")
        var bench = try await Sealed(SQLiteStore.create(at: path, vault: directory.vault()))
        try await bench.label(10)
        let seal = try await bench.sealer().seal().seal
        let reader = try SQLiteStore(opening: path, for: .reading)
        #expect(try reader.sealIndex.state().size == seal.size)
        try bench.store.sealIndex.removeAll()
        try await bench.label(5, from: 10)
        let next = try await bench.sealer().seal().seal
        #expect(try reader.sealIndex.state().size == next.size)
    }

    @Test("A damaged index is found, signed by nobody, and made anew", arguments: IndexDamage.allCases)
    func damagedIndex(_ damage: IndexDamage) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("ledger.db")
        let vault = directory.vault()
        var bench = try await Sealed(SQLiteStore.create(at: path, vault: vault))
        try await bench.label(30)
        _ = try await bench.sealer().seal()
        bench.ledger.finish()
        try (bench.store as? SQLiteStore)?.close()
        try damage.do(to: path + "-seals")

        bench = try Sealed(reopening: SQLiteStore(opening: path, for: .writing, vault: vault), bench)
        #expect(try SealCheck.findings(in: bench.store, MemorySealIndex()) { _, _ in }.count == 1)
        try await bench.label(5, from: 30)
        let seal = try await bench.sealer().seal().seal
        #expect(seal.data.indexRoot == (try bench.tree(seal.size)).root)
        #expect(try SealCheck.findings(in: bench.store, MemorySealIndex()) { _, _ in } == [])
    }

    enum IndexDamage: CaseIterable {
        case bit, root, emptied, overwritten

        fileprivate func `do`(to path: String) throws {
            switch self {
            case .bit:
                // In the head of the last leaf of a bucket.
                try change(path, "UPDATE bucket SET page = CAST(substr(page, 1, length(page) - 1) || X'00' AS BLOB)")
            case .root: try change(path, "UPDATE state SET root = zeroblob(32)")
            case .emptied: try Data().write(to: URL(filePath: path))
            case .overwritten: try Data(repeating: 0x5A, count: 40_000).write(to: URL(filePath: path))
            }
        }

        private func change(_ path: String, _ sql: String) throws {
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: sql) }
            try queue.close()
        }
    }

    @Test("A false seal by a service that has gone astray is answered by a true one, and proves nothing meanwhile")
    func falseSeal() async throws {
        var bench = try await Sealed(MemoryStore())
        try await bench.label(5)
        let size = try bench.store.read { try $0.size() }
        let zero = Digest.zero.base64URL
        let draft = EventDraft(
            source: Actor(.service, "main"), type: LedgerSealed.type,
            data: ["size": .integer(Int64(size.value)), "root": .string(zero), "indexRoot": .string(zero), "subjects": 1])
        let now = bench.clock.now()
        let token = try EventSigner(ledger: EventBuilder.origin).sign(
            draft, id: .version7(at: now, random: (1, 2)), at: now, with: bench.events.serviceKey)
        _ = try await bench.ledger.append([token.token])
        #expect(try LedgerEvidence(bench.store, showing: .all).seal == nil)
        guard case .sealed(let seal) = try await bench.sealer().seal() else { return #expect(Bool(false), "nothing was sealed") }
        #expect(seal.data.indexRoot == (try bench.tree(seal.size)).root)
        #expect(try LedgerEvidence(bench.store, showing: .all).seal?.index == seal.index)
        let findings = try SealCheck.findings(in: bench.store, MemorySealIndex()) { _, _ in }
        #expect(findings.count == 2)
    }

    @Test("Evidence that was looked up under one seal makes a bundle that rests on the newest, once there is a newer one")
    func outrun() async throws {
        var bench = try await Sealed(MemoryStore())
        try await bench.label(5)
        _ = try await bench.sealer().seal()
        let evidence = try LedgerEvidence(bench.store, showing: .all)
        try await bench.label(5, from: 5)
        let newer = try await bench.sealer().seal().seal
        var bytes: [UInt8] = []
        let writer = BundleWriter(evidence, scope: .dataset(.dataset("d")), generator: "tests", created: bench.clock.now())
        let summary = try await writer.write { bytes += $0 }
        #expect(summary.sealedSize == newer.size && summary.size == TreeSize(newer.index.value + 1))
        let report = try await BundleVerifier(options: VerificationOptions(key: bench.events.vkey)).verify(BundleBytes(bytes))
        #expect(report.result == .verified, "\(report.findings)")
        guard case .sealed(let seal, _) = report.completeness else { return #expect(Bool(false), "\(report.findings)") }
        #expect(seal.index == newer.index)
    }

    @Test("A key that is no service's seals nothing, and says so")
    func stranger() async throws {
        let bench = try await Sealed(MemoryStore())
        let error = await #expect(throws: LedgerError.self) { _ = try await bench.sealer(Actor(.service, "other")).seal() }
        #expect(error?.code == .invalid)
        #expect(try bench.store.read { try $0.newestSeal(below: $0.size()) } == nil)
    }

    @Test("Many who want a seal at one moment get one, while events go on")
    func together() async throws {
        var bench = try await Sealed(MemoryStore())
        try await bench.label(20)
        let sealer = bench.sealer()
        let indices = try await withThrowingTaskGroup(of: EntryIndex.self) { group in
            for _ in 0..<8 { group.addTask { try await sealer.seal().seal.index } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(indices.count == 1)
    }
}
