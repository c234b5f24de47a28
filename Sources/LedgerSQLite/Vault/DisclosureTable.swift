import GRDB
import Ledger
import Primitives
import Provenance
import Vault

/// Disclosures beside the log: sealed, each under a key of its own that the vault makes.
///
/// A row stays when its disclosure is erased, without its text, so that nobody brings it back unseen. It names the key until
/// that is destroyed too.
struct DisclosureTable {
    private let db: Database
    /// `nil` where the vault is not at hand: then nothing can be kept and nothing be read.
    private let vault: SQLiteVault?

    init(_ db: Database, _ vault: SQLiteVault?) {
        self.db = db
        self.vault = vault
    }

    func disclosures(of index: EntryIndex) throws -> [StoredDisclosure] {
        guard let vault else { return [] }
        return try rows(of: index).compactMap { try $0.opened(with: vault) }
    }

    /// Digests of those that are there and cannot be opened.
    func locked(of index: EntryIndex) throws -> [String] {
        try rows(of: index).filter { try vault.flatMap($0.opened) == nil }.map(\.digest)
    }

    func erasures(of index: EntryIndex) throws -> [String] {
        let row = try SQLStatement(db, "SELECT digest FROM disclosure WHERE idx = ? AND sealed IS NULL ORDER BY digest")
        row.bind(1, index.value)
        return try row.rows { $0.text(0) }
    }

    /// - Parameter first: entries from here on come with this transaction.
    func keep(_ disclosures: [EntryIndex: KeptDisclosures], asNewFrom first: EntryIndex) throws {
        // The keys that are asked for below, all at once.
        try vault?.prepareKeys(for: Set(disclosures.values.map(\.keeper)))
        for (index, kept) in disclosures { try keep(kept, of: index, isNew: index >= first) }
    }

    /// - Parameter isNew: true if the entry comes with this transaction: then nothing of it is there.
    func keep(_ kept: KeptDisclosures, of index: EntryIndex, isNew: Bool = false) throws {
        guard !kept.disclosures.isEmpty else { return }
        guard let vault else {
            throw StoreError(
                .missing, "The vault of disclosures is not open, so none can be kept. Open the ledger with its vault.")
        }
        let key = try vault.currentKey(of: kept.keeper)
        var place = isNew ? 0 : try nextPlace(of: index)
        for disclosure in kept.disclosures {
            guard try isNew || isWanted(disclosure.digest, of: index) else { continue }
            let next = DisclosureRow(index: index, digest: disclosure.digest, key: key, place: place)
            guard let (row, secret) = try free(next, vault) else {
                guard isNew else { return }
                throw StoreError(.io, "The vault has no key left for disclosures of entry \(index). Run touchmark check.")
            }
            try replace(row, sealed: secret.seal(Array(disclosure.encoded.utf8), binding: row.binding))
            place = row.place + 1
        }
    }

    /// A row at its place, or at the next one whose key can be made. Where a copy of the ledger goes on beside a newer vault,
    /// keys were destroyed of entries that it lacks, and others come in their stead. What was destroyed is not made again.
    ///
    /// - Returns: `nil` if there is none; there are twice as many as a token has disclosures.
    private func free(_ row: DisclosureRow, _ vault: SQLiteVault) throws -> (DisclosureRow, VaultKey)? {
        var row = row
        while row.place < DisclosureRow.placeCount {
            if let key = try vault.key(of: row.leaf) { return (row, key) }
            row.place += 1
        }
        return nil
    }

    /// True unless it is there, or was erased. One that cannot be opened any more may be brought again.
    private func isWanted(_ digest: String, of index: EntryIndex) throws -> Bool {
        let row = try SQLStatement(db, "SELECT key, place, sealed FROM disclosure WHERE idx = ? AND digest = ?")
        row.bind(1, index.value)
        row.bind(2, digest)
        guard try row.next() else { return true }
        defer { row.reset() }
        guard !row.isNull(2) else { return false }
        let there = DisclosureRow(index: index, digest: digest, key: row.integer(0), place: row.integer(1), sealed: row.bytes(2))
        return try vault.flatMap(there.opened) == nil
    }

    private func nextPlace(of index: EntryIndex) throws -> Int64 {
        let row = try SQLStatement(db, "SELECT coalesce(max(place) + 1, 0) FROM disclosure WHERE idx = ?")
        row.bind(1, index.value)
        defer { row.reset() }
        return try row.next() ? row.integer(0) : 0
    }

    private func replace(_ row: DisclosureRow, sealed: [UInt8]) throws {
        let insert = try SQLStatement(
            db, "INSERT OR REPLACE INTO disclosure(idx, digest, key, place, sealed) VALUES(?, ?, ?, ?, ?)")
        insert.bind(1, row.index.value)
        insert.bind(2, row.digest)
        insert.bind(3, row.key)
        insert.bind(4, row.place)
        try insert.run(5, borrowing: sealed)
    }

    private func rows(of index: EntryIndex) throws -> [DisclosureRow] {
        let row = try SQLStatement(
            db, "SELECT digest, key, place, sealed FROM disclosure WHERE idx = ? AND sealed IS NOT NULL ORDER BY digest")
        row.bind(1, index.value)
        return try row.rows {
            DisclosureRow(index: index, digest: $0.text(0), key: $0.integer(1), place: $0.integer(2), sealed: $0.bytes(3))
        }
    }
}

/// A row of the table.
struct DisclosureRow {
    /// Places that an entry's disclosures can have: the last seven bits of a leaf's number.
    static let placeCount: Int64 = 128

    let index: EntryIndex
    let digest: String
    let key: Int64
    var place: Int64
    var sealed: [UInt8] = []

    var leaf: VaultLeaf { VaultLeaf(key: key, number: index.value << 7 | UInt64(clamping: place)) }
    /// The text opens in its own row alone.
    var binding: [UInt8] { Array("\(index) \(digest)".utf8) }

    /// `nil` if its key was destroyed or is in another vault.
    func opened(with vault: SQLiteVault) throws -> StoredDisclosure? {
        guard let text = try vault.key(of: leaf)?.open(sealed, binding: binding) else { return nil }
        return StoredDisclosure(digest: digest, encoded: String(decoding: text, as: UTF8.self))
    }
}
