import Foundation

/// Text with columns put in: `{text}\n{hypothesis}`.
///
/// `{column}` is the cell and must not be empty; `{column?}` may be. Filters follow after bars: `{key|before:_}` and
/// `{key|after:_}` (up to, or from behind, the first place where that text stands), `trim`, `lower`. `{{` and `}}` are braces.
struct Template: Hashable, Sendable {
    enum Filter: Hashable, Sendable {
        case before(String)
        case after(String)
        case trim, lower
    }

    enum Part: Hashable, Sendable {
        case literal(String)
        case column(String, mayBeEmpty: Bool, filters: [Filter])
    }

    let parts: [Part]

    /// The columns named, in order.
    var columns: [String] {
        parts.compactMap { if case .column(let name, _, _) = $0 { name } else { nil } }
    }

    /// What a template cannot be read for.
    struct SyntaxError: Error {
        let message: String
    }

    init(_ text: String) throws(SyntaxError) {
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            if (character == "{" || character == "}") && rest.first == character {
                literal.append(character)
                rest.removeFirst()
            } else if character == "{" {
                guard let close = rest.firstIndex(of: "}") else { throw SyntaxError(message: "a { is not closed") }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(try Self.column(rest[..<close]))
                rest = rest[rest.index(after: close)...]
            } else if character == "}" {
                throw SyntaxError(message: "a } stands alone; write }} for a brace")
            } else {
                literal.append(character)
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        self.parts = parts
    }

    private static func column(_ text: Substring) throws(SyntaxError) -> Part {
        let pieces = text.split(separator: "|", omittingEmptySubsequences: false)
        var name = String(pieces[0])
        let mayBeEmpty = name.hasSuffix("?")
        if mayBeEmpty { name.removeLast() }
        guard !name.isEmpty else { throw SyntaxError(message: "{} names no column") }
        var filters: [Filter] = []
        for piece in pieces.dropFirst() {
            if piece == "trim" {
                filters.append(.trim)
            } else if piece == "lower" {
                filters.append(.lower)
            } else if piece.hasPrefix("before:"), piece.count > 7 {
                filters.append(.before(String(piece.dropFirst(7))))
            } else if piece.hasPrefix("after:"), piece.count > 6 {
                filters.append(.after(String(piece.dropFirst(6))))
            } else {
                throw SyntaxError(message: "\"\(piece)\" is no filter; there are before:, after:, trim and lower")
            }
        }
        return .column(name, mayBeEmpty: mayBeEmpty, filters: filters)
    }

    /// The text for `record`; `bindings` come before its columns.
    ///
    /// - Throws: `missingColumn`, `emptyCell`, `wrongType`, `unknownValue`.
    func render(_ record: TableRecord, _ bindings: [String: String] = [:]) throws(ImportRemark) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .column(let name, let mayBeEmpty, let filters):
                let cell = bindings[name].map { $0.isEmpty ? TableRecord.Cell.empty : .text($0) } ?? record[name]
                text += try Self.text(of: cell, name, mayBeEmpty, filters, at: record.place)
            }
        }
        return text
    }

    private static func text(
        of cell: TableRecord.Cell, _ name: String, _ mayBeEmpty: Bool, _ filters: [Filter], at place: ImportPlace
    ) throws(ImportRemark) -> String {
        switch cell {
        case .text(var text):
            for filter in filters { text = try apply(filter, to: text, name, at: place) }
            guard !text.isEmpty || mayBeEmpty else {
                throw ImportRemark(.emptyCell, place, "nothing is left of column \"\(name)\" after its filters")
            }
            return text
        case .empty where mayBeEmpty: return ""
        case .empty:
            throw ImportRemark(.emptyCell, place, "column \"\(name)\" is empty; write {\(name)?} in the mapping if it may be")
        case .absent:
            throw ImportRemark(.missingColumn, place, "the record has no column \"\(name)\", which the mapping names")
        case .nested:
            throw ImportRemark(
                .wrongType, place, "column \"\(name)\" holds an array or object; only plain values can be imported")
        }
    }

    private static func apply(
        _ filter: Filter, to text: String, _ name: String, at place: ImportPlace
    ) throws(ImportRemark) -> String {
        switch filter {
        case .trim: return text.trimmingCharacters(in: .whitespacesAndNewlines)
        case .lower: return text.lowercased()
        case .before(let mark), .after(let mark):
            guard let range = text.range(of: mark, options: .literal) else {
                throw ImportRemark(.unknownValue, place, "column \"\(name)\" does not hold \"\(mark)\", at which its filter cuts")
            }
            if case .before = filter { return String(text[..<range.lowerBound]) }
            return String(text[range.upperBound...])
        }
    }
}
