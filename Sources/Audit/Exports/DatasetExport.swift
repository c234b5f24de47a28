/// A format in which a dataset is written, piece by piece, with memory that does not grow with it.
package protocol DatasetExport {
    /// Writes all of `view`. Nothing is written that is not sure to be followed by the rest, unless reading or `write` fails.
    ///
    /// - Throws: `StoreError`, and what `write` throws.
    mutating func export(_ view: DatasetView, to write: @escaping (String) throws -> Void) throws

    /// What the format could not hold, in sentences, once the export is written.
    var remarks: [String] { get }
}

/// A format that goes through the current labels once. Each step gives the text that comes next, often none.
package protocol LabelwiseExport: DatasetExport {
    mutating func begin() -> String
    mutating func add(_ label: ExportedLabel) -> String
    mutating func end() -> String
}

extension DatasetExport {
    package var remarks: [String] { [] }
}

extension LabelwiseExport {
    package mutating func begin() -> String { "" }
    package mutating func end() -> String { "" }

    package mutating func export(_ view: DatasetView, to write: @escaping (String) throws -> Void) throws {
        var pieces = PieceWriter(write)
        try pieces.add(begin())
        try view.forEachLabel { try pieces.add(add($0)) }
        try pieces.add(end())
        try pieces.finish()
    }
}

/// Gathers short texts, so that files and sockets are written to in pieces worth a call.
struct PieceWriter {
    private static let pieceByteCount = 1 << 16
    private let write: (String) throws -> Void
    private var text = ""

    init(_ write: @escaping (String) throws -> Void) { self.write = write }

    mutating func add(_ more: String) throws {
        text += more
        if text.utf8.count >= Self.pieceByteCount { try finish() }
    }

    mutating func finish() throws {
        guard !text.isEmpty else { return }
        try write(text)
        text = ""
    }
}
