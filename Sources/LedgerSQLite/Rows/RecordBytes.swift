/// How the records that are packed into blobs are written: integers as LEB128, texts and bytes preceded by their length.
extension [UInt8] {
    mutating func appendRecord(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    mutating func appendRecord(_ text: String) {
        appendRecord(UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    mutating func appendRecord(_ bytes: some Collection<UInt8>) {
        appendRecord(UInt64(bytes.count))
        append(contentsOf: bytes)
    }
}

/// Reads such records, as far as they go.
struct RecordReader {
    private let bytes: UnsafeRawBufferPointer
    private let table: String
    private var at = 0

    /// `table` is named where the bytes are not records.
    init(_ bytes: UnsafeRawBufferPointer, of table: String) {
        self.bytes = bytes
        self.table = table
    }

    var isAtEnd: Bool { at >= bytes.count }

    mutating func byte() throws -> UInt8 {
        guard at < bytes.count else { throw damaged }
        defer { at += 1 }
        return bytes[at]
    }

    mutating func integer() throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw damaged
    }

    /// Bytes that stay where they are.
    mutating func slice() throws -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[try range()]) }

    /// Where such bytes are.
    mutating func range() throws -> Range<Int> {
        let count = try integer()
        guard count <= UInt64(bytes.count - at) else { throw damaged }
        defer { at += Int(count) }
        return at..<at + Int(count)
    }

    mutating func text() throws -> String { String(decoding: try slice(), as: UTF8.self) }

    var damaged: SQLFailure { .damagedRow(table) }
}
