/// The elements of a JSON array in a file, one at a time and unparsed; a file that holds one object is an array of it.
struct JSONArrayReader {
    /// A longer element is read past, never kept.
    static let maximumElementByteCount = 16 << 20

    struct Element {
        let line: Int
        /// `nil` if it was too long.
        let bytes: [UInt8]?
    }

    private enum Position {
        case start, inside, end
    }

    private let source: ByteSource
    private var line = 1
    private var position = Position.start
    private var isSingle = false

    init(_ source: ByteSource) throws(ImportError) {
        self.source = source
        try source.skipByteOrderMark()
    }

    /// - Throws: `badExport` if the file is no array, or ends within one.
    mutating func next() throws(ImportError) -> Element? {
        if position == .start {
            try skipSpace()
            switch try source.peek() {
            case UInt8(ascii: "["): _ = try source.next()
            case UInt8(ascii: "{"): isSingle = true
            case 0xFF, 0xFE, 0x00: throw fail("the file is UTF-16; convert it to UTF-8 first")
            default: throw fail("the file is no JSON array of tasks")
            }
            position = .inside
            try skipSpace()
            if !isSingle, try source.peek() == UInt8(ascii: "]") {
                _ = try source.next()
                position = .end
            }
        }
        guard position == .inside else {
            try skipSpace()
            guard try source.peek() == nil else { throw fail("text follows the end of the tasks") }
            return nil
        }
        try skipSpace()
        return try readElement()
    }

    private mutating func readElement() throws(ImportError) -> Element {
        let first = line
        var bytes: [UInt8] = []
        var isWhole = true
        var depth = 0
        var isInString = false
        var isEscaped = false
        while let byte = try source.next() {
            if byte == UInt8(ascii: "\n") { line += 1 }
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "]") where depth == 0 && !isSingle:
                    position = .end
                    return Element(line: first, bytes: isWhole ? bytes : nil)
                case UInt8(ascii: ",") where depth == 0 && !isSingle:
                    return Element(line: first, bytes: isWhole ? bytes : nil)
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
            }
            if bytes.count < Self.maximumElementByteCount { bytes.append(byte) } else { isWhole = false }
            if isSingle, depth == 0, !isInString {
                position = .end
                return Element(line: first, bytes: isWhole ? bytes : nil)
            }
        }
        throw fail("the file ends within a task that begins on line \(first); is it a whole export?")
    }

    private mutating func skipSpace() throws(ImportError) {
        while let byte = try source.peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            if byte == 0x0A { line += 1 }
            _ = try source.next()
        }
    }

    private func fail(_ message: String) -> ImportError {
        ImportError(.badExport, ImportPlace(file: source.name, line: line), message)
    }
}
