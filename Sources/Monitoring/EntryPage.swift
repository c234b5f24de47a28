import Ledger
import MerkleLog
import Primitives

/// Consecutive entries as a log serves them, up to the first that is none.
struct EntryPage {
    private(set) var entries: [StoredEntry] = []
    /// Of what is served at their places, that of `stray` too: the log may have signed it.
    private(set) var leaves: [Digest] = []
    /// What no ledger writes.
    private(set) var stray: ReplicaLog.Inadmissible?

    mutating func add(_ bytes: [UInt8], at index: EntryIndex) {
        leaves.append(.leaf(bytes))
        guard let entry = StoredEntry(index: index, bytes: bytes) else {
            let reason = "entry: It is not decimal microseconds, up to the year 9999, a space and a JWS."
            stray = ReplicaLog.Inadmissible(index: index, reason: reason)
            return
        }
        entries.append(entry)
    }
}
