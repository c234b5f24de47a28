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
        let path = directory.path("live/ledger.db")
        let vault = directory.vault("live/vault.db")
        var ledger = SyntheticLedger(seed: 23)
        let first = try SQLiteStore.create(at: path, vault: vault)
        try first.append(ledger.batch(of: 10))
        try first.close()

        let disk = try SyncedDisk(of: directory.path("live"), in: directory.path("disk"))
        let store = try SQLiteStore(opening: path, for: .writing, vault: vault)
        for round in 1...4 {
            let batch = ledger.batch(of: 20)
            try store.append(batch)
            let cut = "cut-\(round)"
            try disk.afterPowerCut(in: directory.path(cut))
            let left = try SQLiteStore(
                opening: directory.path(cut + "/ledger.db"), for: .writing, vault: directory.vault(cut + "/vault.db"))
            #expect(try left.read { try $0.size() } == store.read { try $0.size() })
            #expect(try left.read { try $0.checkpoint() } == batch.checkpoint)
            #expect(try left.derivedDigest() == store.derivedDigest())
            #expect(try left.integrityFindings() == [])
            for (index, kept) in batch.disclosures {
                #expect(try Set(left.read { try $0.disclosures(of: index) }) == Set(kept.disclosures))
            }
            try left.close()
        }
        try store.close()
    }

    @Test("A power cut behind an erasure does not bring back what was erased")
    func erasure() throws {
        let path = directory.path("live/ledger.db")
        let vault = directory.vault("live/vault.db")
        var ledger = SyntheticLedger(seed: 29)
        let first = try SQLiteStore.create(at: path, vault: vault)
        let batch = ledger.batch(of: 40)
        try first.append(batch)
        try first.close()
        let (index, kept) = try #require(batch.disclosures.min { $0.key < $1.key })

        let disk = try SyncedDisk(of: directory.path("live"), in: directory.path("disk"))
        let store = try SQLiteStore(opening: path, for: .writing, vault: vault)
        let next = ledger.batch(of: 1, disclosing: false)
        try store.append(
            Batch(
                entries: next.entries, disclosures: [:], erasures: [index: kept.disclosures.map(\.digest)], tiles: next.tiles,
                checkpoint: next.checkpoint, derived: next.derived))
        try disk.afterPowerCut(in: directory.path("cut"))
        let left = try SQLiteStore(
            opening: directory.path("cut/ledger.db"), for: .writing, vault: directory.vault("cut/vault.db"))
        #expect(try left.read { try $0.size() } == store.read { try $0.size() })
        #expect(try left.read { try $0.disclosures(of: index) }.isEmpty)
        try left.close()
        try store.close()
    }
}
