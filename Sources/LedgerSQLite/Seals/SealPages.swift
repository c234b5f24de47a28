import GRDB
import Ledger
import MerkleLog
import Primitives

/// The pages of an index of seals, in one view of its file.
struct SealPages: WritablePrefixPages {
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
