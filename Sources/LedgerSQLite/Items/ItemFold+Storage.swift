import GRDB
import Synchronization

/// Runs that were read or written lately, for all connections of a store. A run never changes, and its id is never used again.
final class ItemRunCache: Sendable {
    let limits: RunLimits
    private let newest = Mutex<(runs: [Int64: ItemRun], index: RunIndex)>(([:], RunIndex([])))

    init(_ limits: RunLimits) { self.limits = limits }

    func run(_ id: Int64) -> ItemRun? { newest.withLock { $0.runs[id] } }

    /// The index of these runs, which may hold others too; `nil` if they are not all in it.
    func index(of ids: [Int64]) -> RunIndex? {
        newest.withLock { newest in ids.allSatisfy { newest.runs[$0] != nil } ? newest.index : nil }
    }

    /// Takes over the runs of a committed state. Others go: who reads an older state has them in hand, or reads them again.
    func replace(by fold: ItemFold) {
        let current = Dictionary(fold.runs.map { ($0.id, $0.run) }, uniquingKeysWith: { first, _ in first })
        newest.withLock { $0 = (current, fold.index) }
    }
}

extension ItemFold {
    /// What a transaction sees, which must be a committed state.
    init(_ db: Database, _ cache: ItemRunCache) throws {
        self.init()
        let state = try SQLStatement(db, "SELECT state FROM item_fold")
        defer { state.reset() }
        guard try state.next() else { return }
        let bytes = state.bytes(0)
        var isNew = false
        try bytes.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes, of: "item_fold")
            hand = Array(try reader.slice())
            lap = try reader.integer()
            while !reader.isAtEnd {
                let id = Int64(bitPattern: try reader.integer())
                let (start, lap) = (Array(try reader.slice()), try reader.integer())
                let known = cache.run(id)
                isNew = isNew || known == nil
                runs.append(PendingRun(id: id, start: start, lap: lap, run: try known ?? Self.load(id, db)))
            }
        }
        index = cache.index(of: runs.map(\.id)) ?? RunIndex(runs)
        if isNew { cache.replace(by: self) }
    }

    private static func load(_ id: Int64, _ db: Database) throws -> ItemRun {
        let row = try SQLStatement(db, "SELECT items FROM item_run WHERE id = ?")
        defer { row.reset() }
        row.bind(1, id)
        guard try row.next() else { throw SQLFailure.damagedRow("item_fold") }
        return try ItemRun(row.bytes(0))
    }

    private var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendRecord(hand)
        bytes.appendRecord(lap)
        for pending in runs {
            bytes.appendRecord(UInt64(bitPattern: pending.id))
            bytes.appendRecord(pending.start)
            bytes.appendRecord(pending.lap)
        }
        return bytes
    }

    /// Adds a batch's run, and lets the hand go on so far that no more than `limit` items wait.
    mutating func add(_ items: [UInt8], waitingAtMost limit: Int, _ db: Database) throws {
        let run = try ItemRun(items)
        try foldRuns(down: limit - run.count, db)
        let new = PendingRun(id: .random(in: 1...Int64.max), start: hand, lap: lap, run: run)
        let insert = try SQLStatement(db, "INSERT INTO item_run(id, items) VALUES(?, ?)")
        insert.bind(1, new.id)
        try insert.run(2, borrowing: items)
        runs.append(new)
        if index.hasRoom(for: run.count) { index.insert(new) } else { index = RunIndex(runs) }
        try SQLStatement(db, "INSERT OR REPLACE INTO item_fold(id, state) VALUES(1, ?)").run(1, borrowing: bytes)
    }

    private mutating func foldRuns(down limit: Int, _ db: Database) throws {
        var excess = runs.reduce(0) { $0 + pendingCount($1) } - max(0, limit)
        guard excess > 0 else { return }
        let upsert = try SQLStatement(db, ItemTouches.upsertSQL)
        var records: [UInt8] = []
        while excess > 0 {
            var merge = ItemMerge(runs.map { ($0.run, ahead($0)) })
            while excess > 0, let key = merge.next(&records, folding: &excess) {
                try key.withUnsafeBufferPointer {
                    upsert.bind(1, borrowing: $0)
                    try upsert.run(2, borrowing: records)
                }
                hand = key
            }
            if merge.isAtEnd {
                hand = []
                lap += 1
            }
        }
        let delete = try SQLStatement(db, "DELETE FROM item_run WHERE id = ?")
        runs = try runs.filter { pending in
            guard pendingCount(pending) == 0 else { return true }
            delete.bind(1, pending.id)
            try delete.run()
            return false
        }
    }
}
