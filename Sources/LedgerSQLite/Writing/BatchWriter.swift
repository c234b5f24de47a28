import GRDB
import Ledger
import MerkleLog
import Primitives

/// Writes what a batch adds to the log, within a transaction of its caller.
struct BatchWriter {
    private let db: Database

    init(_ db: Database) { self.db = db }

    /// Gives back where the histories of items stand after it.
    func write(_ batch: Batch, _ cache: ItemRunCache) throws -> ItemFold {
        try batch.check(follows: SQLiteReader(db, cache).size())
        try writeEntries(batch.entries)
        try writeTiles(batch.tiles)
        let checkpoint = try SQLStatement(db, "INSERT INTO checkpoint(size, note) VALUES(?, ?)")
        checkpoint.bind(1, batch.checkpoint.size.value)
        checkpoint.bind(2, batch.checkpoint.note)
        try checkpoint.run()
        for (index, disclosures) in batch.disclosures { try keep(disclosures, of: index) }
        for (index, digests) in batch.erasures { try erase(digests, of: index) }
        var derived = try DerivedWriter(db, cache)
        try derived.write(batch.derived)
        return derived.fold
    }

    func keep(_ disclosures: [StoredDisclosure], of index: EntryIndex) throws {
        let insert = try SQLStatement(db, "INSERT OR IGNORE INTO disclosure(idx, digest, encoded) VALUES(?, ?, ?)")
        for disclosure in disclosures {
            insert.bind(1, index.value)
            insert.bind(2, disclosure.digest)
            insert.bind(3, disclosure.encoded)
            try insert.run()
        }
    }

    func keep(cosignatures lines: [String], beside known: [String], at size: TreeSize) throws {
        let insert = try SQLStatement(db, "INSERT INTO cosignature(size, place, line) VALUES(?, ?, ?)")
        var kept = known
        for line in lines where kept.count < StoredCheckpoint.greatestCosignatureCount && !kept.contains(line) {
            insert.bind(1, size.value)
            insert.bind(2, UInt64(kept.count))
            insert.bind(3, line)
            try insert.run()
            kept.append(line)
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

    private func erase(_ digests: [String], of index: EntryIndex) throws {
        let erase = try SQLStatement(
            db,
            """
            INSERT INTO disclosure(idx, digest, encoded) VALUES(?, ?, NULL)
                ON CONFLICT DO UPDATE SET encoded = NULL
            """)
        for digest in digests {
            erase.bind(1, index.value)
            erase.bind(2, digest)
            try erase.run()
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
