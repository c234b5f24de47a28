import GRDB
import GRDBSQLite
import Ledger

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A result code of SQLite and what it said with it.
struct SQLFailure: Error, Sendable, CustomStringConvertible {
    /// Extended result code.
    let code: Int32
    let message: String
    /// Of the last system call that failed; 0 if none did.
    let systemCode: Int32

    init(code: Int32, connection: OpaquePointer?) {
        self.code = connection.map { sqlite3_extended_errcode($0) } ?? code
        message = connection.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        systemCode = connection.map { sqlite3_system_errno($0) } ?? 0
    }

    init(_ error: DatabaseError) {
        code = error.extendedResultCode.rawValue
        message = error.message ?? String(cString: sqlite3_errstr(error.resultCode.rawValue))
        systemCode = 0
    }

    /// There was no room for what was to be written.
    var isFull: Bool { code & 0xFF == SQLITE_FULL }

    var description: String { "SQLite \(code): \(message)" }
}

extension StoreError {
    /// What a failure of SQLite means to whoever keeps a ledger. Errors that did not come from it are passed on as they are.
    static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let failure as SQLFailure {
            throw StoreError(failure)
        } catch let error as DatabaseError {
            throw StoreError(SQLFailure(error))
        }
    }

    private init(_ failure: SQLFailure) {
        switch failure.code & 0xFF {
        case _ where failure.isFull: self = .noSpace(failure)
        // The file by which readers and writers keep clear of each other cannot grow.
        case SQLITE_IOERR where failure.code == ResultCode.SQLITE_IOERR_SHMSIZE.rawValue: self = .noSpace(failure)
        case SQLITE_IOERR where failure.systemCode == ENOSPC || failure.systemCode == EDQUOT: self = .noSpace(failure)
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(.busy, "Another process holds the database. Try again, or find out which one it is.", cause: failure)
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            self.init(
                .corrupt, "The database is damaged. Restore it from a backup; touchmark check names what is.", cause: failure)
        case SQLITE_READONLY:
            self.init(.io, "The database may only be read. Check who may write it, and the medium.", cause: failure)
        case SQLITE_CANTOPEN:
            self.init(
                .io, "The database or a file beside it cannot be opened. Check who may read and write there.", cause: failure)
        default:
            self.init(.io, "The database could not be read or written (\(failure)). Check the disk.", cause: failure)
        }
    }

    private static func noSpace(_ failure: SQLFailure) -> StoreError {
        StoreError(.full, "The disk is full. Nothing was written; make room and try again.", cause: failure)
    }
}

extension SQLFailure {
    /// A row does not have the form in which it was written.
    static func damagedRow(_ table: String) -> SQLFailure {
        SQLFailure(code: SQLITE_CORRUPT, message: "a row of \(table) is not in its form", systemCode: 0)
    }

    static let negativeNumber = SQLFailure(code: SQLITE_CORRUPT, message: "a place in the log is negative", systemCode: 0)

    private init(code: Int32, message: String, systemCode: Int32) {
        self.code = code
        self.message = message
        self.systemCode = systemCode
    }
}
