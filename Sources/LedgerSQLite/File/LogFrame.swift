/// The first bytes of a write-ahead log (sqlite.org/fileformat2.html §4.1).
struct LogHeader {
    static let byteCount = 32

    /// That of the machine where the header does not say.
    let order: LogChecksum.Order
    /// Every frame of this log bears them; when it begins anew they change.
    let salts: [UInt8]
    /// The checksum that stands there, on which that of the first frame goes on.
    let stated: LogChecksum
    /// Whether a log of a ledger begins with these bytes, whatever else the header says: they never change.
    let isLogs: Bool
    /// Whether its checksum holds too.
    let isSound: Bool

    /// - Returns: `nil` if the file ends before the header does.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        let stated = LogChecksum(bytes, at: 24)
        let order = LogChecksum.Order(magic: bytes.bigEndian(at: 0))
        var checksum = LogChecksum()
        checksum.add(bytes[..<24], order ?? .ofMachine)
        self.order = order ?? .ofMachine
        self.stated = stated
        salts = Array(bytes[16..<24])
        isLogs = order != nil && bytes.bigEndian(at: 8) == Tuning.pageSize
        isSound = isLogs && checksum == stated
    }
}

/// One page in a write-ahead log (sqlite.org/fileformat2.html §4.1).
struct LogFrame {
    private static let headerSize = 24
    static let byteCount = headerSize + Tuning.pageSize

    private let bytes: [UInt8]

    /// - Returns: `nil` for one that the file's end cuts off.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The last of a commit says how many pages the database has.
    var isCommit: Bool { bytes.bigEndian(at: 4) != 0 }
    var salts: [UInt8] { Array(bytes[8..<16]) }
    var checksum: LogChecksum { LogChecksum(bytes, at: 16) }
    /// What the checksum is over, beside the frames before.
    var summed: [ArraySlice<UInt8>] { [bytes[..<8], bytes[Self.headerSize...]] }
}
