import GRDB
import Ledger
import MerkleLog
import Primitives
import Provenance
import Signatures

/// What a connection sees in its transaction.
final class SQLiteReader: LedgerReader {
    let db: Database
    private let cache: ItemRunCache
    private let vault: SQLiteVault?
    private var histories: ItemHistories?

    init(_ db: Database, _ cache: ItemRunCache, _ vault: SQLiteVault?) {
        self.db = db
        self.cache = cache
        self.vault = vault
    }

    /// Where the histories of items stand: read once a transaction.
    func items() throws -> ItemHistories {
        let histories = try self.histories ?? ItemHistories(db, ItemFold(db, cache))
        self.histories = histories
        return histories
    }

    /// Prepares and runs a statement: its failures are a store's.
    func query<Result>(_ sql: String, _ body: (SQLStatement) throws -> Result) throws -> Result {
        try StoreError.translating {
            let statement = try SQLStatement(db, sql)
            defer { statement.reset() }
            return try body(statement)
        }
    }

    /// As `query`, with a statement of its own, for walks whose steps may run the same statement: what `body` throws is left as
    /// it is.
    func ownQuery<Result>(_ sql: String, _ body: (SQLStatement) throws -> Result) throws -> Result {
        let statement = try StoreError.translating { try db.makeStatement(sql: sql) }
        // Nothing else keeps it: the handle alone would be of a statement that is gone.
        return try withExtendedLifetime(statement) {
            let rows = SQLStatement(statement)
            defer { rows.reset() }
            return try body(rows)
        }
    }

    func size() throws -> TreeSize {
        try query("SELECT max(idx) FROM entry") { row in
            guard try row.next(), !row.isNull(0) else { return .empty }
            guard row.integer(0) >= 0, row.integer(0) < Int64.max else { throw SQLFailure.damagedRow("entry") }
            return TreeSize(try row.unsigned(0) + 1)
        }
    }

    func checkpoint() throws -> StoredCheckpoint? { try checkpoint(atMost: TreeSize(UInt64(Int64.max))) }

    func checkpoint(atMost size: TreeSize) throws -> StoredCheckpoint? {
        try query("SELECT size, note FROM checkpoint WHERE size <= ? ORDER BY size DESC LIMIT 1") { row in
            row.bind(1, Int64(clamping: size.value))
            return try row.next() ? StoredCheckpoint(size: TreeSize(try row.unsigned(0)), note: row.text(1)) : nil
        }.map(cosigned)
    }

    func cosignedCheckpoints(limit: Int) throws -> [StoredCheckpoint] {
        let sizes = try query("SELECT DISTINCT size FROM cosigner ORDER BY size DESC LIMIT ?") { row in
            row.bind(1, Int64(limit))
            return try row.rows { TreeSize(try $0.unsigned(0)) }
        }
        return try sizes.reversed().compactMap { try checkpoint(atMost: $0) }
    }

    func cosignedSizes(from size: TreeSize, limit: Int) throws -> [TreeSize] {
        try query("SELECT DISTINCT size FROM cosignature WHERE size >= ? ORDER BY size LIMIT ?") { row in
            row.bind(1, Int64(clamping: size.value))
            row.bind(2, Int64(limit))
            return try row.rows { TreeSize(try $0.unsigned(0)) }
        }
    }

    func cosignatures(at size: TreeSize) throws -> [String] {
        try query("SELECT line FROM cosignature WHERE size = ? ORDER BY place") { row in
            row.bind(1, Int64(clamping: size.value))
            return try row.rows { $0.text(0) }
        }
    }

    func stampedSizes() throws -> [TreeSize] {
        try query("SELECT DISTINCT size FROM time_token ORDER BY size") { row in
            try row.rows { TreeSize(try $0.unsigned(0)) }
        }
    }

    func timeTokens(at size: TreeSize) throws -> [[UInt8]] {
        try query("SELECT token FROM time_token WHERE size = ? ORDER BY place") { row in
            row.bind(1, Int64(clamping: size.value))
            return try row.rows { $0.bytes(0) }
        }
    }

    private func cosigned(_ checkpoint: StoredCheckpoint) throws -> StoredCheckpoint {
        StoredCheckpoint(size: checkpoint.size, note: try checkpoint.note + cosignatures(at: checkpoint.size).joined())
    }

    func checkpoint(covering index: EntryIndex) throws -> StoredCheckpoint? {
        try query("SELECT size, note FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1") { row in
            row.bind(1, Int64(clamping: index.value))
            return try row.next() ? StoredCheckpoint(size: TreeSize(try row.unsigned(0)), note: row.text(1)) : nil
        }.map(cosigned)
    }

    func entryIfThere(at index: EntryIndex) throws -> StoredEntry? {
        try query("SELECT idx, recorded, jws FROM entry WHERE idx = ?") { row in
            row.bind(1, Int64(clamping: index.value))
            return try row.next() ? try StoredEntry(row) : nil
        }
    }

    func forEachStoredEntry(in range: Range<EntryIndex>, _ body: (StoredEntry) throws -> Bool) throws {
        try ownQuery("SELECT idx, recorded, jws FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx") { rows in
            rows.bind(1, Int64(clamping: range.lowerBound.value))
            rows.bind(2, Int64(clamping: range.upperBound.value))
            while try StoreError.translating({ try rows.next() }) {
                guard try body(StoredEntry(rows)) else { return }
            }
        }
    }

    func disclosures(of index: EntryIndex) throws -> [StoredDisclosure] {
        try StoreError.translating { try DisclosureTable(db, vault).disclosures(of: index) }
    }

    func lockedDisclosures(of index: EntryIndex) throws -> [String] {
        try StoreError.translating { try DisclosureTable(db, vault).locked(of: index) }
    }

    func erasures(of index: EntryIndex) throws -> [String] {
        try StoreError.translating { try DisclosureTable(db, vault).erasures(of: index) }
    }

    func index(of event: EventID) throws -> EntryIndex? {
        try query("SELECT idx FROM event WHERE id = ?") { row in
            row.bind(1, event)
            return try row.next() ? EntryIndex(try row.unsigned(0)) : nil
        }
    }

    func key(_ thumbprint: KeyThumbprint) throws -> StoredKey? {
        try query("SELECT key, actor, idx FROM key WHERE thumbprint = ?") { row in
            row.bind(1, thumbprint.digest.bytes)
            return try row.next() ? try StoredKey(row) : nil
        }
    }

    func tile(_ coordinate: TileCoordinate) throws -> Tile? {
        try query("SELECT hashes FROM tile WHERE place = ?") { row in
            row.bind(1, coordinate.place)
            guard try row.next() else { return nil }
            guard let tile = Tile(coordinate, bytes: row.bytes(0)) else { throw SQLFailure.damagedRow("tile") }
            return tile
        }
    }
}

extension StoredEntry {
    init(_ row: SQLStatement) throws {
        self.init(
            index: EntryIndex(try row.unsigned(0)), recorded: Timestamp(microseconds: row.integer(1)), jws: row.bytes(2))
    }
}

extension StoredKey {
    init(_ row: SQLStatement) throws {
        guard let key = PublicKey(bytes: row.bytes(0)), let actor = Actor(parsing: row.text(1)) else {
            throw SQLFailure.damagedRow("key")
        }
        self.init(key: key, actor: actor, index: EntryIndex(try row.unsigned(2)))
    }
}
