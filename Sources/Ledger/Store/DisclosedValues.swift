import Primitives
package import Provenance
import Signatures

extension LedgerReader {
    /// What was sealed of an entry, is kept beside it and can be opened here.
    ///
    /// - Throws: `StoreError.corrupt` if a disclosure in the store is none of the event's.
    package func disclosedValues(of entry: LoggedEvent) throws -> [DisclosedValue] {
        let kept = try disclosures(of: entry.index)
        do {
            return try entry.event.disclosed(by: kept.map { try Disclosure(parsing: $0.encoded) }).get()
        } catch {
            throw StoreError(
                .corrupt, "The disclosures of entry \(entry.index) are not its own. Restore the ledger from a backup.",
                cause: error)
        }
    }
}
