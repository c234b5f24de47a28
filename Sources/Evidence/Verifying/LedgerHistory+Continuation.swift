import Primitives
import Provenance

extension LedgerHistory {
    /// What to know of a ledger that says it goes on from another one. `nil` if it does not.
    var continuation: Finding? {
        guard let continues = opened?.continues else { return nil }
        return Finding(
            .continuation, index: EntryIndex(0),
            "This ledger says that it continues \(continues.origin) from \(continues.size) entries, root "
                + "\(continues.root.base64): that is the operator's word. Compare it with a checkpoint of that ledger.")
    }
}
