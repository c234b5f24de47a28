import GRDB
package import Ledger
package import MerkleLog
package import Primitives
import Synchronization

/// An index in a SQLite file of its own: while it is brought up to a new seal, the ledger's file is free for appending.
///
/// What is in it follows from the entries. So a power cut may take its last step back, which is then done again; and a file
/// that is damaged or lost is made anew.
package final class SQLiteSealIndex: SealIndex {
    private let path: String
    private let access: SQLiteStore.Access
    private let isTemporary: Bool
    private let opened = Mutex<Opened?>(nil)

    private struct Opened {
        let pool: DatabasePool
        let file: FileIdentity?
    }

    /// - Parameter path: of the file; made with the first step if it is not there.
    package convenience init(at path: String, for access: SQLiteStore.Access) {
        self.init(path: path, access: access, isTemporary: false)
    }

    /// One for a single use, whose file is removed with it.
    package convenience init(temporaryAt path: String) {
        self.init(path: path, access: .writing, isTemporary: true)
    }

    private init(path: String, access: SQLiteStore.Access, isTemporary: Bool) {
        self.path = path
        self.access = access
        self.isTemporary = isTemporary
    }

    deinit {
        // Nothing is lost with it: what a close would bring home is made anew.
        try? close()
        if isTemporary { SealFile.remove(path) }
    }

    /// Closes the connections. What is in the write-ahead log goes to the file: whoever opens it next would have to read through it.
    package func close() throws {
        try opened.withLock { opened in
            try StoreError.translating {
                if access == .writing { opened?.pool.writeWithoutTransaction { _ = try? $0.checkpoint(.truncate) } }
                try opened?.pool.close()
            }
            opened = nil
        }
    }

    package func state() throws -> SealIndexState {
        try reading { try SealPages($0).state() } ?? .empty
    }

    package func extend(to extent: SealIndexExtent, by touches: [PrefixTouch]) throws -> SealIndexState {
        guard access == .writing else {
            throw StoreError(.io, "The index \(path) is open for reading only. Open the ledger for writing.")
        }
        let update = PrefixUpdate(touches)
        return try translating {
            try pool(making: true)?.write { db in
                var pages = SealPages(db)
                try pages.state().check(goesOnTo: extent.size)
                let state = SealIndexState(extent: extent, summary: try update.apply(to: &pages))
                try pages.set(state)
                return state
            } ?? .empty
        }
    }

    package func proofs(of keys: [Digest], at size: TreeSize) throws -> [PrefixProof]? {
        try reading { db in
            let pages = SealPages(db)
            guard try pages.state().size == size else { return nil }
            var reader = try PrefixPageReader(pages)
            return try keys.map { try reader.proof(of: $0) }
        } ?? nil
    }

    package func check() throws {
        try reading { db in
            let pages = SealPages(db)
            _ = try pages.state()
            try pages.checkAll()
        }
    }

    package func removeAll() throws {
        // A file that is damaged may not close either; it goes.
        do { try close() } catch let error as StoreError where error.code == .corrupt { opened.withLock { $0 = nil } }
        SealFile.remove(path)
    }

    /// `nil` if there is no file.
    private func reading<Result>(_ body: (Database) throws -> Result) throws -> Result? {
        try translating { try pool(making: false)?.read(body) }
    }

    private func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try StoreError.translating(body)
        } catch let error as DamagedPrefixPage {
            throw StoreError(.corrupt, error.description, cause: error)
        } catch let error as StoreError where error.code == .corrupt {
            throw StoreError(.corrupt, "\(path) is damaged. Run touchmark rebuild.", cause: error)
        }
    }

    private func pool(making: Bool) throws -> DatabasePool? {
        try opened.withLock { opened in
            let file = FileSystem.identity(of: path)
            // A rebuild by another process puts a new file in this one's place. Who reads the old one still holds its pool.
            if let known = opened, access == .writing || known.file == file { return known.pool }
            guard making || file != nil else { return nil }
            let pool = try SealFile.open(path, for: access)
            opened = Opened(pool: pool, file: FileSystem.identity(of: path))
            return pool
        }
    }
}

/// The file and its tables.
private enum SealFile {
    /// "TMSI": an index of seals.
    private static let applicationID: UInt32 = 0x544D_5349
    private static let pageSize = 4096

