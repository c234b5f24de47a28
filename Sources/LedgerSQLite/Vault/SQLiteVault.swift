import GRDB
import Ledger
import Provenance
import Synchronization
import Vault

/// The keys of disclosures, those of each keeper in a tree of their own, in a SQLite file beside the ledger's.
///
/// A key that is given out is durable: what is sealed with it can be opened after a power cut. When a key is destroyed the file
/// is written anew without it, and the write-ahead log is emptied.
final class SQLiteVault: Sendable {
    private let queue: DatabaseQueue
    private let masterKey: MasterKey
    private let access: SQLiteStore.Access
    private let state = Mutex(State())

    private struct State {
        /// Keepers whose keys are remembered, by name alone.
        static let greatestKeyCount = 65_536

        var keys: [Subject: Int64] = [:]
        /// The last way down a tree, of this key.
        var walk: (key: Int64, walk: KeyTreeWalk)?
        /// SQLite's mark of what other connections have changed.
        var version: Int64 = 0

        /// From the last way, if that goes by it.
        mutating func key(of leaf: VaultLeaf) -> VaultKey? { walk?.key == leaf.key ? walk?.walk.key(of: leaf.number) : nil }
    }

    /// Opens a vault; for writing, makes it if there is none.
    ///
    /// - Throws: `StoreError`: `.missing` if there is no file and it is to be read; `.corrupt` if what is there is no whole vault;
    ///   `.foreign` if the master key is another.
    init(_ place: VaultPlace, for access: SQLiteStore.Access) throws {
        masterKey = place.masterKey
        self.access = access
        if !FileSystem.exists(place.path) {
            guard access == .writing else {
                throw StoreError(.missing, "There is no vault \(place.path). Put it back from where its copies are kept.")
            }
            try Self.create(place)
        }
        // SQLite would take an empty file for a new database.
        guard FileSystem.size(of: place.path) > 0 else { throw Self.notWhole(place) }
        let left = try LeftLog(syncing: place.path, for: access)
        var configuration = Configuration()
        configuration.readonly = access == .reading
        configuration.busyMode = .timeout(2)
        configuration.prepareDatabase { db in
            guard !db.configuration.readonly else { return }
            // No key goes into temporary files, which nobody wipes.
            try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;")
        }
        let queue = try Self.translating {
            let queue = try DatabaseQueue(path: DatabaseAddress.of(place.path, for: access), configuration: configuration)
            if access == .writing { try queue.writeWithoutTransaction { try Tuning.waitForDisk($0) } }
            return queue
        }
        self.queue = queue
        guard try Self.translating({ try queue.read { try VaultSchema.isThere(in: $0) } }) else { throw Self.notWhole(place) }
        guard try Self.translating({ try queue.read { try VaultSchema.isKept(in: $0, under: place.masterKey) } }) else {
            throw StoreError(
                .foreign, "The master key is not that of the vault \(place.path). Put back the one that was there with it.")
        }
        if access == .writing { left.bringHome(emptyLog) }
    }

    private static func notWhole(_ place: VaultPlace) -> StoreError {
        StoreError(.corrupt, "\(place.path) is no whole vault of disclosures. Put back its newest copy.")
    }

    /// It has its name only once it is whole: what is there and empty was emptied.
    private static func create(_ place: VaultPlace) throws {
        let temporary = place.path + "-new"
        FileSystem.remove(temporary)
        defer { FileSystem.remove(temporary) }
        try FileSystem.makeOwners(temporary)
        try translating {
            let queue = try DatabaseQueue(path: temporary)
            try queue.write { try VaultSchema.make(in: $0, under: place.masterKey) }
            try queue.close()
        }
        try FileSystem.publish(temporary, as: place.path)
    }

    func close() throws { try Self.translating { try queue.close() } }

    /// The key under which a keeper's disclosures are sealed from now on; made if there is none.
    func currentKey(of keeper: Subject) throws -> Int64 {
        if let known = state.withLock({ $0.keys[keeper] }) { return known }
        guard let made = try makeKeys(for: [keeper])[keeper] else {
            throw StoreError(.corrupt, "The vault of disclosures has no key for \(keeper). Run touchmark check.")
        }
        return made
    }

    /// Sees to it that these have keys: one transaction for all who have none.
    func prepareKeys(for keepers: Set<Subject>) throws {
        let unknown = state.withLock { state in keepers.filter { state.keys[$0] == nil } }
        if !unknown.isEmpty { _ = try makeKeys(for: unknown) }
    }

    private func makeKeys(for keepers: Set<Subject>) throws -> [Subject: Int64] {
        let keys = try Self.translating {
            let keys = try queue.write { db in
                try keepers.reduce(into: [Subject: Int64]()) { $0[$1] = try key(of: $1, in: db) }
            }
            // So that a copy of the file alone has them.
            emptyLog()
            return keys
        }
        state.withLock { state in
            if state.keys.count + keys.count > State.greatestKeyCount { state.keys = [:] }
            state.keys.merge(keys) { $1 }
        }
        return keys
    }

    /// What hinders it, a reader, hinders nothing else.
    private func emptyLog() { queue.writeWithoutTransaction { db in _ = try? db.checkpoint(.truncate) } }

    private func key(of keeper: Subject, in db: Database) throws -> Int64 {
        let there = try Int64.fetchOne(db, sql: "SELECT key FROM keeper WHERE subject = ?", arguments: [keeper.description])
        if let there {
            let isWhole = try Bool.fetchOne(db, sql: "SELECT EXISTS(SELECT 1 FROM node WHERE key = ?)", arguments: [there])
            guard isWhole == true else { throw SQLFailure.damagedRow("keeper") }
            return there
        }
        // By chance rather than by number: one of another vault, from before a restore, is never taken for it.
        let key = Int64.random(in: 1...Int64.max)
        try db.execute(sql: "INSERT INTO keeper(key, subject) VALUES(?, ?)", arguments: [key, keeper.description])
        try insert([.root(.random())], of: key, in: db)
        return key
    }

