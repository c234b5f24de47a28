import Foundation
import GRDB
import Ledger
import LedgerSQLite
import LedgerTesting
import Primitives
import Provenance
import Testing
import Vault

/// Disclosures in SQLite: sealed beside the log, and gone for good when erased.
struct VaultStoreTests {
    let directory: TemporaryDirectory
    let path: String
    private let index = EntryIndex(4)

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("ledger.db")
    }

    private func secret(_ name: String) -> StoredDisclosure {
        let encoded = "the name of a person \(name) \(UUID())"
        return StoredDisclosure(digest: Digest(hashing: encoded).base64URL, encoded: encoded)
    }

    private func kept(_ disclosures: StoredDisclosure..., by keeper: String = "ada") -> KeptDisclosures {
        KeptDisclosures(disclosures, keeper: Subject(.annotator, [keeper]))
    }

    private func makeStore() throws -> (SQLiteStore, SyntheticLedger) {
        let store = try SQLiteStore.create(at: path, vault: directory.vault())
        var ledger = SyntheticLedger(seed: 11)
        try store.append(ledger.batch(of: 10, disclosing: false))
        return (store, ledger)
    }

    private func erasing(_ digests: [String], _ ledger: inout SyntheticLedger, of index: EntryIndex? = nil) -> Batch {
        let batch = ledger.batch(of: 1, disclosing: false)
        return Batch(
            entries: batch.entries, disclosures: [:], erasures: [index ?? self.index: digests], tiles: batch.tiles,
            checkpoint: batch.checkpoint, derived: batch.derived)
    }

    private func disclosures(_ store: SQLiteStore, of index: EntryIndex? = nil) throws -> Set<StoredDisclosure> {
        Set(try store.read { try $0.disclosures(of: index ?? self.index) })
    }

    private func copy(_ name: String, as other: String) throws -> String {
        let source = try DatabaseQueue(path: directory.path(name))
        let copy = try DatabaseQueue(path: directory.path(other))
        try source.backup(to: copy)
        return directory.path(other)
    }

    private func bytes() throws -> [(name: String, bytes: Data)] {
        let folder = URL(filePath: path).deletingLastPathComponent()
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
            ($0, try Data(contentsOf: folder.appending(path: $0)))
        }
    }

    @Test("Nothing that was sealed stands in clear in any file")
    func sealed() throws {
        let (store, _) = try makeStore()
        let secret = secret("Ada")
        try store.keep(kept(secret), of: index)
        #expect(try disclosures(store) == [secret])
        #expect(try bytes().count >= 4)
        for (name, bytes) in try bytes() { #expect(bytes.range(of: Data(secret.encoded.utf8)) == nil, "\(name)") }
    }

    @Test("An old copy of the ledger brings nothing back, and an old copy of the vault would")
    func oldCopies() throws {
        var (store, ledger) = try makeStore()
        let (gone, stays) = (secret("Ada"), secret("Eve"))
        try store.keep(kept(gone, stays), of: index)
        let oldLedger = try copy("ledger.db", as: "old.db")
        _ = try copy("vault.db", as: "old-vault.db")
        try store.append(erasing([gone.digest], &ledger))
        #expect(try disclosures(store) == [stays])
        #expect(try store.unsettledErasures() == 0)
        try store.close()

        let old = try SQLiteStore(opening: oldLedger, for: .reading, vault: directory.vault())
        #expect(try disclosures(old) == [stays])
        #expect(try old.read { try $0.lockedDisclosures(of: index) } == [gone.digest])
        // What Docs/Erasure.md warns of is so.
        let both = try SQLiteStore(opening: oldLedger, for: .reading, vault: directory.vault("old-vault.db"))
        #expect(try disclosures(both) == [stays, gone])
    }

    @Test("When the last of a keeper's disclosures goes, her key goes, and what she says later gets another")
    func wholeKeeper() throws {
        var (store, ledger) = try makeStore()
        let (first, second, other) = (secret("Ada"), secret("Ada again"), secret("Eve"))
        try store.keep(kept(first), of: index)
        try store.keep(kept(second), of: EntryIndex(5))
        try store.keep(kept(other, by: "eve"), of: EntryIndex(6))
        func keepers() throws -> [String] {
            try DatabaseQueue(path: directory.path("vault.db")).read {
                try String.fetchAll($0, sql: "SELECT subject FROM keeper ORDER BY 1")
            }
        }
        try store.append(erasing([first.digest], &ledger))
        #expect(try keepers() == ["annotator:ada", "annotator:eve"])
        try store.append(erasing([second.digest], &ledger, of: EntryIndex(5)))
        #expect(try keepers() == ["annotator:eve"])
        #expect(try disclosures(store, of: EntryIndex(6)) == [other])
        let later = secret("Ada later")
        try store.keep(kept(later), of: EntryIndex(7))
        try store.keep(kept(first), of: index)
        #expect(try disclosures(store, of: EntryIndex(7)) == [later])
        #expect(try disclosures(store).isEmpty)
    }

    @Test("Keys that an interrupted erasure left behind are destroyed by whoever opens the ledger next")
    func interrupted() throws {
        var (store, ledger) = try makeStore()
        let (gone, stays) = (secret("Ada"), secret("Eve"))
        try store.keep(kept(gone, stays), of: index)
        let oldLedger = try copy("ledger.db", as: "old.db")
        try store.close()
        // As if it had been killed between the commit and the vault.
        let killed = try SQLiteStore(opening: path, for: .writing)
        try killed.append(erasing([gone.digest], &ledger))
        #expect(try killed.unsettledErasures() == 1)
        try killed.close()
        let revived = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        #expect(try revived.unsettledErasures() == 0)
        #expect(try disclosures(revived) == [stays])
        try revived.close()
        let old = try SQLiteStore(opening: oldLedger, for: .reading, vault: directory.vault())
        #expect(try disclosures(old) == [stays])
    }

    @Test("A key that could not be destroyed while somebody read the vault is destroyed when that is tried again")
    func readVault() throws {
        var (store, ledger) = try makeStore()
        let (gone, stays) = (secret("Ada"), secret("Eve"))
        try store.keep(kept(gone, stays), of: index)
        let before = try nodes()
        let reader = try DatabaseQueue(path: directory.path("vault.db"))
        try reader.read { db in
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM node")
            try store.append(erasing([gone.digest], &ledger))
            #expect(try store.unsettledErasures() == 1)
            #expect(try disclosures(store) == [stays])
        }
        try reader.close()
        store.settleErasures()
        #expect(try store.unsettledErasures() == 0)
        #expect(try disclosures(store) == [stays])
        for (name, bytes) in try bytes() { for key in before { #expect(bytes.range(of: key) == nil, "\(name)") } }
    }

    @Test(
        "A copy without the last entries goes on beside the newest vault: others come in their stead, and what was erased stays so"
    )
    func olderLedger() throws {
        var (store, ledger) = try makeStore()
        try store.keep(kept(secret("Ada")), of: index)
        let old = try copy("ledger.db", as: "old.db")
        var other = ledger
        let next = EntryIndex(10)
        let gone = [secret("Ada's second"), secret("Ada's third")]
        let batch = ledger.batch(of: 1, disclosing: false)
        try store.append(disclosing(kept(gone[0], gone[1]), of: next, in: batch))
        let newer = try copy("ledger.db", as: "newer.db")
        try store.append(erasing(gone.map(\.digest), &ledger, of: next))
        #expect(try store.unsettledErasures() == 0)
        try store.close()

        let restored = try SQLiteStore(opening: old, for: .writing, vault: directory.vault())
        let (said, more) = (secret("Ada instead"), secret("Ada more"))
        try restored.append(disclosing(kept(said), of: next, in: other.batch(of: 1, disclosing: false)))
        try restored.keep(kept(more), of: next)
        #expect(try disclosures(restored, of: next) == [said, more])
        #expect(try restored.integrityFindings() == [])
        // It can be erased as any other.
        try restored.append(erasing([said.digest], &other, of: next))
        #expect(try disclosures(restored, of: next) == [more])
        try restored.close()

        let locked = try SQLiteStore(opening: newer, for: .reading, vault: directory.vault())
        #expect(try disclosures(locked, of: next).isEmpty)
        #expect(try locked.read { try $0.lockedDisclosures(of: next) } == gone.map(\.digest).sorted())
    }

    private func disclosing(_ kept: KeptDisclosures, of index: EntryIndex, in batch: Batch) -> Batch {
        Batch(
            entries: batch.entries, disclosures: [index: kept], tiles: batch.tiles, checkpoint: batch.checkpoint,
            derived: batch.derived)
    }

    // MARK: What is left of a key

    /// The keys in the vault, wrapped.
    private func nodes() throws -> Set<Data> {
        let queue = try DatabaseQueue(path: directory.path("vault.db"))
        defer { try? queue.close() }
        return try queue.read { try Data.fetchSet($0, sql: "SELECT wrapped FROM node") }
    }

    @Test("A key that SQLite moved about before it was destroyed is nowhere after")
    func moved() throws {
        var (store, ledger) = try makeStore()
        let gone = secret("Ada")
        try store.keep(kept(gone), of: index)
        try store.close()
        let key = try #require(try nodes().first)
        try plant(key)
        let opened = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        try opened.keep(kept(secret("Eve"), by: "eve"), of: EntryIndex(5))
        try opened.append(erasing([gone.digest], &ledger))
        #expect(try opened.unsettledErasures() == 0)
        for (name, bytes) in try bytes() { #expect(bytes.range(of: key) == nil, "\(name)") }
    }

    /// Leaves a key between the cells of a page, as SQLite does where it balances pages (sqlite.org/fileformat2.html §1.6).
    private func plant(_ key: Data) throws {
        let file = directory.path("vault.db")
        let queue = try DatabaseQueue(path: file)
        let (root, pageSize) = try queue.read { db in
            (
                try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'node'"),
                try Int.fetchOne(db, sql: "PRAGMA page_size")
            )
        }
        try queue.close()
        let start = try #require(root.map { $0 - 1 }) * #require(pageSize)
        var bytes = try Data(contentsOf: URL(filePath: file))
        func number(at offset: Int) -> Int { Int(bytes[start + offset]) << 8 | Int(bytes[start + offset + 1]) }
        let (pointers, cells) = (8 + 2 * number(at: 3), number(at: 5))
        try #require(cells - pointers > 1000)
        // Not where the next cell goes.
        let place = start + pointers + 64
        bytes.replaceSubrange(place..<place + key.count, with: key)
        try bytes.write(to: URL(filePath: file))
    }

    @Test("Whatever was erased, in whatever order, no destroyed key is left in the vault's bytes", arguments: [1, 2, 3])
    func destroyed(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let store = try SQLiteStore.create(at: path, vault: directory.vault())
        var ledger = SyntheticLedger(seed: seed)
        try store.append(ledger.batch(of: 600, disclosing: false))
        var there: [(index: EntryIndex, digest: String)] = []
        var disclosures: [EntryIndex: KeptDisclosures] = [:]
        for number in 0..<600 {
            let secret = secret("\(number)")
            let index = EntryIndex(UInt64(number))
            there.append((index, secret.digest))
            disclosures[index] = kept(secret, by: "\(Int.random(in: 0..<150, using: &random))")
        }
        try store.keep(disclosures)
        var seen = try nodes()
        for _ in 0..<10 {
            there.shuffle(using: &random)
            let batch = ledger.batch(of: 1, disclosing: false)
            try store.append(
                Batch(
                    entries: batch.entries, disclosures: [:],
                    erasures: Dictionary(uniqueKeysWithValues: there.suffix(30).map { ($0.index, [$0.digest]) }),
                    tiles: batch.tiles, checkpoint: batch.checkpoint, derived: batch.derived))
            there.removeLast(30)
            seen.formUnion(try nodes())
        }
        let gone = seen.subtracting(try nodes())
        #expect(gone.count > 300)
        let beginnings = Set(gone.map { $0.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } })
        var last: UInt64 = 0
        let left = try Data(contentsOf: URL(filePath: directory.path("vault.db"))).count { byte in
            last = last << 8 | UInt64(byte)
            return beginnings.contains(last)
        }
        #expect(left == 0)
        #expect(try store.integrityFindings() == [])
    }

    @Test("Without the vault disclosures are locked, none can be kept, and the rest of the ledger is there")
    func withoutVault() throws {
        let (store, _) = try makeStore()
        let secret = secret("Ada")
        try store.keep(kept(secret), of: index)
        try store.close()
        let bare = try SQLiteStore(opening: path, for: .writing)
        #expect(try disclosures(bare).isEmpty)
        #expect(try bare.read { try $0.lockedDisclosures(of: index) } == [secret.digest])
        let error = #expect(throws: StoreError.self) { try bare.keep(kept(self.secret("Eve")), of: index) }
        #expect(error?.code == .missing)
        try bare.close()

        // A new vault, as after a restore without the old one: what is brought again is kept again.
        let restored = try SQLiteStore(opening: path, for: .writing, vault: directory.vault("new-vault.db"))
        #expect(try disclosures(restored).isEmpty)
        try restored.keep(kept(secret), of: index)
        #expect(try disclosures(restored) == [secret])
    }

    @Test("Another master key is refused, and so is a vault that is missing")
    func wrongMasterKey() throws {
        let (store, _) = try makeStore()
        try store.close()
        let other = VaultPlace(path: directory.path("vault.db"), masterKey: MasterKey())
        let error = #expect(throws: StoreError.self) { _ = try SQLiteStore(opening: path, for: .writing, vault: other) }
        #expect(error?.code == .foreign)
        let missing = #expect(throws: StoreError.self) {
            _ = try SQLiteStore(opening: path, for: .reading, vault: directory.vault("nowhere.db"))
        }
        #expect(missing?.code == .missing)
    }

    @Test("A reader in another process sees what was kept, and no longer what was erased")
    func otherReader() throws {
        var (store, ledger) = try makeStore()
        let (gone, stays) = (secret("Ada"), secret("Eve"))
        let reader = try SQLiteStore(opening: path, for: .reading, vault: directory.vault())
        try store.keep(kept(gone, stays), of: index)
        #expect(try disclosures(reader) == [gone, stays])
        try store.append(erasing([gone.digest], &ledger))
        #expect(try disclosures(reader) == [stays])
    }

    @Test("What an older version kept in clear is sealed when the ledger is opened, and is in clear nowhere after")
    func olderVersion() async throws {
        var events = EventBuilder()
        let ada = Actor(.annotator, "ada")
        let store = try SQLiteStore.create(at: path, vault: directory.vault())
        let ledger = try Ledger(store: store, origin: EventBuilder.origin, logKey: events.logKey, clock: FixedClock())
        _ = try await ledger.append(try events.opening() + [events.enrolment(of: ada).token])
        ledger.finish()
        try store.close()
        let (secret, erased) = (secret("Ada"), secret("Eve"))
        try takeBack(secret, erased)
        let bare = #expect(throws: StoreError.self) { _ = try SQLiteStore(opening: path, for: .writing) }
        #expect(bare?.code == .missing)
        let opened = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        #expect(try disclosures(opened, of: EntryIndex(2)) == [secret])
        #expect(try opened.read { try $0.erasures(of: EntryIndex(2)) } == [erased.digest])
        for (name, bytes) in try bytes() { #expect(bytes.range(of: Data(secret.encoded.utf8)) == nil, "\(name)") }
    }

    /// Makes the file one of the version before the vault, with these two at entry 2.
    private func takeBack(_ secret: StoredDisclosure, _ erased: StoredDisclosure) throws {
        try DatabaseQueue(path: path).write { db in
            try db.execute(
                sql: """
                    DROP TABLE disclosure;
                    CREATE TABLE disclosure(
                        idx INTEGER NOT NULL, digest TEXT NOT NULL, encoded TEXT, PRIMARY KEY(idx, digest)
                    ) STRICT, WITHOUT ROWID;
                    DELETE FROM grdb_migrations WHERE identifier = '3 vault';
                    """)
            try db.execute(
                sql: "INSERT INTO disclosure VALUES(2, ?, ?), (2, ?, NULL)",
                arguments: [secret.digest, secret.encoded, erased.digest])
        }
    }
}
