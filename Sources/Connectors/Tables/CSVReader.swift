/// Comma-separated values, strictly (RFC 4180), one record at a time.
///
/// Lines end with CRLF or LF; a byte order mark before the header is skipped. White space is content. A record that breaks the
/// rules (a quote within an unquoted cell, text after a closing quote, a lone carriage return, bytes that are no UTF-8, more
/// or fewer cells than columns) is unreadable: it is said where, and reading goes on behind it. A line with nothing on it is
/// no record, unless the table has one column. Where quotes are text, a cell ends at the next delimiter or line end, whatever it holds.
struct CSVReader: TableReader {
    /// A longer cell makes its record unreadable; it is read past, never kept.
    static let maximumCellByteCount = 4 << 20

    private let source: ByteSource
    private let delimiter: UInt8
    private let quotes: TableQuotes
    private var line = 1
    /// Records with a cell that may have been read otherwise than it was meant.
    private var doubtful = Tally()
    private(set) var columns: TableHeader

    var header: TableHeader? { columns }

    init(_ source: ByteSource, delimiter: UInt8, quotes: TableQuotes = .rfc4180) throws(ImportError) {
        self.source = source
        self.delimiter = delimiter
        self.quotes = quotes
        columns = try TableHeader([], place: ImportPlace(file: source.name))
        try source.skipByteOrderMark()
        let place = ImportPlace(file: source.name, line: 1)
        guard let (cells, fault, _) = try readCells() else {
            throw ImportError(.badTable, place, "the table is empty; its first line must name the columns")
        }
        if let fault { throw ImportError(.badTable, place, "the line of column names cannot be read: \(fault.sentence)") }
        columns = try TableHeader(cells, place: place)
    }

    mutating func next() throws(ImportError) -> TableRow? {
        while let (cells, fault, first) = try readCells() {
            let place = ImportPlace(file: source.name, line: first)
            if let fault { return .unreadable(fault) }
            if cells == [""], columns.names.count > 1 { continue }
            guard cells.count == columns.names.count else {
                return .unreadable(
                    ImportRemark(
                        .raggedRow, place,
                        "the record has \(cells.count) cells, the table \(columns.names.count) columns; is a delimiter unquoted?")
                )
            }
            if cells.contains(where: isDoubtful) { doubtful.add("\(first)") }
            return .record(TableRecord(row: cells, header: columns, place: place))
        }
        return nil
    }

    /// In a table with tabs quotes are text or not, as its maker liked, and no record shows which.
    private func isDoubtful(_ cell: String) -> Bool {
        guard delimiter == TableFormat.tab else { return false }
        let bytes = cell.utf8
        return switch quotes {
        case .text: bytes.count > 1 && bytes.first == UInt8(ascii: "\"") && bytes.last == UInt8(ascii: "\"")
        case .rfc4180: bytes.contains(delimiter) && bytes.contains(UInt8(ascii: "\n"))
        }
    }

    var remark: ImportRemark? {
        guard doubtful.count > 0 else { return nil }
        let sentence =
            switch quotes {
            case .text:
                "records with a cell between quotation marks, which are kept as text; if they quote the cell, "
                    + "write quotes: rfc4180 in the mapping. By their lines: "
            case .rfc4180:
                "records with a cell that holds line ends and delimiters; if they are several records each, quotes are text here: "
                    + "write quotes: none in the mapping. By their lines: "
            }
        return ImportRemark(.doubtfulQuotes, ImportPlace(file: source.name), sentence + "\(doubtful)")
    }

    private enum State {
        case cellStart, plain, quoted, quoteInQuoted
    }

    /// One record's cells, what is wrong with them, and the line they begin on; `nil` at the end of the file.
    private mutating func readCells() throws(ImportError) -> ([String], ImportRemark?, Int)? {
        guard try source.peek() != nil else { return nil }
        var record = RecordBuffer(place: ImportPlace(file: source.name, line: line))
        let first = line
        var state = State.cellStart
        var quoteLine = line
        var last = line
        while let byte = try source.next() {
            last = line
            if byte == UInt8(ascii: "\n") { line += 1 }
            if state == .quoted {
                if byte == UInt8(ascii: "\"") { state = .quoteInQuoted } else { record.append(byte) }
                continue
            }
            if byte == delimiter {
                record.endCell()
                state = .cellStart
            } else if byte == UInt8(ascii: "\n") {
                record.endCell()
                return (record.cells, record.fault, first)
            } else if byte == UInt8(ascii: "\r") {
                if try source.peek() != UInt8(ascii: "\n") {
                    record.fail(.malformedRecord, "a carriage return stands alone; lines end with LF or CRLF")
                }
            } else if byte == UInt8(ascii: "\""), quotes == .rfc4180 {
                if state == .cellStart { quoteLine = line }
                state = record.takeQuote(in: state)
            } else {
                if state == .quoteInQuoted {
                    record.fail(.malformedRecord, "text follows a closing quote; double the quotes inside")
                }
                record.append(byte)
                state = .plain
            }
        }
        if state == .quoted {
            // Whatever else is wrong with what it swallowed follows from this.
            record.fault = ImportRemark(
                .malformedRecord, record.place,
                "a quoted cell that begins on line \(quoteLine) is not closed before the end of the file, so that lines "
                    + "\(first) to \(last) are one record and none of them is imported; close the quote, or double it if it is text"
            )
        }
        record.endCell()
        return (record.cells, record.fault, first)
    }

    /// The cells of one record while it is read. Of several faults the first is kept.
    private struct RecordBuffer {
        let place: ImportPlace
        var cells: [String] = []
        var fault: ImportRemark?
        private var cell: [UInt8] = []

        init(place: ImportPlace) { self.place = place }

        mutating func append(_ byte: UInt8) {
            if cell.count < CSVReader.maximumCellByteCount {
                cell.append(byte)
            } else {
                fail(
                    .cellTooLarge,
                    "a cell is larger than \(CSVReader.maximumCellByteCount >> 20) MiB; refer to it by digest instead")
            }
        }

        mutating func endCell() {
            if let text = String(validating: cell, as: UTF8.self) {
                if fault == nil { cells.append(text) }
            } else {
                fail(.malformedRecord, "a cell is not UTF-8; convert the file to UTF-8 first")
            }
            cell.removeAll(keepingCapacity: cell.capacity <= 65_536)
        }

        /// The state after a quote that stands outside a quoted text.
        mutating func takeQuote(in state: State) -> State {
            switch state {
            case .cellStart: return .quoted
            case .quoteInQuoted:
                append(UInt8(ascii: "\""))
                return .quoted
            case .plain, .quoted:
                fail(.malformedRecord, "a quote stands inside an unquoted cell; quote the cell and double the quote")
                return .plain
            }
        }

        mutating func fail(_ code: ImportRemark.Code, _ sentence: String) {
            if fault == nil { fault = ImportRemark(code, place, sentence) }
        }
    }
}
