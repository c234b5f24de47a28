import Files
import Ledger

/// What a database file says of itself before SQLite is let near it (sqlite.org/fileformat2.html §1.3).
struct DatabaseFile {
    /// "TMRK", at offset 68: the file is a Touchmark ledger.
    static let applicationID: UInt32 = 0x544D_524B
    /// At offset 60: which tables and meanings it has. A newer one is refused.
    static let formatVersion: UInt32 = 1

    let path: String
    let byteCount: Int
    private let header: [UInt8]

    /// - Throws: `StoreError.missing` if there is no file, `.foreign` or `.corrupt` if its header is not a ledger's.
    init(inspecting path: String) throws {
        self.path = path
        do {
            guard let file = try PlainFile(path) else {
                throw StoreError(.missing, "There is no ledger at \(path). Make one with touchmark init.")
            }
            byteCount = file.size
            header = try file.bytes(at: 0, count: Self.headerSize)
        } catch let failure as FileFailure {
            throw StoreError(failure)
        }
        try checkHeader()
    }

    private static let headerSize = 100
    private static let magic = Array("SQLite format 3\0".utf8)

    private func checkHeader() throws {
        guard header.starts(with: Self.magic.prefix(header.count)) else {
            throw StoreError(.foreign, "\(path) is not a Touchmark ledger. Give the path of a ledger.db.")
        }
        guard header.count == Self.headerSize else {
            throw StoreError(
                .corrupt, "\(path) was cut short: it has \(byteCount) bytes and not even a header. Restore it from a backup.")
        }
        guard integer(at: 68) == Self.applicationID else {
            throw StoreError(.foreign, "\(path) is a database of another program. Give the path of a ledger.db.")
        }
        guard integer(at: 60) <= Self.formatVersion else {
            throw StoreError(
                .foreign, "\(path) was written by a newer Touchmark (format \(integer(at: 60))). Use that version or a later one."
            )
        }
    }

    /// True if the file is as long as its header says, so that every page is there without the write-ahead log.
    var isWhole: Bool { byteCount == Int(integer(at: 28)) * pageSize }

    /// - Throws: `StoreError.corrupt` if pages are missing that nothing can supply.
    func checkLength() throws {
        guard !isWhole, !DatabaseAddress.hasWriteAheadLog(path) else { return }
        throw StoreError(
            .corrupt,
            "\(path) was cut short: it has \(byteCount) of \(Int(integer(at: 28)) * pageSize) bytes. Restore it from a backup.")
    }

    private var pageSize: Int {
        let size = Int(header[16]) << 8 | Int(header[17])
        return size == 1 ? 65536 : size
    }

    private func integer(at offset: Int) -> UInt32 {
        header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