    /// The key of a leaf; `nil` if it was destroyed, or is another vault's.
    func key(of leaf: VaultLeaf) throws -> VaultKey? {
        // Nobody but the writer changes the vault, and what it changes it forgets.
        if access == .writing, let key = state.withLock({ $0.key(of: leaf) }) { return key }
        return try Self.translating {
            try queue.inDatabase { db in
                try state.withLock { state in
                    if access == .reading {
                        try forgetWhatOthersChanged(db, &state)
                        if let key = state.key(of: leaf) { return key }
                    }
                    guard let node = try node(over: leaf, in: db) else { return nil }
                    var walk = KeyTreeWalk()
                    let key = walk.key(of: leaf.number, from: node)
                    state.walk = (leaf.key, walk)
                    return key
                }
            }
        }
    }

    /// Destroys keys with all that follows from them, and of others those of some leaves.
    ///
    /// - Parameter leaves: by key, rising.
    func destroy(_ keys: [Int64], andLeaves leaves: [Int64: [UInt64]]) throws {
        // Also where it does not succeed whole: the rows may be gone.
        defer { state.withLock { $0 = State(version: $0.version) } }
        try Self.translating {
            try queue.write { db in
                for key in keys {
                    try db.execute(sql: "DELETE FROM node WHERE key = ?", arguments: [key])
                    try db.execute(sql: "DELETE FROM keeper WHERE key = ?", arguments: [key])
                }
                for (key, leaves) in leaves { try puncture(key, at: leaves, in: db) }
            }
            try queue.writeWithoutTransaction { db in
                // What was there is in the file and the log until both were written over. Where a reader hinders that, it
                // hinders the next step too, which would leave a whole vault in the log each time.
                _ = try db.checkpoint(.truncate)
                // SQLite wipes the rows that it deletes, but not the places from which it has moved rows before, from page to
                // page.
                try db.execute(sql: "VACUUM")
                _ = try db.checkpoint(.truncate)
            }
        }
    }

    private func puncture(_ key: Int64, at leaves: [UInt64], in db: Database) throws {
        var rest = leaves[...]
        while let first = rest.first {
            guard let node = try node(over: VaultLeaf(key: key, number: first), in: db) else {
                rest = rest.dropFirst()
                continue
            }
            let covered = rest.prefix { node.covers($0) }
            try db.execute(
                sql: "DELETE FROM node WHERE key = ? AND first = ?", arguments: [key, Int64(bitPattern: node.first)])
            try insert(node.punctured(at: covered), of: key, in: db)
            rest = rest[covered.endIndex...]
        }
    }

    /// A consistent copy into a new file.
    func copy(to path: String) throws {
        try Self.translating { try queue.read { try DatabaseCopy.copy($0, to: path) } }
    }

    /// For those who look for damage: the file, and the key that opens it.
    func inspecting<Result>(_ body: (DatabaseQueue, MasterKey) throws -> Result) throws -> Result {
        try Self.translating { try body(queue, masterKey) }
    }

    private func forgetWhatOthersChanged(_ db: Database, _ state: inout State) throws {
        let statement = try SQLStatement(db, "PRAGMA data_version")
        guard try statement.next() else { return }
        let version = statement.integer(0)
        statement.reset()
        if version != state.version { state = State(keys: state.keys, version: version) }
    }

    /// The node that covers a leaf, if one does.
    private func node(over leaf: VaultLeaf, in db: Database) throws -> KeyTreeNode? {
        let row = try SQLStatement(
            db, "SELECT first, depth, wrapped FROM node WHERE key = ? AND first <= ? ORDER BY first DESC LIMIT 1")
        row.bind(1, leaf.key)
        row.bind(2, leaf.number)
        guard try row.next() else { return nil }
        defer { row.reset() }
        let (first, depth) = (try row.unsigned(0), Int(row.integer(1)))
        guard let secret = masterKey.unwrap(row.bytes(2), at: VaultSchema.place(leaf.key, first, depth)),
            let node = KeyTreeNode(first: first, depth: depth, key: secret)
        else { throw SQLFailure.damagedRow("node") }
        return node.covers(leaf.number) ? node : nil
    }

    private func insert(_ nodes: [KeyTreeNode], of key: Int64, in db: Database) throws {
        let insert = try SQLStatement(db, "INSERT INTO node(key, first, depth, wrapped) VALUES(?, ?, ?, ?)")
        for node in nodes {
            insert.bind(1, key)
            insert.bind(2, node.first)
            insert.bind(3, Int64(node.depth))
            insert.bind(4, masterKey.wrap(node.key, at: VaultSchema.place(key, node.first, node.depth)))
            try insert.run()
        }
    }

    /// Failures of this file are told from those of the ledger's own.
    private static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try StoreError.translating(body) } catch let error as StoreError where error.cause != nil {
            let remedy =
                error.code == .corrupt
                ? "It is damaged. Put back its newest copy (touchmark backup --vault); the ledger itself is not concerned."
                : error.description
            throw StoreError(error.code, "The vault of disclosures (keys/vault.db): \(remedy)", cause: error.cause)
        }
    }
}

/// Which of a keeper's keys a disclosure is sealed with.
struct VaultLeaf: Hashable, Sendable {
    let key: Int64
    let number: UInt64
}
