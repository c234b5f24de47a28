package import Ledger
package import Primitives

extension LedgerReader {
    /// The size that something is read as of: the log's if `nil`.
    ///
    /// - Throws: `LedgerError.invalid` for a size past the log's: what is asked for is not known yet; `StoreError`.
    package func size(asOf size: TreeSize?) throws -> TreeSize {
        let whole = try self.size()
        guard let size else { return whole }
        guard size <= whole else {
            throw LedgerError(.invalid, "The log has \(whole) entries; it cannot be read as of \(size) yet.")
        }
        return size
    }
}
