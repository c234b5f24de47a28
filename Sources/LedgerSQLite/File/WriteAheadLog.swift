import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// Brings what stands in the write-ahead log home to the database, beside the writer: copying a thousand pages and waiting until
/// the disk has them would make everybody wait whose events come meanwhile.
///
/// The log begins anew only when all of it is home. What comes in while the pages are copied is little, and the writer brings it
/// home itself, between two commits. What hinders either hinders nothing else: commits are durable where they are.
final class WriteAheadLog: Sendable {
    private struct State {
        /// In the log, as of the last commit.
        var pages = 0
        /// In the log when it is brought home next.
        var due = Tuning.checkpointPages
        var phase = Phase.filling
    }

    private enum Phase {
        case filling
        /// Pages are being copied.
        case emptying
        /// Only what came meanwhile is left.
        case nearlyEmpty
    }

    private let connection: DatabaseQueue
    private let queue = DispatchQueue(label: "touchmark.write-ahead-log", qos: .utility)
    private let state = Mutex(State())

    /// - Parameter path: of a database that is in write-ahead mode.
    init(of path: String) throws {
        connection = try DatabaseQueue(path: path, configuration: Tuning.configuration(.writing))
        try connection.writeWithoutTransaction { try Tuning.waitForDisk($0) }
    }

    /// Counts what the writer's connection commits, from now on; the connection does not outlive this.
    func watch(_ writer: Database) {
        sqlite3_wal_hook(
            writer.sqliteConnection,
            { log, _, _, pages in
                guard let log else { return SQLITE_OK }
                Unmanaged<WriteAheadLog>.fromOpaque(log).takeUnretainedValue().state.withLock { $0.pages = Int(pages) }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Called behind a commit, on the writer's connection.
    func tidy(_ writer: Database) {
        let phase = state.withLock { state in
            if state.phase == .filling, state.pages >= state.due {
                state.phase = .emptying
            } else if state.phase == .emptying {
                return Phase?.none
            }
            return state.phase
        }
        switch phase {
        case .emptying: queue.async { self.empty() }
        case .nearlyEmpty: empty(writer)
        case .filling, nil: break
        }
    }

    private func empty() {
        _ = try? connection.writeWithoutTransaction { try $0.checkpoint(.passive) }
        state.withLock { $0.phase = .nearlyEmpty }
    }

    private func empty(_ writer: Database) {
        let result = try? writer.checkpoint(.passive)
        state.withLock { state in
            state.phase = .filling
            // Where a reader still needs some of it, the log grows on.
            let isEmpty = result.map { $0.checkpointedFrameCount == $0.walFrameCount } ?? false
            state.due = (isEmpty ? 0 : state.pages) + Tuning.checkpointPages
        }
    }

    /// Returns when no page is being copied. None is, until the writer calls `tidy` again.
    func wait() { queue.sync {} }

    func close() throws {
        wait()
        try connection.close()
    }
}
