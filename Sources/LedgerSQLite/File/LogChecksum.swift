/// The running checksum of a write-ahead log (sqlite.org/fileformat2.html §4.2).
struct LogChecksum: Hashable {
    /// How the bytes of a word are read; checksums themselves are always kept big-endian.
    enum Order {
        case big, little

        init?(magic: UInt32) {
            switch magic {
            case 0x377F_0683: self = .big
            case 0x377F_0682: self = .little
            default: return nil
            }
        }

        /// In which SQLite writes a log on this machine.
        static var ofMachine: Order { 1.bigEndian == 1 ? .big : .little }
    }

    private var first: UInt32 = 0
    private var second: UInt32 = 0

    init() {}

    init(_ bytes: [UInt8], at offset: Int) {
        first = bytes.bigEndian(at: offset)
        second = bytes.bigEndian(at: offset + 4)
    }

    /// - Parameter bytes: a multiple of eight.
    mutating func add(_ bytes: ArraySlice<UInt8>, _ order: Order) {
        bytes.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
                first &+= second &+ Self.word(bytes, at: offset, order)
                second &+= first &+ Self.word(bytes, at: offset + 4, order)
            }
        }
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int, _ order: Order) -> UInt32 {
        let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return switch order {
        case .big: UInt32(bigEndian: word)
        case .little: UInt32(littleEndian: word)
        }
    }
}

extension [UInt8] {
    func bigEndian(at offset: Int) -> UInt32 { self[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }
}
