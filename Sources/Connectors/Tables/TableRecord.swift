import Primitives

/// One record of a table: what its columns hold.
struct TableRecord: Sendable {
    enum Cell: Hashable, Sendable {
        case absent
        /// Nothing between the delimiters, or JSON's `null`.
        case empty
        case text(String)
        /// An array or object.
        case nested
    }

    private enum Storage: Sendable {
        case row([String], TableHeader)
        case object(JSONObject)
    }

    let place: ImportPlace
    private let storage: Storage

    init(row: [String], header: TableHeader, place: ImportPlace) {
        storage = .row(row, header)
        self.place = place
    }

    init(object: JSONObject, place: ImportPlace) {
        storage = .object(object)
        self.place = place
    }

    subscript(_ column: String) -> Cell {
        switch storage {
        case .row(let cells, let header):
            guard let position = header.positions[column] else { return .absent }
            return cells[position].isEmpty ? .empty : .text(cells[position])
        case .object(let object):
            switch object[column] {
            case nil: return .absent
            case .null: return .empty
            case .string(let text): return text.isEmpty ? .empty : .text(text)
            case .array, .object: return .nested
            case .some(let scalar): return .text(scalar.canonicalText)
            }
        }
    }
}

/// The names of a table's columns, shared by its records.
struct TableHeader: Sendable {
    let names: [String]
    let positions: [String: Int]

    /// - Throws: `badTable` if a name is empty or stands twice.
    init(_ names: [String], place: ImportPlace) throws(ImportError) {
        var positions: [String: Int] = [:]
        for (position, name) in names.enumerated() {
            guard !name.isEmpty else {
                throw ImportError(.badTable, place, "column \(position + 1) has no name; give every column a name of its own")
            }
            guard positions.updateValue(position, forKey: name) == nil else {
                throw ImportError(.badTable, place, "the column name \"\(name)\" stands twice; give each a name of its own")
            }
        }
        self.names = names
        self.positions = positions
    }
}

/// What reading one record gives.
enum TableRow {
    case record(TableRecord)
    case unreadable(ImportRemark)
}

/// A table, read record by record.
protocol TableReader {
    /// Known before the first record; `nil` where every record names its own columns.
    var header: TableHeader? { get }
    /// What is to be said of the whole, once all of it was read.
    var remark: ImportRemark? { get }
    /// The next record; `nil` at the end.
    mutating func next() throws(ImportError) -> TableRow?
}

/// Whether quotation marks quote a cell.
enum TableQuotes: String, Hashable, Sendable, CaseIterable {
    case rfc4180
    /// They are text, as in `text/tab-separated-values`.
    case text = "none"
}

/// Which syntax a table has.
enum TableFormat: Hashable, Sendable {
    /// RFC 4180 with this delimiter, but for quotes.
    case separated(UInt8, TableQuotes)
    case jsonLines

    static let tab = UInt8(ascii: "\t")

    func reader(_ source: ByteSource) throws(ImportError) -> any TableReader {
        switch self {
        case .separated(let delimiter, let quotes): try CSVReader(source, delimiter: delimiter, quotes: quotes)
        case .jsonLines: try JSONLinesReader(source)
        }
    }
}

/// What a mapping says of a table's syntax; a file's name says the rest.
struct TableSyntax: Hashable, Sendable {
    enum Name: String, CaseIterable {
        case csv, tsv, jsonl

        /// `nil` if a file's ending says nothing.
        init?(fileName: String) {
            switch fileName.split(separator: ".").last?.lowercased() {
            case "csv": self = .csv
            case "tsv", "tab": self = .tsv
            case "jsonl", "ndjson": self = .jsonl
            default: return nil
            }
        }
    }

    let name: Name?
    let delimiter: UInt8?
    let quotes: TableQuotes?

    init(_ reader: inout MappingReader) throws(ImportError) {
        name = try reader.choice("format", of: Name.self)
        quotes = try reader.choice("quotes", of: TableQuotes.self)
        let text = try reader.optionalText("delimiter")
        delimiter = text?.utf8.first
        if let text {
            guard name != .jsonl, text.utf8.count == 1, let byte = delimiter, byte != UInt8(ascii: "\""),
                byte >= 0x20 || byte == TableFormat.tab, byte < 0x7F
            else { throw reader.fail("delimiter must be one character that is no quote, for a csv or tsv table") }
        }
        guard name != .jsonl || quotes == nil else { throw reader.fail("quotes is for a csv or tsv table") }
    }

    /// `nil` if neither the mapping nor the file's name says it.
    func format(of fileName: String) -> TableFormat? {
        guard let kind = name ?? (delimiter == nil ? Name(fileName: fileName) : .csv) else { return nil }
        guard kind != .jsonl else { return .jsonLines }
        let byte = delimiter ?? (kind == .tsv ? TableFormat.tab : UInt8(ascii: ","))
        return .separated(byte, quotes ?? (byte == TableFormat.tab ? .text : .rfc4180))
    }
}
