/// Where SQLite finds a database.
enum DatabaseAddress {
    /// What to give SQLite. A finished database on a medium that cannot be written is read as one that nobody changes: SQLite
    /// could not make the files there by which readers and writers keep clear of each other.
    static func of(_ path: String, for access: SQLiteStore.Access) -> String {
        guard access == .reading, !hasWriteAheadLog(path), !FileSystem.isDirectoryWritable(of: path) else { return path }
        return unchanging(path)
    }

    /// As a database that nobody changes: nothing is made beside it.
    static func unchanging(_ path: String) -> String {
        let escaped = path.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "%"): "%" + String(byte, radix: 16)
            default: String(decoding: [byte], as: UTF8.self)
            }
        }
        return "file:" + escaped.joined() + "?immutable=1"
    }

    /// True if there are commits that are not in the file itself.
    static func hasWriteAheadLog(_ path: String) -> Bool { FileSystem.size(of: path + "-wal") > 0 }
}
