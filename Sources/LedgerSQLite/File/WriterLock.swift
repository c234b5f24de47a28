import Files
import Ledger

/// The right to write a ledger: an exclusive lock on a file beside its database.
enum WriterLock {
    /// - Throws: `StoreError.busy` if somebody has it.
    static func take(besideDatabase path: String) throws -> FileLock {
        do throws(FileFailure) {
            if let lock = try FileLock(path + "-lock", mode: 0o644) { return lock }
        } catch {
            throw StoreError(.io, "The lock file \(error) Check who may write there.", cause: error)
        }
        throw StoreError(
            .busy,
            "Another process is writing the ledger \(path). Stop it first.")
    }
}
