import Files
import GRDB
import GRDBSQLite
package import Ledger
import MerkleLog
package import Primitives
import Synchronization

/// A ledger in one SQLite file, in write-ahead mode with `synchronous=FULL`: a batch is one transaction and one fsync.
///
/// One process writes, held to it by `WriterLock`; any number read, also while it writes, each in its own snapshot.
package final class SQLiteStore: LedgerStore {
    package enum Access: Sendable {
        case writing, reading
    }

    private let path: String
    private let pool: DatabasePool
    private let access: Access
    private let runs: ItemRunCache
    /// `nil` if the ledger is open for reading.
    private let log: WriteAheadLog?
    /// What opens disclosures; `nil` where it is not at hand.
    private let vault: SQLiteVault?
    private let state: Mutex<State>
    package var sealIndex: any SealIndex { seals }
    private let seals: SQLiteSealIndex

    private struct State {
        /// `nil` if the ledger is open for reading.
        var lock: FileLock?
        var isClosed = false
        /// A commit failed, and its frames may stand in the write-ahead log.
        var hasFailedCommit = false
    }

    /// Makes an empty ledger and opens it for writing. It has its name only once it is whole.
    ///
    /// - Parameter vault: where disclosures have their keys; without one none can be kept.
    /// - Throws: `StoreError`, `.exists` if there is a file of that name.
    package static func create(
        at path: String, vault: VaultPlace? = nil, limits: RunLimits = RunLimits()
    ) throws -> SQLiteStore {
        guard !FileSystem.exists(path) else { throw StoreError.alreadyThere(path) }
        let lock = try WriterLock.take(besideDatabase: path)
        let temporary = path + "-new"
        FileSystem.remove(temporary)
        try FileSystem.makeOwners(temporary)
        defer { FileSystem.remove(temporary) }
        try StoreError.translating {
            let queue = try DatabaseQueue(path: temporary)
            try queue.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        PRAGMA page_size = \(Tuning.pageSize);
                        PRAGMA application_id = \(DatabaseFile.applicationID);
                        PRAGMA user_version = \(DatabaseFile.formatVersion);
                        PRAGMA journal_mode = WAL;
                        """)
            }
            try Schema.migrator(nil).migrate(queue)
            // Closing would bring the write-ahead log home too, and not say that it could not; the log is not published.
            try queue.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
            try queue.close()
            try FileSystem.publish(temporary, as: path)
        }
        return try SQLiteStore(path: path, access: .writing, vault: vault, limits: limits, lock: lock)
    }

    /// Opens a ledger that is there.
    ///
    /// - Parameter vault: where disclosures have their keys; without one they stay locked.
    /// - Throws: `StoreError`: `.missing`; `.foreign` for another program's file or a newer version's; `.corrupt` for one that was
    ///   cut short, and, if it is to be written, for one whose write-ahead log has lost commits (`LogDamage`); `.busy` if it is to be written and another process does.
    package convenience init(
        opening path: String, for access: Access, vault: VaultPlace? = nil, limits: RunLimits = RunLimits()
    ) throws {
        // Its lock and its logs are beside the file, not beside a link to it.
        let path = FileSystem.resolved(path)
        let lock = access == .writing && FileSystem.exists(path) ? try WriterLock.take(besideDatabase: path) : nil
        try self.init(path: path, access: access, vault: vault, limits: limits, lock: lock)
    }

    private init(path: String, access: Access, vault place: VaultPlace?, limits: RunLimits, lock: FileLock?) throws {
        let runs = ItemRunCache(limits)
        let file = try DatabaseFile(inspecting: path)
        try file.checkLength()
        if access == .writing, let damage = try LogDamage(besideDatabase: path) { throw StoreError.lossy(damage, of: path) }
        let left = try LeftLog(syncing: path, for: access)
        let vault = try place.map { try SQLiteVault($0, for: access) }
        let pool = try StoreError.translating {
            let pool = try DatabasePool(path: DatabaseAddress.of(path, for: access), configuration: Tuning.configuration(access))
            if access == .writing { try pool.writeWithoutTransaction { try Tuning.waitForDisk($0) } }
            let migrator = Schema.migrator(vault)
            let isSuperseded = try pool.read { try migrator.hasBeenSuperseded($0) }
            guard !isSuperseded else { throw StoreError.newer(path) }
            let isOlder = try pool.read { try !migrator.hasCompletedMigrations($0) }
            if isOlder, access == .writing {
                // What an older version wrote in clear must not stay in free pages.
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA secure_delete = ON") }
                try migrator.migrate(pool)
                try pool.writeWithoutTransaction { db in
                    try db.execute(sql: "PRAGMA secure_delete = OFF")
                    _ = try db.checkpoint(.truncate)
                }
            } else if isOlder {
                throw StoreError(.foreign, "\(path) was written by an older Touchmark. Open it for writing once.")
            }
            try pool.read { try SQLiteReader($0, runs, vault).checkEdge() }
            return pool
        }
        self.path = path
        self.pool = pool
        self.runs = runs
        self.access = access
        self.vault = vault
        seals = SQLiteSealIndex(at: path + "-seals", for: access)
        log = try StoreError.translating { access == .writing ? try WriteAheadLog(of: path) : nil }
        state = Mutex(State(lock: lock))
        if let log { pool.writeWithoutTransaction { log.watch($0) } }
        // Pages that the file lacks may be in the write-ahead log; if they are not, better to hear of it now.
        if !file.isWhole, let finding = try integrityFindings().first {
            throw StoreError(.corrupt, "\(path) is damaged: \(finding). Restore it from a backup.")
        }
        guard access == .writing else { return }
        try left.bringHome { try write { checkpoint($0) } }
        // What an erasure before had no time for.
        settleErasures()
    }

    deinit {
        try? close()
    }

    /// Closes the connections; what is in the write-ahead log goes to the file, unless somebody reads it. Nothing may be asked of
    /// the store after.
    package func close() throws {
        let wasClosed = state.withLock { state in
            defer { state.isClosed = true }
            return state.isClosed
        }
        guard !wasClosed else { return }
        try StoreError.translating {
            try log?.close()
            // SQLite would do this when the last connection closes, but that may be one that only reads.
            if access == .writing { pool.writeWithoutTransaction { checkpoint($0) } }
            try pool.close()
        }
        try seals.close()
        try vault?.close()
        state.withLock { $0.lock = nil }
    }

    package func read<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result {
        try StoreError.translating { try pool.read { try body(SQLiteReader($0, runs, vault)) } }
    }

    /// On the writer's connection: its pages stay in its cache from batch to batch, where those of a connection that only reads
    /// are void after every commit.
    package func readBeforeWriting<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result {
        try write { db in try transaction("DEFERRED", in: db) { try body(SQLiteReader(db, runs, vault)) } }
    }

    package func append(_ batch: Batch) throws {
        try write { db in
            let erases = !batch.erasures.isEmpty
            // What is erased must not stay in free pages or in the write-ahead log.
            if erases { try db.execute(sql: "PRAGMA secure_delete = ON") }
            defer { if erases { try? db.execute(sql: "PRAGMA secure_delete = OFF") } }
            runs.replace(by: try transaction(in: db) { try BatchWriter(db, vault).write(batch, runs) })
            if erases || FileSystem.size(of: path + "-wal") > Tuning.largestLog { checkpoint(db) }
        }
        // They are committed whatever comes of this.
        if !batch.erasures.isEmpty { settleErasures() }
    }

    package func keep(_ disclosures: [EntryIndex: KeptDisclosures]) throws {
        try write { db in
            let size = try SQLiteReader(db, runs, vault).size()
            if let index = disclosures.keys.first(where: { !size.contains($0) }) { throw StoreError.noEntry(index) }
            try transaction(in: db) { try DisclosureTable(db, vault).keep(disclosures, asNewFrom: size.nextIndex) }
        }
    }

    package func settleErasures() {
        guard let vault else { return }
        try? write { db in
            guard try DisclosureTable.unsettledCount(in: db) > 0 else { return }
            try transaction(in: db) { try DisclosureTable.settle(db, vault) }
            checkpoint(db)
        }
    }

    package func unsettledErasures() throws -> Int {
        try StoreError.translating { try pool.read { try DisclosureTable.unsettledCount(in: $0) } }
    }

    /// A consistent copy of the vault into a new file: its keys, wrapped under the master key.
    private func copyVault(_ vault: SQLiteVault, to destination: String) throws {
        guard !FileSystem.exists(destination) else { throw StoreError.alreadyThere(destination) }
        let temporary = try FileSystem.begin(destination)
        defer { FileSystem.remove(temporary) }
        try vault.copy(to: temporary)
        try FileSystem.publish(temporary, as: destination)
    }

    package func keep(cosignatures: [String], at size: TreeSize) throws {
        try write { db in
            try transaction(in: db) {
                let reader = SQLiteReader(db, runs, vault)
                guard try reader.checkpoint(atMost: size)?.size == size else { throw StoreError.noCheckpoint(size) }
                try BatchWriter(db, vault).keep(cosignatures: cosignatures, beside: reader.cosignatures(at: size), at: size)
            }
        }
    }

    package func keep(timeTokens: [[UInt8]], at size: TreeSize) throws {
        try write { db in
            try transaction(in: db) {
                let reader = SQLiteReader(db, runs, vault)
                guard try reader.checkpoint(atMost: size)?.size == size else { throw StoreError.noCheckpoint(size) }
                try BatchWriter(db, vault).keep(timeTokens: timeTokens, beside: reader.timeTokens(at: size), at: size)
            }
        }
    }

    package func rebuild(_ refill: (_ write: (DerivedRows) throws -> Void) throws -> Void) throws {
        try write { db in
            do {
                runs.replace(by: try refilled(db, emptiedBy: Schema.emptyDerivedTables, refill))
            } catch is DamagedDerivedTables {
                runs.replace(by: try refilled(db, emptiedBy: Schema.remakeDerivedTables, refill))
                // Until then there are pages that belong to nothing.
                try db.execute(sql: "VACUUM")
            }
            checkpoint(db)
        }
    }

    private func refilled(
        _ db: Database, emptiedBy empty: (Database) throws -> Void,
        _ refill: (_ write: (DerivedRows) throws -> Void) throws -> Void
    ) throws -> ItemFold {
        try transaction(in: db) {
            try empty(db)
            var writer = try DerivedWriter(db, runs)
            try refill { rows in try StoreError.translating { try writer.write(rows) } }
            return writer.fold
        }
    }

    package func derivedDigest() throws -> Digest {
        try StoreError.translating { try pool.read { try SQLiteReader($0, runs, vault).derivedDigest() } }
    }

    package func integrityFindings() throws -> [String] {
        try StoreError.translating {
            let damage = try StructureCheck.findings(in: pool, remedy: Schema.remedy)
            guard damage.isEmpty else { return damage }
            return try pool.read { db in
                let reader = SQLiteReader(db, runs, vault)
                return try reader.edgeFindings() + reader.orphanFindings()
            }
        } + logFindings() + (vault?.findings() ?? [])
    }

    private func logFindings() throws -> [String] { try logDamage().map { ["\($0)."] } ?? [] }

    /// While somebody writes, a frame that is half there looks damaged, but not twice.
    private func logDamage() throws -> LogDamage? {
        let damage = try LogDamage(besideDatabase: path)
        return damage == nil ? nil : try LogDamage(besideDatabase: path) == damage ? damage : nil
    }

    /// A consistent copy of the database into a new file and, if one is named, of the vault's keys into another, wrapped under
    /// the master key. Where it throws, neither is there.
    ///
    /// - Returns: the entries that the copy holds.
    /// - Throws: `StoreError`: `.exists` if there is a file of either name; `.missing` if the vault is to be copied and is not open;
    ///   `.corrupt` where the write-ahead log has lost commits.
    package func backup(to destination: String, vault keys: String?) throws -> TreeSize {
        for file in [destination, keys].compactMap(\.self) where FileSystem.exists(file) { throw StoreError.alreadyThere(file) }
        guard let keys else { return try copyEntries(to: destination) }
        guard let vault else { throw StoreError(.missing, "The ledger was opened without its vault. Put its files back.") }
        let size = try copyEntries(to: destination)
        // The keys after the texts: a text without its key would be lost.
        do { try copyVault(vault, to: keys) } catch {
            FileSystem.remove(destination)
            throw error
        }
        return size
    }

    package func backup(to destination: String) throws { _ = try backup(to: destination, vault: nil) }

    private func copyEntries(to destination: String) throws -> TreeSize {
        // It would take the place of a copy that has more.
        if let damage = try logDamage() { throw StoreError.lossy(damage, of: path) }
        let temporary = try FileSystem.begin(destination)
        defer { FileSystem.remove(temporary) }
        return try StoreError.translating {
            // A snapshot of one reader: the copy is of one state, and the writer goes on.
            let size = try pool.read { source in
                let size = try SQLiteReader(source, runs, vault).size()
                try DatabaseCopy.copy(source, to: temporary)
                return size
            }
            try FileSystem.publish(temporary, as: destination)
            return size
        }
    }

    /// Has the database refuse to grow beyond so many pages, no fewer than it has: for tests of what a full disk does.
    package func limitPages(to count: Int) throws {
        try write { db in try db.execute(sql: "PRAGMA max_page_count = \(count)") }
    }

    private func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        guard access == .writing else {
            throw StoreError(.io, "The ledger \(path) is open for reading only. Open it for writing.")
        }
        guard !state.withLock({ $0.isClosed }) else { throw StoreError(.io, "The ledger \(path) was closed.") }
        return try StoreError.translating {
            try pool.writeWithoutTransaction { db in
                // Whatever was committed, also beside batches, fills the log.
                defer { log?.tidy(db) }
                try discardFailedCommit(db)
                return try body(db)
            }
        }
    }

    private func transaction<Result>(
        _ kind: String = "IMMEDIATE", in db: Database, _ body: () throws -> Result
    ) throws -> Result {
        try SQLStatement(db, "BEGIN \(kind)").run()
        do {
            let result = try body()
            try commit(db)
            return result
        } catch {
            // SQLite has rolled back by itself after some errors, such as a full disk.
            let rollback = Swift.Result { if db.isInsideTransaction { try SQLStatement(db, "ROLLBACK").run() } }
            try discardFailedCommit(db)
            try rollback.get()
            throw error
        }
    }

    private func commit(_ db: Database) throws {
        do { try SQLStatement(db, "COMMIT").run() } catch {
            // For want of room the last frame was not written, and without it the others are nothing.
            if (error as? SQLFailure)?.isFull != true { state.withLock { $0.hasFailedCommit = true } }
            throw error
        }
    }

    /// The frames of a commit that failed, mostly because the disk could not be waited for, stand in the log all the same. SQLite
    /// writes over them, but not over all of them if the next commit is smaller; and until then, whoever opens the ledger after a
    /// crash takes them for a commit. An emptied log has none.
    ///
    /// - Throws: `StoreError.uncertain` while the log cannot be emptied.
    private func discardFailedCommit(_ db: Database) throws {
        guard state.withLock({ $0.hasFailedCommit }) else { return }
        log?.wait()
        do {
            _ = try db.checkpoint(.truncate)
            // SQLite does not wait for that.
            try FileSystem.sync(path + "-wal")
        } catch {
            throw StoreError(
                .uncertain,
                "The disk failed while a batch was written, this one or one before it, and it is not known whether it was. Nothing more is "
                    + "written until it is known that it was not. Check the disk, and who reads the ledger for long.",
                cause: error)
        }
        state.withLock { $0.hasFailedCommit = false }
    }

    /// Brings the write-ahead log home and empties it. What hinders it, a reader or a full disk, hinders nothing else: the
    /// commits are durable where they are, and the next batch tries again.
    private func checkpoint(_ db: Database) {
        // SQLite would not wait for another one, and what is erased must be out of the log.
        log?.wait()
        _ = try? db.checkpoint(.truncate)
    }
}
