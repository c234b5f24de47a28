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
    /// The next record; `nil` at the end.
    mutating func next() throws(ImportError) -> TableRow?
}

/// Which syntax a table has.
enum TableFormat: Hashable, Sendable {
    /// RFC 4180 with this delimiter.
    case separated(UInt8)
    case jsonLines

    /// By a file's name; `nil` if its ending says nothing.
    init?(fileName: String) {
        switch fileName.split(separator: ".").last?.lowercased() {
        case "csv": self = .separated(UInt8(ascii: ","))
        case "tsv", "tab": self = .separated(UInt8(ascii: "\t"))
        case "jsonl", "ndjson": self = .jsonLines
        default: return nil
        }
    }

    func reader(_ source: ByteSource) throws(ImportError) -> any TableReader {
        switch self {
        case .separated(let delimiter): try CSVReader(source, delimiter: delimiter)
        case .jsonLines: try JSONLinesReader(source)
        }
    }
}
