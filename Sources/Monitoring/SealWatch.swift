import Ledger
import MerkleLog
import Primitives
import Provenance

/// Holds the seals of a replica against its entries.
package struct SealWatch {
    /// How far seals may lag behind; `nil`: no matter.
    package struct Limits: Sendable {
        /// Seconds since the oldest entry that no seal covers was recorded.
        package var age: Int64?
        package var entries: UInt64?

        package init(age: Int64? = nil, entries: UInt64? = nil) {
            self.age = age
            self.entries = entries
        }
    }

    let store: any LedgerStore

    /// Looks at the seal at `index`. The prefix tree's index goes on to the size that it seals.
    func finding(on seal: LedgerSeal) throws -> MonitorFinding? {
        guard seal.size.value <= seal.index.value else {
            return MonitorFinding(.falseSeal, "The seal at entry \(seal.index) seals entries that come after it.")
        }
        guard try Self.root(of: store, at: seal.size) == seal.data.root else {
            return MonitorFinding(
                .falseSeal, "The seal at entry \(seal.index) names a root that the log had not at \(seal.size).")
        }
        guard try store.sealIndex.state().size <= seal.size else {
            return MonitorFinding(
                .sealUnchecked, "The seal at entry \(seal.index) goes less far than one before it; it was not checked.")
        }
        let state = try store.sealIndex.catchUp(with: store, to: seal.size)
        guard seal.says(state) else {
            return MonitorFinding(
                .falseSeal,
                "The seal at entry \(seal.index) is not that of the entries before \(seal.size): they have "
                    + "\(state.summary.count) subjects and the root \(state.summary.hash.base64).")
        }
        return nil
    }

    /// The root that the replica's tree had at a size.
    static func root(of store: any LedgerStore, at size: TreeSize) throws -> Digest {
        try store.read { reader in
            var builder = ProofBuilder(size: size) { try reader.tile($0)?.hashes }
            return try builder.root()
        }
    }

    /// Whether entries have waited for a seal for too long.
    func lag(_ limits: Limits, at now: Timestamp) throws -> MonitorFinding? {
        guard limits.age != nil || limits.entries != nil else { return nil }
        return try store.read { reader in
            let sealed = try reader.seals().map(\.size).max() ?? .empty
            let size = try reader.size()
            var waiting: UInt64 = 0
            var oldest: Timestamp?
            try reader.forEachEntry(in: sealed.nextIndex..<size.nextIndex) { entry in
                // A seal waits for nobody: it would have to be sealed for ever.
                if oldest == nil, case .ledgerSealed = try entry.logged().event.body { return true }
                oldest = oldest ?? entry.recorded
                return false
            }
            guard let oldest else { return nil }
            waiting = size.value - sealed.value
            if let most = limits.entries, waiting > most {
                return MonitorFinding(.lazySeal, "\(waiting) entries are not sealed: the last seal covers \(sealed).")
            }
            let age = (now.microseconds - oldest.microseconds) / 1_000_000
            guard let greatest = limits.age, age > greatest else { return nil }
            return MonitorFinding(
                .lazySeal, "An entry recorded \(oldest) is not sealed after \(age) seconds: the last seal covers \(sealed).")
        }
    }
}
