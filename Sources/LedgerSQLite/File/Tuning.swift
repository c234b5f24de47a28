import GRDB
import Ledger

/// When the labels of a batch wait in a run for their items' rows.
package struct RunLimits: Sendable {
    /// A batch with fewer items writes their rows at once.
    package var smallestRun = 256
    /// Items that wait: each takes about 100 bytes of memory; the more wait, the fewer pages a batch changes.
    package var waitingItems = 65_536

    package init() {}
}

/// Sizes chosen by measurement (Docs/Performance.md).
enum Tuning {
    static let pageSize = 8192
    /// Per connection, in KiB.
    static let writerCache = 32 * 1024
    static let readerCache = 4 * 1024
    /// Pages in the write-ahead log after which it is brought home.
    static let checkpointPages = 2048
    /// Bytes in the write-ahead log, kept there by readers, after which the writer waits for them for a moment.
    static let largestLog = 256 << 20

    static func configuration(_ access: SQLiteStore.Access) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = access == .reading
        configuration.maximumReaderCount = 8
        configuration.busyMode = .timeout(2)
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            let cache = db.configuration.readonly ? readerCache : writerCache
            try db.execute(sql: "PRAGMA cache_size = -\(cache)")
            guard !db.configuration.readonly else { return }
            try db.execute(
                sql: """
                    PRAGMA wal_autocheckpoint = 0;
                    PRAGMA journal_size_limit = \(largestLog);
                    PRAGMA secure_delete = OFF;
                    """)
        }
        return configuration
    }

    /// Has a commit on this connection return only when the disk has it.
    ///
    /// Asked for when the connection stands and read back: a pool of GRDB's asks for less after it has prepared its connection.
    ///
    /// - Throws: `StoreError.io` if SQLite will not.
    static func waitForDisk(_ db: Database) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL")
        let full = 2
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == full else {
            throw StoreError(
                .io,
                "SQLite would commit without waiting for the disk, and what was acknowledged could be lost. "
                    + "Use the SQLite that Touchmark was built with.")
        }
    }
}
