import Foundation
import Ledger
import LedgerSQLite
import LedgerTesting
import Primitives
import Testing

/// One body of tests, run on every kind of store.
struct StoreContractTests {
    enum StoreKind: String, CaseIterable, Sendable {
        case memory, sqlite
    }

    @Test("A store keeps its contract", arguments: StoreKind.allCases, StoreContract.clauses)
    func keepsContract(_ kind: StoreKind, _ clause: StoreContract) throws {
        let directory = try TemporaryDirectory()
        let seed = UInt64.random(in: 0...UInt64.max)
        try clause.check(seed: seed) {
            switch kind {
            case .memory: MemoryStore()
            case .sqlite: try SQLiteStore.create(at: directory.path("\(UUID()).db"), vault: directory.vault())
            }
        }
    }

    @Test("A fault store fails on the append it was told, before or after writing")
    func faults() throws {
        let memory = MemoryStore()
        var ledger = SyntheticLedger(seed: 1)
        let store = FaultStore(memory, .init(onAppend: 2, .io, .beforeWriting))
        try store.append(ledger.batch(of: 3))
        let second = ledger.batch(of: 3)
        #expect(throws: StoreError.self) { try store.append(second) }
        #expect(try store.read { try $0.size().value } == 3)
        try store.append(second)

        store.set(.init(onAppend: 1, .full, .afterWriting))
        #expect(throws: StoreError.self) { try store.append(ledger.batch(of: 1)) }
        #expect(try memory.read { try $0.size().value } == 7)
        try store.append(ledger.batch(of: 1))
    }
}
