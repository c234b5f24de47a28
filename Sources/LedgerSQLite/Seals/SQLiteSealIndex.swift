import GRDB
package import Ledger
package import MerkleLog
package import Primitives
import Synchronization

/// An index in a SQLite file of its own: while it is brought up to a new seal, the ledger's file is free for appending.
///
/// What is in it follows from the entries. So a power cut may take its last step back, which is then done again; and a file
/// that is damaged or lost is made anew.
package final class SQLiteSealIndex: SealIndex {
    private let path: String
    private let access: SQLiteStore.Access
    private let isTemporary: Bool
    private let opened = Mutex<Opened?>(nil)

    private struct Opened {
        let pool: DatabasePool
        let file: FileIdentity?
    }

    /// - Parameter path: of the file; made with the first step if it is not there.
    package convenience init(at path: String, for access: SQLiteStore.Access) {
        self.init(path: path, access: access, isTemporary: false)
    }

    /// One for a single use, whose file is removed with it.
    package convenience init(temporaryAt path: String) {
        self.init(path: path, access: .writing, isTemporary: true)
    }

    private init(path: String, access: SQLiteStore.Access, isTemporary: Bool) {
        self.path = path
        self.access = access
        self.isTemporary = isTemporary
    }

    deinit {
        // Nothing is lost with it: what a close would bring home is made anew.
        try? close()
        if isTemporary { SealFile.remove(path) }
    }

    /// Closes the connections. What is in the write-ahead log goes to the file: whoever opens it next would have to read through it.
    package func close() throws {
        try opened.withLock { opened in
            try StoreError.translating {
                if access == .writing { opened?.pool.writeWithoutTransaction { _ = try? $0.checkpoint(.truncate) } }
                try opened?.pool.close()
            }
            opened = nil
        }
    }

    package func state() throws -> SealIndexState {
        try reading { try SealPages($0).state() } ?? .empty
    }

    package func extend(to extent: SealIndexExtent, by touches: [PrefixTouch]) throws -> SealIndexState {
        guard access == .writing else {
            throw StoreError(.io, "The index \(path) is open for reading only. Open the ledger for writing.")
        }
        let update = PrefixUpdate(touches)
        return try translating {
            try pool(making: true)?.write { db in
                var pages = SealPages(db)
                try pages.state().check(goesOnTo: extent.size)
                let state = SealIndexState(extent: extent, summary: try update.apply(to: &pages))
                try pages.set(state)
                return state
            } ?? .empty
        }
    }

    package func proofs(of keys: [Digest], at size: TreeSize) throws -> [PrefixProof]? {
        try reading { db in
            let pages = SealPages(db)
            guard try pages.state().size == size else { return nil }
            var reader = try PrefixPageReader(pages)
            return try keys.map { try reader.proof(of: $0) }
        } ?? nil
    }

    package func check() throws {
        try reading { db in
            let pages = SealPages(db)
            _ = try pages.state()
            try pages.checkAll()
        }
    }

    package func removeAll() throws {
        // A file that is damaged may not close either; it goes.
        do { try close() } catch let error as StoreError where error.code == .corrupt { opened.withLock { $0 = nil } }
        SealFile.remove(path)
    }

    /// `nil` if there is no file.
    private func reading<Result>(_ body: (Database) throws -> Result) throws -> Result? {
        try translating { try pool(making: false)?.read(body) }
    }

    private func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try StoreError.translating(body)
        } catch let error as DamagedPrefixPage {
            throw StoreError(.corrupt, error.description, cause: error)
        } catch let error as StoreError where error.code == .corrupt {
            throw StoreError(.corrupt, "\(path) is damaged. Run touchmark rebuild.", cause: error)
        }
    }

    private func pool(making: Bool) throws -> DatabasePool? {
        try opened.withLock { opened in
            let file = FileSystem.identity(of: path)
            // A rebuild by another process puts a new file in this one's place. Who reads the old one still holds its pool.
            if let known = opened, access == .writing || known.file == file { return known.pool }
            guard making || file != nil else { return nil }
            let pool = try SealFile.open(path, for: access)
            opened = Opened(pool: pool, file: FileSystem.identity(of: path))
            return pool
        }
    }
}
