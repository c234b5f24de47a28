import Foundation
import GRDB
import Ledger
import LedgerSQLite
import LedgerTesting
import Primitives
import Provenance
import Testing

private let smallDisk = ProcessInfo.processInfo.environment["TOUCHMARK_SMALL_DISK"] ?? "/nonexistent"

/// What a ledger in SQLite does beyond the contract of every store.
struct SQLiteStoreTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("ledger.db")
    }

    /// A closed ledger with batches of these sizes.
    private func makeLedger(_ sizes: [Int] = [10, 600]) throws -> SyntheticLedger {
        let store = try SQLiteStore.create(at: path, vault: directory.vault())
        var ledger = SyntheticLedger(seed: 7)
        for size in sizes { try store.append(ledger.batch(of: size)) }
        try store.close()
        return ledger
    }

    private func expectFailure(_ code: StoreError.Code, naming words: String = "", _ body: () throws -> Void) {
        let error = #expect(throws: StoreError.self, performing: body)
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(words.isEmpty || error?.description.contains(words) == true, "\(String(describing: error))")
    }

    // MARK: Entries and checkpoints are for ever

    @Test(
        "SQL that would change what was logged is refused",
        arguments: [
            "UPDATE entry SET jws = x'00' WHERE idx = 3",
            "UPDATE entry SET recorded = 1",
            "DELETE FROM entry WHERE idx = 609",
            "DELETE FROM entry",
            "INSERT OR REPLACE INTO entry(idx, recorded, jws) VALUES(3, 1, x'00')",
            "INSERT INTO entry(idx, recorded, jws) VALUES(900, 1, x'00')",
            "UPDATE checkpoint SET note = ''",
            "DELETE FROM checkpoint",
            "INSERT OR REPLACE INTO checkpoint(size, note) VALUES(10, '')",
        ])
    func logIsForEver(_ sql: String) throws {
        _ = try makeLedger()
        let queue = try DatabaseQueue(path: path)
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
        try queue.close()
        let store = try SQLiteStore(opening: path, for: .reading)
        #expect(try store.read { try $0.size() } == TreeSize(610))
        #expect(try store.integrityFindings() == [])
    }

    // MARK: Who may open it

    @Test("A second writer is told who is in the way, a reader is not")
    func secondWriter() throws {
        _ = try makeLedger()
        let first = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        expectFailure(.busy, naming: "Stop it") { _ = try SQLiteStore(opening: path, for: .writing, vault: directory.vault()) }
        let reader = try SQLiteStore(opening: path, for: .reading)
        #expect(try reader.read { try $0.size() } == TreeSize(610))
        try first.close()
        try SQLiteStore(opening: path, for: .writing, vault: directory.vault()).close()
        expectFailure(.io, naming: "closed") { try first.keep(KeptDisclosures([], keeper: .ledger), of: EntryIndex(0)) }
    }

    @Test("Another process that holds the lock keeps a writer out until it ends")
    func otherProcess() throws {
        _ = try makeLedger()
        let input = Pipe()
        let other = try StartedProgram(
            "/bin/sh", ["-c", "exec 9>>\"$0-lock\" && flock -n 9 && touch \"$0-held\" && cat", path],
            input: input.fileHandleForReading.fileDescriptor)
        let deadline = Date(timeIntervalSinceNow: 20)
        while !FileManager.default.fileExists(atPath: path + "-held"), Date() < deadline { usleep(2000) }

        expectFailure(.busy) { _ = try SQLiteStore(opening: path, for: .writing, vault: directory.vault()) }
        #expect(try SQLiteStore(opening: path, for: .reading).read { try $0.size() } == TreeSize(610))

        try input.fileHandleForWriting.close()
        #expect(other.wait() == .exited(0))
        _ = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
    }

    @Test("A reader follows a writer, batch by batch, and writes nothing itself")
    func readerDuringWriter() throws {
        var ledger = try makeLedger()
        let writer = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        let reader = try SQLiteStore(opening: path, for: .reading)
        for _ in 0..<5 {
            try writer.append(ledger.batch(of: 20))
            #expect(try reader.read { try $0.size() } == ledger.size)
            #expect(try reader.derivedDigest() == writer.derivedDigest())
        }
        expectFailure(.io, naming: "reading only") { try reader.append(ledger.batch(of: 1)) }
        expectFailure(.io, naming: "reading only") { try reader.keep(KeptDisclosures([], keeper: .ledger), of: EntryIndex(0)) }
    }

    @Test("A ledger in a directory that nobody may write can be read", .enabled(if: geteuid() != 0, "root may write everywhere"))
    func readOnlyDirectory() throws {
        _ = try makeLedger()
        let parent = URL(filePath: path).deletingLastPathComponent().path
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: parent)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: parent) }
        #expect(try SQLiteStore(opening: path, for: .reading).read { try $0.size() } == TreeSize(610))
    }

    @Test("By a link to it, a ledger is the same one: what is in its write-ahead log is read, and who writes it is in the way")
    func linked() throws {
        var ledger = try makeLedger()
        let store = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        try store.append(ledger.batch(of: 5))
        try FileManager.default.createDirectory(atPath: directory.path("links"), withIntermediateDirectories: false)
        let link = directory.path("links/ledger.db")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        #expect(try SQLiteStore(opening: link, for: .reading).read { try $0.size() } == ledger.size)
        expectFailure(.busy) { _ = try SQLiteStore(opening: link, for: .writing, vault: directory.vault()) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path("links")) == ["ledger.db"])
        let copy = directory.path("copy.db")
        #expect(try SQLiteStore.copy(link, to: copy) == nil)
        #expect(try SQLiteStore(opening: copy, for: .reading).read { try $0.size() } == ledger.size)
    }

    // MARK: What is no ledger

    @Test("There is no ledger: the reason and what to do")
    func missing() throws {
        expectFailure(.missing, naming: "touchmark init") {
            _ = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        }
        expectFailure(.missing) { _ = try SQLiteStore(opening: path, for: .reading) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: URL(filePath: path).deletingLastPathComponent().path) == [])
    }

    @Test("A ledger is not made over what is there")
    func exists() throws {
        _ = try makeLedger()
        expectFailure(.exists) { _ = try SQLiteStore.create(at: path, vault: directory.vault()) }
        #expect(try SQLiteStore(opening: path, for: .reading).read { try $0.size() } == TreeSize(610))
    }

    @Test(
        "A file of another kind is refused and left alone",
        arguments: ["{\"a\": 1}", "SQLite", String(repeating: "x", count: 9999)])
    func foreignFile(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        for access in [SQLiteStore.Access.reading, .writing] {
            expectFailure(text == "SQLite" ? .corrupt : .foreign) { _ = try SQLiteStore(opening: path, for: access) }
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
    }

    @Test("A place in the log that is negative is damage, whoever reads it")
    func negativePlace() throws {
        _ = try makeLedger()
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "INSERT INTO dataset(dataset, title, idx) VALUES('damaged', '', -1)") }
        try queue.close()
        let store = try SQLiteStore(opening: path, for: .reading)
        expectFailure(.corrupt) { _ = try store.read { try $0.datasets(after: nil, limit: 1000) } }
        expectFailure(.corrupt) { _ = try store.derivedDigest() }
    }

    @Test("Another program's database and a newer ledger are refused", arguments: ["application_id = 7", "user_version = 99"])
    func foreignDatabase(_ pragma: String) throws {
        _ = try makeLedger()
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = DELETE")
            try db.execute(sql: "PRAGMA \(pragma)")
        }
        try queue.close()
        expectFailure(.foreign) { _ = try SQLiteStore(opening: path, for: .writing, vault: directory.vault()) }
        expectFailure(.foreign) { _ = try SQLiteStore(opening: path, for: .reading) }
    }

    @Test("Migrations that this version does not know are refused")
    func newerMigration() throws {
        _ = try makeLedger()
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES('9 something new')") }
        try queue.close()
        expectFailure(.foreign, naming: "newer") { _ = try SQLiteStore(opening: path, for: .writing, vault: directory.vault()) }
    }

    @Test("Who cosigned is found in a database of before there was a table of them")
    func cosignersOfBefore() throws {
        let store = try SQLiteStore.create(at: path, vault: directory.vault())
        var ledger = SyntheticLedger(seed: 7)
        let batches = [ledger.batch(of: 10), ledger.batch(of: 600)]
        for batch in batches { try store.append(batch) }
        let sizes = batches.map(\.checkpoint.size)
        try store.keep(cosignatures: ["— m.example AAAABBBB\n"], at: sizes[0])
        try store.keep(cosignatures: ["— w.example AAAABBBB\n", "nobody\n"], at: sizes[1])
        try store.close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { db in
            try db.execute(sql: "DROP TABLE cosigner; DELETE FROM grdb_migrations WHERE identifier = '5 cosigners'")
        }
        try queue.close()
        let opened = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        #expect(try opened.read { try $0.cosignedCheckpoints(limit: 9).map(\.size) } == [sizes[0], sizes[1]])
    }

    // MARK: Damage

    @Test(
        "A database that was cut short is found out when it is opened",
        arguments: [0, 1, 50, 99, 100, 512, 8192, 20_000, -8192, -1])
    func cutShort(_ length: Int) throws {
        _ = try makeLedger()
        var data = try Data(contentsOf: URL(filePath: path))
        data = data.prefix(length < 0 ? data.count + length : length)
        try data.write(to: URL(filePath: path))
        for access in [SQLiteStore.Access.reading, .writing] {
            expectFailure(.corrupt, naming: "Restore it from a backup") { _ = try SQLiteStore(opening: path, for: access) }
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == data)
    }

    @Test("A database that was cut short beside its write-ahead log is found out too")
    func cutShortBesideLog() throws {
        _ = try makeLedger()
        var ledger = SyntheticLedger(seed: 7)
        _ = (ledger.batch(of: 10), ledger.batch(of: 600))
        let store = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        try store.append(ledger.batch(of: 2))
        let copy = directory.path("copy.db")
        let data = try Data(contentsOf: URL(filePath: path))
        try data.prefix(data.count - 3 * 8192).write(to: URL(filePath: copy))
        try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
        expectFailure(.corrupt) { _ = try SQLiteStore(opening: copy, for: .writing, vault: directory.vault()) }
    }

    @Test("Bytes that were overwritten are among the findings")
    func overwritten() throws {
        _ = try makeLedger()
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: 5 * 8192)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 3 * 8192))
        try file.close()
        do {
            #expect(try SQLiteStore(opening: path, for: .reading).integrityFindings() != [])
        } catch let error as StoreError {
            #expect(error.code == .corrupt)
        }
    }

    @Test("A derived table with a damaged page is made anew with all the others", arguments: ["event", "history", "item_run"])
    func damagedTable(_ table: String) throws {
        _ = try makeLedger()
        let sound = try SQLiteStore(opening: path, for: .reading)
        let (digest, entries) = (try sound.derivedDigest(), try sound.read { try $0.size() })
        try sound.close()
        let queue = try DatabaseQueue(path: path)
        let page = try #require(
            try queue.read { try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_master WHERE name = ?", arguments: [table]) })
        try queue.close()
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: UInt64(page - 1) * 8192)
        try file.write(contentsOf: Data(repeating: 0, count: 8192))
        try file.close()

        let store = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        let findings = try store.integrityFindings()
        #expect(findings.contains { $0.contains("table \(table)") && $0.contains("touchmark rebuild") }, "\(findings)")
        var model = SyntheticLedger(seed: 7)
        try store.rebuild { write in for size in [10, 600] { try write(model.batch(of: size).derived) } }
        #expect(try store.derivedDigest() == digest)
        #expect(try store.read { try $0.size() } == entries)
        #expect(try store.integrityFindings() == [])
    }

    @Test("After a crash the ledger is at its last whole commit", arguments: [0, 1, 24, 4000, 8248])
    func crash(_ lost: Int) throws {
        var ledger = try makeLedger([10])
        let store = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        var sizes = [store].map { _ in ledger.size }
        for _ in 0..<4 {
            try store.append(ledger.batch(of: 25))
            sizes.append(ledger.size)
        }
        // What a power cut leaves: the files as they are, the end of the write-ahead log perhaps not written.
        let copy = directory.path("after.db")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let log = try Data(contentsOf: URL(filePath: path + "-wal"))
        try log.prefix(log.count - lost).write(to: URL(filePath: copy + "-wal"))
        let revived = try SQLiteStore(opening: copy, for: .writing, vault: directory.vault())
        #expect(try revived.read { try $0.size() } == (lost == 0 ? sizes[4] : sizes[3]))
        #expect(try revived.integrityFindings() == [])
        if lost == 0 {
            try revived.append(ledger.batch(of: 5))
            #expect(try revived.read { try $0.size() } == ledger.size)
        }
    }

    // MARK: A full disk

    @Test("On a full disk nothing is written, and with room again the same batch goes in")
    func fullDisk() throws {
        var ledger = try makeLedger()
        let store = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        let digest = try store.derivedDigest()
        let batch = ledger.batch(of: 800)
        try store.limitPages(to: 1)
        expectFailure(.full, naming: "Nothing was written") { try store.append(batch) }
        expectFailure(.full) {
            let many = (0..<100).map { StoredDisclosure(digest: "d\($0)", encoded: String(repeating: "x", count: 999)) }
            try store.keep(ledger.kept(many), of: EntryIndex(0))
        }
        #expect(try store.read { try $0.size() } == TreeSize(610))
        #expect(try store.derivedDigest() == digest)
        #expect(try store.integrityFindings() == [])

        try store.limitPages(to: 1 << 30)
        try store.append(batch)
        #expect(try store.read { try $0.size() } == ledger.size)
        #expect(try store.integrityFindings() == [])
    }

    @Test(
        "On a real full disk nothing is written",
        .enabled(if: FileManager.default.isWritableFile(atPath: smallDisk), "needs a small file system at TOUCHMARK_SMALL_DISK"))
    func realFullDisk() throws {
        let path = "\(smallDisk)/ledger-\(UUID()).db"
        defer { for end in ["", "-wal", "-shm", "-lock"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let store = try SQLiteStore.create(at: path, vault: directory.vault())
        var ledger = SyntheticLedger(seed: 3)
        var failure: StoreError?
        while failure == nil {
            let before = ledger.size
            do { try store.append(ledger.batch(of: 1000)) } catch let error as StoreError {
                failure = error
                #expect(try store.read { try $0.size() } == before)
            }
        }
        #expect(failure?.code == .full)
        #expect(try store.integrityFindings() == [])
    }

    // MARK: Copies

    @Test("A backup is a ledger of one state, made while batches go in")
    func backup() throws {
        var ledger = try makeLedger()
        let store = try SQLiteStore(opening: path, for: .writing, vault: directory.vault())
        let copy = directory.path("copy.db")
        try store.read { _ in try store.append(ledger.batch(of: 3)) }
        #expect(try store.backup(to: copy, vault: nil) == TreeSize(613))
        let digest = try store.derivedDigest()
        try store.append(ledger.batch(of: 50))
        expectFailure(.exists) { try store.backup(to: copy) }

        let restored = try SQLiteStore(opening: copy, for: .writing, vault: directory.vault())
        #expect(try restored.read { try $0.size() } == TreeSize(613))
        #expect(try restored.derivedDigest() == digest)
        #expect(try restored.integrityFindings() == [])
    }
}
