/// What the process before this one left in a database's write-ahead log.
///
/// One that was killed while it waited for the disk leaves commits there that are nowhere else. Whoever opens the database next
/// reads them, and would vouch for what a power cut takes.
struct LeftLog {
    private let isEmpty: Bool

    /// Waits until the disk has it. Before anybody hears of what stands there.
    ///
    /// - Throws: `StoreError.io` if the database is to be written.
    init(syncing path: String, for access: SQLiteStore.Access) throws {
        isEmpty = !DatabaseAddress.hasWriteAheadLog(path)
        guard !isEmpty else { return }
        do { try FileSystem.sync(path + "-wal") } catch {
            // Who only reads may be where nothing can be synced, as on a medium that cannot be written.
            guard access == .reading else { throw error }
        }
    }

    /// Brings it home with `checkpoint`, if there is any. A system that could not write some of it may have said so to the
    /// process before, and to nobody after: written anew, it is on the disk.
    func bringHome(_ checkpoint: () throws -> Void) rethrows { if !isEmpty { try checkpoint() } }
}
