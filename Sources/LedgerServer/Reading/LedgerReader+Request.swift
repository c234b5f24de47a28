import Audit
import Ledger
import Primitives

extension LedgerReader {
    /// The size that a request reads as of: the log's if it names none.
    ///
    /// - Throws: a problem of status 404 for a size that the log has not reached.
    func size(requested size: TreeSize?) throws -> TreeSize {
        do { return try self.size(asOf: size) } catch let error as LedgerError where error.code == .invalid {
            throw Problem.notFound(error.description)
        }
    }
}
