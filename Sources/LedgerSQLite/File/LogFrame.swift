/// The first bytes of a write-ahead log (sqlite.org/fileformat2.html §4.1).
struct LogHeader {
    static let byteCount = 32

    let order: LogChecksum.Order
    let pageSize: Int
    /// Every frame of this log bears them; when it begins anew they change.
    let salts: [UInt8]
    /// The checksum that stands there, on which that of the first frame goes on.
    let stated: LogChecksum
    /// Whether that checksum holds.
    let isSound: Bool

    /// - Returns: `nil` for bytes that no log begins with.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, let order = LogChecksum.Order(magic: bytes.bigEndian(at: 0)) else { return nil }
        let pageSize = Int(bytes.bigEndian(at: 8))
        guard (512...65_536).contains(pageSize), pageSize & (pageSize - 1) == 0 else { return nil }
        var checksum = LogChecksum()
        checksum.add(bytes[..<24], order)
        self.order = order
        self.pageSize = pageSize
        salts = Array(bytes[16..<24])
        stated = LogChecksum(bytes, at: 24)
        isSound = checksum == stated
    }
}

/// One page in a write-ahead log (sqlite.org/fileformat2.html §4.1).
struct LogFrame {
    static let headerSize = 24

    private let bytes: [UInt8]

    /// - Returns: `nil` for one that the file's end cuts off.
    init?(_ bytes: [UInt8], of size: Int) {
        guard bytes.count == size else { return nil }
        self.bytes = bytes
    }

    /// The last of a commit says how many pages the database has.
    var isCommit: Bool { bytes.bigEndian(at: 4) != 0 }
    var salts: [UInt8] { Array(bytes[8..<16]) }
    var checksum: LogChecksum { LogChecksum(bytes, at: 16) }
    /// What the checksum is over, beside the frames before.
    var summed: [ArraySlice<UInt8>] { [bytes[..<8], bytes[Self.headerSize...]] }
}
