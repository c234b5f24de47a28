import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// What a disk has for certain: of each database file what stood in it when SQLite last waited for the disk. A power cut may take
/// all the rest. And a disk that cannot be waited for, if a test wants that.
///
/// SQLite is asked through a file system of its own, which lies over the usual one and copies each file that is synced.
final class SyncedDisk: Sendable {
    private let original: String
    private let copy: String
    private let refusals = Mutex(0)

    /// Of the files of `original` that are opened from now on. What is there already counts as synced.
    init(of original: String, in copy: String) throws {
        self.original = original
        self.copy = copy
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        for name in try Self.databases(in: original) {
            try FileManager.default.copyItem(atPath: original + "/" + name, toPath: copy + "/" + name)
        }
        SyncingFileSystem.disks.withLock { $0[original] = self }
        _ = SyncingFileSystem.isInstalled
    }

    /// What is found after a power cut at this moment.
    func afterPowerCut(in directory: String) throws {
        try SyncingFileSystem.disks.withLock { _ in try FileManager.default.copyItem(atPath: copy, toPath: directory) }
    }

    /// Has the next so many syncs of the ledger's write-ahead log fail, as of a disk that does not answer; 0 mends it.
    func refuseLog(_ count: Int) { refusals.withLock { $0 = count } }

    fileprivate func refuses(_ path: String) -> Bool {
        guard path.hasSuffix("/ledger.db-wal") else { return false }
        return refusals.withLock { refusals in
            guard refusals > 0 else { return false }
            refusals -= 1
            return true
        }
    }

    fileprivate func synced(_ name: String) throws {
        let bytes = try Data(contentsOf: URL(filePath: original + "/" + name))
        try bytes.write(to: URL(filePath: copy + "/" + name))
    }

    private static func databases(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".db") || $0.hasSuffix("-wal") }
    }
}

/// SQLite's usual file system, which tells of each sync of a file that a `SyncedDisk` watches.
private enum SyncingFileSystem {
    static let disks = Mutex<[String: SyncedDisk]>([:])
    /// Open files that are watched, by where SQLite keeps them.
    private static let files = Mutex<[UInt: (path: String, methods: UInt)]>([:])

    /// Once and for good: connections of other tests may use it meanwhile, to which it changes nothing.
    static let isInstalled: Bool = {
        guard let usual = sqlite3_vfs_find(nil) else { return false }
        let over = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        over.initialize(to: usual.pointee)
        over.pointee.zName = UnsafePointer(strdup("syncing"))
        over.pointee.pNext = nil
        over.pointee.xOpen = { SyncingFileSystem.open($1, $2, $3, $4) }
        usualAddress.withLock { $0 = UInt(bitPattern: usual) }
        return sqlite3_vfs_register(over, 1) == SQLITE_OK
    }()

    private static let usualAddress = Mutex<UInt>(0)

    private static func open(
        _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?,
        _ flags: Int32, _ outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let usual = UnsafeMutablePointer<sqlite3_vfs>(bitPattern: usualAddress.withLock { $0 }),
            let open = usual.pointee.xOpen
        else { return SQLITE_CANTOPEN }
        let result = open(usual, name, file, flags, outFlags)
        guard result == SQLITE_OK, let name, let file, let methods = file.pointee.pMethods else { return result }
        let path = String(cString: name)
        guard disk(of: path) != nil else { return result }
        let own = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        own.initialize(to: methods.pointee)
        own.pointee.xSync = { SyncingFileSystem.sync($0, $1) }
        file.pointee.pMethods = UnsafePointer(own)
        files.withLock { $0[UInt(bitPattern: file)] = (path, UInt(bitPattern: methods)) }
        return result
    }

    private static func sync(_ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32) -> Int32 {
        guard let watched = files.withLock({ $0[UInt(bitPattern: file)] }),
            let methods = UnsafePointer<sqlite3_io_methods>(bitPattern: watched.methods), let sync = methods.pointee.xSync
        else { return SQLITE_IOERR }
        let disk = disk(of: watched.path)
        if disk?.refuses(watched.path) == true { return ResultCode.SQLITE_IOERR_FSYNC.rawValue }
        let result = sync(file, flags)
        guard result == SQLITE_OK, let disk else { return result }
        return disks.withLock { _ in
            (try? disk.synced(URL(filePath: watched.path).lastPathComponent)) == nil ? SQLITE_IOERR : result
        }
    }

    private static func disk(of path: String) -> SyncedDisk? {
        disks.withLock { $0[URL(filePath: path).deletingLastPathComponent().path] }
    }
}
