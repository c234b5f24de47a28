import Foundation
import GRDB
import Ledger
import LedgerSQLite
import LedgerTesting
import Primitives
import Provenance
import Testing

/// A write-ahead log that lay on a disk after a crash.
struct LogDamageTests {
    private let directory: TemporaryDirectory
    private let path: String
    /// What was committed behind each batch.
    private let sizes: [TreeSize]

    /// As a crash leaves it: eight commits in the log, none brought home.
    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("ledger.db")
        let live = directory.path("live.db")
        let made = try SQLiteStore.create(at: live, vault: directory.vault())
        var ledger = SyntheticLedger(seed: 41)
        try made.append(ledger.batch(of: 10))
        try made.close()
        let store = try SQLiteStore(opening: live, for: .writing, vault: directory.vault())
        var sizes: [TreeSize] = []
        for _ in 0..<8 {
            try store.append(ledger.batch(of: 20))
            sizes.append(ledger.size)
        }
        self.sizes = sizes
        for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: live + end, toPath: path + end) }
        try store.close()
    }

    private func change(_ place: (Int) -> Int) throws {
        var log = try Data(contentsOf: URL(filePath: path + "-wal"))
        log[place(log.count)] ^= 1
        try log.write(to: URL(filePath: path + "-wal"))
    }

    private func size(_ access: SQLiteStore.Access) throws -> TreeSize {
        let store = try SQLiteStore(opening: path, for: access, vault: directory.vault())
        defer { try? store.close() }
        return try store.read { try $0.size() }
    }

    @Test("a log that a crash left whole, or whose last commit it tore, is no damage")
    func sound() throws {
        #expect(try LogDamage(besideDatabase: path) == nil)
        // The last page of the last commit.
        try change { $0 - 100 }
        #expect(try LogDamage(besideDatabase: path) == nil)
        #expect(try size(.writing) == sizes[6])
    }

    @Test(
        "a bit that turned over before the last commit is told from a torn end, and nothing goes on from it",
        arguments: [2, 3, 4])
    func damaged(part: Int) throws {
        try change { $0 / part }
        let damage = try #require(try LogDamage(besideDatabase: path))
        #expect(damage.commitCount > 1 && damage.commitCount < 9, "\(damage)")
        let files = try ["", "-wal"].map { try Data(contentsOf: URL(filePath: path + $0)) }
        let error = #expect(throws: StoreError.self) { _ = try size(.writing) }
        #expect(error?.code == .corrupt && error?.description.contains("touchmark restore") == true)
        #expect(try ["", "-wal"].map { try Data(contentsOf: URL(filePath: path + $0)) } == files)
        let reader = try SQLiteStore(opening: path, for: .reading)
        #expect(try reader.integrityFindings().contains { $0.contains("is damaged at frame \(damage.frame)") })
        let backup = #expect(throws: StoreError.self) { try reader.backup(to: directory.path("copy.db")) }
        #expect(backup?.code == .corrupt)
    }

    @Test("a log whose header is damaged still has its commits, whichever bit turned over", arguments: 0..<32)
    func header(byte: Int) throws {
        let log = try FileHandle(forUpdating: URL(filePath: path + "-wal"))
        let header = try #require(try log.read(upToCount: 32))
        for bit in 0..<8 {
            var damaged = header
            damaged[byte] ^= 1 << bit
            try write(damaged, log)
            #expect(try LogDamage(besideDatabase: path)?.frame == 0, "bit \(bit)")
        }
        #expect(throws: StoreError.self) { _ = try size(.writing) }
        try write(header, log)
        #expect(try LogDamage(besideDatabase: path) == nil)
        #expect(try size(.writing) == sizes[7])
    }

    @Test("a log whose first sector is gone still has its commits")
    func firstSector() throws {
        let log = try FileHandle(forUpdating: URL(filePath: path + "-wal"))
        try write(Data(repeating: 0, count: 512), log)
        #expect(try LogDamage(besideDatabase: path)?.frame == 0)
    }

    private func write(_ bytes: Data, _ log: FileHandle) throws {
        try log.seek(toOffset: 0)
        try log.write(contentsOf: bytes)
    }

    @Test("a log that ends before its first whole frame has no commits, whatever stands there", arguments: [0, 1, 31, 32, 500])
    func begun(length: Int) throws {
        try Data(repeating: 0, count: length).write(to: URL(filePath: path + "-wal"))
        #expect(try LogDamage(besideDatabase: path) == nil)
        #expect(try size(.writing) == TreeSize(10))
    }

    @Test("where a log began anew, its own commits count, and not those of the log before it that stand behind them")
    func begunAnew() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            _ = try db.checkpoint(.passive)
            try db.execute(sql: "CREATE TABLE anew(x)")
        }
        // Closing removes the log.
        let anew = directory.path("anew.db")
        for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: anew + end) }
        try queue.close()
        #expect(try LogDamage(besideDatabase: anew) == nil)
        var log = try Data(contentsOf: URL(filePath: anew + "-wal"))
        #expect(log.count > 20 * 8192)
        log[0] ^= 1
        try log.write(to: URL(filePath: anew + "-wal"))
        #expect(try LogDamage(besideDatabase: anew)?.commitCount == 1)
    }

    @Test("a copy has what stands in the log, and says what it could not read; nothing new lies beside the original")
    func copied() throws {
        func names() throws -> Set<String> {
            let parent = URL(filePath: path).deletingLastPathComponent().path
            return try Set(FileManager.default.contentsOfDirectory(atPath: parent).filter { $0.hasPrefix("ledger.db") })
        }
        let before = try names()
        #expect(try SQLiteStore.copy(path, to: directory.path("whole.db")) == nil)
        #expect(try SQLiteStore(opening: directory.path("whole.db"), for: .reading).read { try $0.size() } == sizes[7])
        #expect(try names() == before)
        try change { $0 / 2 }
        #expect(try SQLiteStore.copy(path, to: directory.path("part.db")) != nil)
        #expect(try SQLiteStore(opening: directory.path("part.db"), for: .reading).read { try $0.size() } < sizes[7])
    }
}