    static func open(_ path: String, for access: SQLiteStore.Access) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.readonly = access == .reading
        configuration.busyMode = .timeout(2)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(db.configuration.readonly ? 4096 : 65_536)")
            guard !db.configuration.readonly else { return }
            // What a power cut takes is made again, so a step need not wait for the disk.
            try db.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16384")
            // A first seal of many entries makes a log as large as the index; the file is cut back when the log begins anew.
            try db.execute(sql: "PRAGMA journal_size_limit = \(64 << 20)")
        }
        if access == .writing, !FileSystem.exists(path) { try make(path) }
        let pool = try DatabasePool(path: DatabaseAddress.of(path, for: access), configuration: configuration)
        guard try pool.read(isIndex) else { throw DamagedPrefixPage() }
        return pool
    }

    /// False also of an empty file, which SQLite takes for a new database.
    private static func isIndex(_ db: Database) throws -> Bool {
        try UInt32.fetchOne(db, sql: "PRAGMA application_id") == applicationID
            && ["state", "bucket", "directory", "crown"].allSatisfy { try db.tableExists($0) }
    }

    private static func make(_ path: String) throws {
        let temporary = path + "-new"
        remove(temporary)
        let queue = try DatabaseQueue(path: temporary)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA page_size = \(pageSize);
                    PRAGMA application_id = \(applicationID);
                    PRAGMA journal_mode = WAL;
                    CREATE TABLE state(id INTEGER PRIMARY KEY CHECK(id = 0), size INTEGER NOT NULL,
                        last BLOB NOT NULL, subjects INTEGER NOT NULL, root BLOB NOT NULL) STRICT;
                    CREATE TABLE bucket(start INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT;
                    CREATE TABLE directory(start INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT;
                    CREATE TABLE crown(start INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT;
                    """)
        }
        try queue.close()
        try FileSystem.publish(temporary, as: path)
        remove(temporary)
    }

    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { FileSystem.remove(path + suffix) }
    }
}

/// The pages in one view of the file.
private struct SealPages: WritablePrefixPages {
    private let db: Database

    init(_ db: Database) { self.db = db }

    /// How far the pages have come.
    ///
    /// - Throws: `DamagedPrefixPage` if they are not those of which that is said.
    func state() throws -> SealIndexState {
        let state = try statedState()
        guard try summary() == state.summary else { throw DamagedPrefixPage() }
        return state
    }

    private func statedState() throws -> SealIndexState {
        let statement = try SQLStatement(db, "SELECT size, last, subjects, root FROM state")
        guard try statement.next() else { return .empty }
        defer { statement.reset() }
        guard let last = Digest(bytes: statement.bytes(1)), let root = Digest(bytes: statement.bytes(3)),
            let summary = try PrefixSummary(readCount: statement.unsigned(2), hash: root)
        else { throw DamagedPrefixPage() }
        return SealIndexState(
            extent: SealIndexExtent(size: TreeSize(try statement.unsigned(0)), lastLeaf: last), summary: summary)
    }

    func set(_ state: SealIndexState) throws {
        let statement = try SQLStatement(db, "INSERT OR REPLACE INTO state VALUES(0, ?, ?, ?, ?)")
        statement.bind(1, state.size.value)
        statement.bind(2, state.extent.lastLeaf.bytes)
        statement.bind(3, state.summary.count)
        statement.bind(4, state.summary.hash.bytes)
        try statement.run()
    }

    func bytes(_ level: PrefixLevel, at start: UInt64) throws -> [UInt8]? {
        let statement = try SQLStatement(db, "SELECT page FROM \(level) WHERE start = ?")
        statement.bind(1, Self.place(start))
        guard try statement.next() else { return nil }
        defer { statement.reset() }
        return statement.bytes(0)
    }

    func write(_ bytes: [UInt8], _ level: PrefixLevel, at start: UInt64) throws {
        let statement = try SQLStatement(db, "INSERT OR REPLACE INTO \(level) VALUES(?, ?)")
        statement.bind(1, Self.place(start))
        try statement.run(2, borrowing: bytes)
    }

    /// No page begins within the last 8 of the 64 bits.
    private static func place(_ start: UInt64) -> UInt64 { start >> 8 }
}
