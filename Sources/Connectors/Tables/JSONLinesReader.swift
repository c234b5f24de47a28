import Primitives

/// JSON Lines: one object a line, strict JSON (protocol.md §1). Lines end with LF or CRLF; blank lines are no records. A cell holds all
/// digits of a number, as one of a CSV table does.
struct JSONLinesReader: TableReader {
    /// A longer line is unreadable; it is read past, never kept.
    static let maximumLineByteCount = 16 << 20

    let header: TableHeader? = nil
    let remark: ImportRemark? = nil
    private let source: ByteSource
    private var line = 0

    init(_ source: ByteSource) throws(ImportError) {
        self.source = source
        try source.skipByteOrderMark()
    }

    mutating func next() throws(ImportError) -> TableRow? {
        while let (bytes, isWhole) = try readLine() {
            let place = ImportPlace(file: source.name, line: line)
            guard isWhole else {
                return .unreadable(
                    ImportRemark(.cellTooLarge, place, "the line is longer than \(Self.maximumLineByteCount >> 20) MiB"))
            }
            if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }) { continue }
            do throws(JSONError) {
                guard let object = try JSONValue(keepingDigitsOf: bytes).object else {
                    return .unreadable(ImportRemark(.malformedRecord, place, "the line is JSON, but no object"))
                }
                return .record(TableRecord(object: object, place: place))
            } catch {
                return .unreadable(ImportRemark(.malformedRecord, place, "the line is not strict JSON: \(error.message)"))
            }
        }
        return nil
    }

    private mutating func readLine() throws(ImportError) -> (bytes: [UInt8], isWhole: Bool)? {
        guard try source.peek() != nil else { return nil }
        line += 1
        var bytes: [UInt8] = []
        var isWhole = true
        while let byte = try source.next(), byte != UInt8(ascii: "\n") {
            if bytes.count < Self.maximumLineByteCount { bytes.append(byte) } else { isWhole = false }
        }
        return (bytes, isWhole)
    }
}
