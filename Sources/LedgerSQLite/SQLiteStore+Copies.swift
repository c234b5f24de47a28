import GRDB
import Ledger

/// Files of a ledger that somebody has put aside, or put back.
extension SQLiteStore {
    /// Copies a ledger's database, with what stands in its write-ahead log, durably into a new file.
    ///
    /// - Returns: what of the log cannot be read, and is not in the copy; `nil` if that is nothing.
    /// - Throws: `StoreError`: `.missing`, `.foreign` or `.corrupt` where there is no whole ledger; `.exists` if there is a file
    ///   `destination`.
    package static func copy(_ path: String, to destination: String) throws -> LogDamage? {
        let path = FileSystem.resolved(path)
        try DatabaseFile(inspecting: path).checkLength()
        let damage = try LogDamage(besideDatabase: path)
        try DatabaseCopy.copy(path, to: destination)
        return damage
    }

    /// Copies a vault likewise: its keys stay wrapped.
    package static func copyVault(_ path: String, to destination: String) throws {
        try DatabaseCopy.copy(FileSystem.resolved(path), to: destination)
    }

    /// Sentences on what is damaged in a database that cannot be opened as a ledger.
    package static func structureFindings(_ path: String) throws -> [String] {
        try StoreError.translating { try StructureCheck.findings(in: reading(path), remedy: Schema.remedy) }
    }

    private static func reading(_ path: String) throws -> DatabaseQueue {
        let path = FileSystem.resolved(path)
        return try DatabaseQueue(path: DatabaseAddress.of(path, for: .reading), configuration: Tuning.configuration(.reading))
    }

    /// True if a ledger has values, or traces of them, whose keys are in a vault. In one of a version before vaults there are none.
    ///
    /// - Throws: `StoreError`, as when a ledger is opened for reading.
    package static func needsVault(_ path: String) throws -> Bool {
        try DatabaseFile(inspecting: path).checkLength()
        return try StoreError.translating {
            try reading(path).read { db in
                guard try db.tableExists("disclosure"), try db.columns(in: "disclosure").contains(where: { $0.name == "key" })
                else { return false }
                return try Bool.fetchOne(db, sql: "SELECT EXISTS(SELECT 1 FROM disclosure WHERE key IS NOT NULL)") ?? false
            }
        }
    }
}
