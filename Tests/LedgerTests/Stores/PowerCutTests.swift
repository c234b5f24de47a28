import Foundation
import Ledger
import LedgerSQLite
import LedgerTesting
import Primitives
import Provenance
import Testing

/// What was acknowledged is on the disk, not on its way there.
struct PowerCutTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path("live"), withIntermediateDirectories: false)
    }

    @Test("A power cut behind any commit leaves its entries, its rows and its disclosures")
    func commits() throws {
        var ledger = SyntheticLedger(seed: 23)
        let (store, disk) = try open(after: ledger.batch(of: 10))
        for round in 1...4 { try cut(disk, behind: ledger.batch(of: 20), in: store, round) }
        try store.close()
    }

    @Test("A power cut leaves what was committed while the write-ahead log is brought home, again and again")
    func broughtHome() throws {
        var ledger = SyntheticLedger(seed: 31)
        let (store, disk) = try open(after: ledger.batch(of: 10))
        let file = directory.path("live/ledger.db")
        var sizes: Set<Int> = []
        for round in 1...8 {
            try cut(disk, behind: ledger.batch(of: 5000), in: store, round)
            let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
            sizes.insert(try #require(size))
            try FileManager.default.removeItem(atPath: directory.path("cut-\(round)"))
        }
        #expect(sizes.count > 1, "The log was hardly brought home: the file had the sizes \(sizes).")
        try store.close()
    }

    @Test("A power cut behind an erasure does not bring back what was erased")
    func erasure() throws {
        var ledger = SyntheticLedger(seed: 29)
        let batch = ledger.batch(of: 40)
        let (store, disk) = try open(after: batch)
        let (index, kept) = try #require(batch.disclosures.min { $0.key < $1.key })
        let next = ledger.batch(of: 1, disclosing: false)
        try store.append(
            Batch(
                entries: next.entries, disclosures: [:], erasures: [index: kept.disclosures.map(\.digest)], tiles: next.tiles,
                checkpoint: next.checkpoint, derived: next.derived))
        let left = try storeAfterCut(disk, in: "cut")
        #expect(try left.read { try $0.size() } == store.read { try $0.size() })
        #expect(try left.read { try $0.disclosures(of: index) }.isEmpty)
        try left.close()
        try store.close()
    }

    @Test("What a killed process left on its way to the disk is there before anybody hears of it")
    func leftBehind() throws {
        var ledger = SyntheticLedger(seed: 37)
        let batch = ledger.batch(of: 40)
        let (killed, _) = try open(after: batch)
        try killed.append(ledger.batch(of: 20))
        // Of another directory, whose disk has none of what stands in the logs yet.
        let files = ["ledger.db", "vault.db"]
        try FileManager.default.createDirectory(atPath: directory.path("left"), withIntermediateDirectories: false)
        for file in files {
            try FileManager.default.copyItem(atPath: directory.path("live/\(file)"), toPath: directory.path("left/\(file)"))
        }
        let disk = try SyncedDisk(of: directory.path("left"), in: directory.path("slow"))
        for file in files where FileManager.default.fileExists(atPath: directory.path("live/\(file)-wal")) {
            try FileManager.default.copyItem(
                atPath: directory.path("live/\(file)-wal"), toPath: directory.path("left/\(file)-wal"))
        }
        let revived = try SQLiteStore(
            opening: directory.path("left/ledger.db"), for: .writing, vault: directory.vault("left/vault.db"))
        #expect(try revived.read { try $0.size() } == ledger.size)
        let left = try storeAfterCut(disk, in: "cut")
        #expect(try left.read { try $0.size() } == ledger.size)
        #expect(try left.integrityFindings() == [])
        for store in [left, revived, killed] { try store.close() }
    }

    // MARK: A disk that cannot be waited for

    @Test("Of a batch for which the disk could not be waited nothing is found, not even after a crash")
    func failedOnce() throws {
        var ledger = SyntheticLedger(seed: 43)
        let (store, disk) = try open(after: ledger.batch(of: 10))
        for size in [200, 60, 4] {
            var attempt = ledger
            let batch = attempt.batch(of: size)
            disk.refuseLog(1)
            let error = #expect(throws: StoreError.self) { try store.append(batch) }
            #expect(error?.code == .io)
            try expectSound(store, of: ledger.size, in: "failed-\(size)")
            // A log has its header from the first commit on, and that is waited for too.
            try store.append(ledger.batch(of: 1))
            try expectSound(store, of: ledger.size, in: "mended-\(size)")
        }
        try store.close()
    }

    @Test("While it is not known whether a batch was written nothing more is, and what is written after does not stand beside it")
    func failedForLong() throws {
        var ledger = SyntheticLedger(seed: 47)
        let (store, disk) = try open(after: ledger.batch(of: 10))
        try store.append(ledger.batch(of: 20))
        disk.refuseLog(.max)
        for size in [200, 60, 4] {
            var attempt = ledger
            let batch = attempt.batch(of: size)
            let error = #expect(throws: StoreError.self) { try store.append(batch) }
            #expect(error?.code == .uncertain)
            #expect(try store.read { try $0.size() } == ledger.size)
        }
        disk.refuseLog(0)
        try store.append(ledger.batch(of: 1))
        try expectSound(store, of: ledger.size, in: "mended")
        try store.backup(to: directory.path("backup.db"))
        try store.close()
    }

    /// That the store has so many entries, and so has what a crash leaves of it now.
    private func expectSound(_ store: SQLiteStore, of size: TreeSize, in copy: String) throws {
        #expect(try store.read { try $0.size() } == size)
        #expect(try store.integrityFindings() == [])
        try FileManager.default.copyItem(atPath: directory.path("live"), toPath: directory.path(copy))
        let revived = try SQLiteStore(
            opening: directory.path(copy + "/ledger.db"), for: .writing, vault: directory.vault(copy + "/vault.db"))
        #expect(try revived.read { try $0.size() } == size)
        #expect(try revived.integrityFindings() == [])
        try revived.close()
    }

    /// A store that holds this batch, on a disk that is watched from here on.
    private func open(after batch: Batch) throws -> (SQLiteStore, SyncedDisk) {
        let path = directory.path("live/ledger.db")
        let vault = directory.vault("live/vault.db")
        let first = try SQLiteStore.create(at: path, vault: vault)
        try first.append(batch)
        try first.close()
        let disk = try SyncedDisk(of: directory.path("live"), in: directory.path("disk"))
        return (try SQLiteStore(opening: path, for: .writing, vault: vault), disk)
    }

    private func storeAfterCut(_ disk: SyncedDisk, in cut: String) throws -> SQLiteStore {
        try disk.afterPowerCut(in: directory.path(cut))
        return try SQLiteStore(
            opening: directory.path(cut + "/ledger.db"), for: .writing, vault: directory.vault(cut + "/vault.db"))
    }

    /// Appends a batch, cuts the power, and holds what is left against what is there.
    private func cut(_ disk: SyncedDisk, behind batch: Batch, in store: SQLiteStore, _ round: Int) throws {
        try store.append(batch)
        let left = try storeAfterCut(disk, in: "cut-\(round)")
        #expect(try left.read { try $0.size() } == store.read { try $0.size() })
        #expect(try left.read { try $0.checkpoint() } == batch.checkpoint)
        #expect(try left.derivedDigest() == store.derivedDigest())
        #expect(try left.integrityFindings() == [])
        for (index, kept) in batch.disclosures {
            #expect(try Set(left.read { try $0.disclosures(of: index) }) == Set(kept.disclosures))
        }
        try left.close()
    }
}
