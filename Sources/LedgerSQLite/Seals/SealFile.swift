import GRDB
import MerkleLog

/// The file of an index of seals, and its tables.
enum SealFile {
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
        try FileSystem.makeOwners(temporary)
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
