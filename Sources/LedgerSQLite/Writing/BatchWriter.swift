import GRDB
import Ledger
import MerkleLog
import Primitives

/// Writes what a batch adds to the log, within a transaction of its caller.
struct BatchWriter {
    private let db: Database
    private let disclosures: DisclosureTable

    init(_ db: Database, _ vault: SQLiteVault?) {
        self.db = db
        disclosures = DisclosureTable(db, vault)
    }

    /// Gives back where the histories of items stand after it.
    func write(_ batch: Batch, _ cache: ItemRunCache) throws -> ItemFold {
        let size = try SQLiteReader(db, cache, nil).size()
        try batch.check(follows: size)
        try writeEntries(batch.entries)
        try writeTiles(batch.tiles)
        let checkpoint = try SQLStatement(db, "INSERT INTO checkpoint(size, note) VALUES(?, ?)")
        checkpoint.bind(1, batch.checkpoint.size.value)
        checkpoint.bind(2, batch.checkpoint.note)
        try checkpoint.run()
        try disclosures.keep(batch.disclosures, asNewFrom: size.nextIndex)
        for (index, digests) in batch.erasures { try DisclosureTable.erase(digests, of: index, in: db) }
        var derived = try DerivedWriter(db, cache)
        try derived.write(batch.derived)
        return derived.fold
    }

    func keep(cosignatures lines: [String], beside known: [String], at size: TreeSize) throws {
        let insert = try SQLStatement(db, "INSERT INTO cosignature(size, place, line) VALUES(?, ?, ?)")
        let note = try SQLStatement(
            db,
            "INSERT INTO cosigner(name, size) VALUES(?, ?) ON CONFLICT DO UPDATE SET size = max(size, excluded.size)")
        var kept = known
        for line in lines where kept.count < StoredCheckpoint.greatestCosignatureCount && !kept.contains(line) {
            insert.bind(1, size.value)
            insert.bind(2, UInt64(kept.count))
            insert.bind(3, line)
            try insert.run()
            kept.append(line)
            guard let name = CosignerName(line: line) else { continue }
            note.bind(1, name.text)
            note.bind(2, size.value)
            try note.run()
        }
    }

    func keep(timeTokens tokens: [[UInt8]], beside known: [[UInt8]], at size: TreeSize) throws {
        let insert = try SQLStatement(db, "INSERT INTO time_token(size, place, token) VALUES(?, ?, ?)")
        var kept = known
        for token in tokens where kept.count < StoredCheckpoint.greatestTimeTokenCount && !kept.contains(token) {
            insert.bind(1, size.value)
            insert.bind(2, UInt64(kept.count))
            insert.bind(3, token)
            try insert.run()
            kept.append(token)
        }
    }

    private func writeEntries(_ entries: [StoredEntry]) throws {
        let insert = try SQLStatement(db, "INSERT INTO entry(idx, recorded, jws) VALUES(?, ?, ?)")
        for entry in entries {
            insert.bind(1, entry.index.value)
            insert.bind(2, entry.recorded.microseconds)
            try insert.run(3, borrowing: entry.jws)
        }
    }

    private func writeTiles(_ tiles: [Tile]) throws {
        let replace = try SQLStatement(db, "INSERT OR REPLACE INTO tile(place, hashes) VALUES(?, ?)")
        for tile in tiles {
            replace.bind(1, tile.coordinate.place)
            try replace.run(2, borrowing: tile.bytes)
        }
    }
}

extension TileCoordinate {
    /// The key of its row.
    var place: Int64 { Int64(level) << 56 | Int64(truncatingIfNeeded: number) }
}
