import GRDB
import GRDBSQLite
import Provenance

/// A prepared statement, bound and stepped directly: through GRDB's arguments and rows an append costs twice as much.
///
/// It belongs to its connection, which caches it. Reset before each use.
struct SQLStatement {
    private let handle: OpaquePointer

    init(_ db: Database, _ sql: String) throws {
        self.init(try db.cachedStatement(sql: sql))
    }

    init(_ statement: Statement) {
        handle = statement.sqliteStatement
        sqlite3_reset(handle)
    }

    // Binding. Parameters count from 1. SQLite copies what it is given, except what it borrows: that must stay until the
    // statement has run, and is bound anew before the next run.

    func bind(_ parameter: Int32, _ value: Int64) { sqlite3_bind_int64(handle, parameter, value) }

    func bind(_ parameter: Int32, _ value: UInt64) { bind(parameter, Int64(bitPattern: value)) }

    func bind(_ parameter: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bind(parameter, text: $0, Self.copied) }
    }

    func bind(_ parameter: Int32, borrowingText text: UnsafeBufferPointer<UInt8>) { bind(parameter, text: text, nil) }

    private func bind(
        _ parameter: Int32, text: UnsafeBufferPointer<UInt8>, _ destructor: sqlite3_destructor_type?
    ) {
        text.withMemoryRebound(to: CChar.self) {
            // An empty text has no address, and SQLite takes that for NULL.
            _ = sqlite3_bind_text(handle, parameter, $0.baseAddress ?? Self.empty, Int32($0.count), destructor)
        }
    }

    func bind(_ parameter: Int32, _ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { bind(parameter, bytes: $0, Self.copied) }
    }

    func bind(_ parameter: Int32, _ id: EventID) {
        id.withBigEndianBytes { bind(parameter, bytes: $0, Self.copied) }
    }

    func bind(_ parameter: Int32, borrowing bytes: UnsafeBufferPointer<UInt8>) { bind(parameter, bytes: bytes, nil) }

    private func bind(
        _ parameter: Int32, bytes: UnsafeBufferPointer<UInt8>, _ destructor: sqlite3_destructor_type?
    ) {
        guard let start = bytes.baseAddress else {
            sqlite3_bind_zeroblob(handle, parameter, 0)
            return
        }
        sqlite3_bind_blob(handle, parameter, start, Int32(bytes.count), destructor)
    }

    /// Runs with these bytes bound, which are not copied.
    func run(_ parameter: Int32, borrowing bytes: [UInt8]) throws {
        try bytes.withUnsafeBufferPointer { bytes in
            bind(parameter, borrowing: bytes)
            try run()
        }
    }

    // Execution.

    /// Executes a statement that gives no rows.
    func run() throws {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
        sqlite3_reset(handle)
    }

    /// The next row, if there is one.
    func next() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else { throw failure(code) }
        sqlite3_reset(handle)
        return false
    }

    /// What is left of the rows.
    func rows<Value>(_ value: (SQLStatement) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        while try next() { values.append(try value(self)) }
        return values
    }

    /// Ends reading before the last row. What is not ended holds back checkpoints.
    func reset() { sqlite3_reset(handle) }

    private func failure(_ code: Int32) -> SQLFailure {
        defer { sqlite3_reset(handle) }
        return SQLFailure(code: code, connection: sqlite3_db_handle(handle))
    }

    // Columns of the row, from 0.

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// A place or a number of things; what is written is never negative.
    func unsigned(_ column: Int32) throws -> UInt64 {
        guard let value = UInt64(exactly: integer(column)) else { throw SQLFailure.negativeNumber }
        return value
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func text(_ column: Int32) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }
    func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { Array($0) } }

    func withBytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let start = sqlite3_column_blob(handle, column)
        return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    nonisolated(unsafe) private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    nonisolated(unsafe) private static let empty: UnsafePointer<CChar> = {
        let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        byte.initialize(to: 0)
        return UnsafePointer(byte)
    }()
}

extension EventID {
    /// Its 16 bytes, as they stand in the database.
    func withBigEndianBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { try $0.withMemoryRebound(to: UInt8.self, body) }
    }
}
