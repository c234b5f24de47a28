import MerkleLog
package import Primitives
import Provenance
import Synchronization

/// A ledger in memory: for tests, and so plain that the other stores are held against it.
///
/// Nothing lasts. A backup has nowhere to go and is refused.
package final class MemoryStore: LedgerStore {
    private let state = Mutex(MemoryState())
    package let sealIndex: any SealIndex = MemorySealIndex()

    package init() {}

    package func read<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result {
        // A value: later batches change their own copy.
        try body(state.withLock { $0 })
    }

    package func append(_ batch: Batch) throws {
        try state.withLock { state in
            try batch.check(follows: TreeSize(UInt64(state.entries.count)))
            state.append(batch)
        }
    }

    package func keep(_ disclosures: [EntryIndex: KeptDisclosures]) throws {
        try state.withLock { state in
            let size = try state.size()
            if let index = disclosures.keys.first(where: { !size.contains($0) }) { throw StoreError.noEntry(index) }
            for (index, kept) in disclosures { state.keep(kept.disclosures, of: index) }
        }
    }

    package func keep(cosignatures: [String], at size: TreeSize) throws {
        try state.withLock { state in
            guard state.checkpoints.contains(where: { $0.size == size }) else { throw StoreError.noCheckpoint(size) }
            state.keep(cosignatures: cosignatures, at: size)
        }
    }

    package func keep(timeTokens: [[UInt8]], at size: TreeSize) throws {
        try state.withLock { state in
            guard state.checkpoints.contains(where: { $0.size == size }) else { throw StoreError.noCheckpoint(size) }
            state.keep(timeTokens: timeTokens, at: size)
        }
    }

    package func rebuild(_ refill: (_ write: (DerivedRows) throws -> Void) throws -> Void) throws {
        var derived = MemoryDerived()
        try refill { derived.add($0) }
        state.withLock { $0.derived = derived }
    }

    package func derivedDigest() throws -> Digest { state.withLock { $0 }.derived.digest() }

    package func integrityFindings() throws -> [String] { [] }

    package func backup(to path: String) throws {
        throw StoreError(.io, "A ledger in memory cannot be copied to a file. Open one that is kept in a database.")
    }
}
