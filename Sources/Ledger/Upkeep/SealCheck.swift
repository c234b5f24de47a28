import MerkleLog
import Primitives
import Provenance
import Signatures

/// Holds every seal against the entries that it is of.
package enum SealCheck {
    /// Sentences about what is wrong; empty if nothing is.
    ///
    /// - Parameter index: an empty one, to be filled on the way.
    package static func findings(
        in store: any LedgerStore, _ index: any SealIndex, progress: (UInt64, UInt64) -> Void
    ) throws -> [String] {
        let seals = try store.read { try $0.seals() }
        var findings: [String] = []
        for seal in seals {
            guard try index.state().size <= seal.size else {
                findings.append("The seal at entry \(seal.index) goes less far than one before it; it was not checked.")
                continue
            }
            let state = try index.catchUp(with: store, to: seal.size, progress: progress)
            if !seal.says(state) {
                findings.append("The seal at entry \(seal.index) is not that of the entries before \(seal.size).")
            }
            let checkpoint = try store.read { try $0.checkpoint(atMost: seal.size) }
            guard let checkpoint, checkpoint.size == seal.size,
                let claimed = try? UncheckedCheckpoint(parsing: checkpoint.note).claimed
            else {
                findings.append("There is no checkpoint of size \(seal.size), at which entry \(seal.index) seals.")
                continue
            }
            if claimed.root != seal.data.root {
                findings.append("The seal at entry \(seal.index) is of another tree than the checkpoint of its size.")
            }
        }
        return findings + (try keptFindings(store, index))
    }

    /// Holds the index that the next seal rests on against the one just made.
    private static func keptFindings(_ store: any LedgerStore, _ made: any SealIndex) throws -> [String] {
        let kept = store.sealIndex
        do {
            try kept.check()
            let state = try kept.state()
            guard try state.isPart(of: store) else {
                return ["The index that seals rest on is ahead of the log, or of another one: the database may be an older copy."]
            }
            // One that is behind is brought up to date, and held against the entries, with the next seal.
            guard try made.state().size <= state.size else { return [] }
            return try made.catchUp(with: store, to: state.size) == state ? [] : [damage]
        } catch let error as StoreError where error.code == .corrupt {
            return [damage]
        }
    }

    private static let damage = "The index that seals rest on is not that of the entries. The next seal makes it anew."
}
