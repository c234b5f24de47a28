import Primitives
import Provenance

extension ReportSection {
    var json: JSONValue {
        [
            "number": .integer(Int64(number)), "title": .string(title), "law": .string(law), "status": .string(status.rawValue),
            "facts": .list(facts, \.json), "tables": .list(tables, \.json),
            "figures": .list(figures) { figure in
                ["caption": .string(figure.caption), "description": .list(figure.description) { .string($0.plain) }]
            },
            "notes": .list(notes) { .string($0.plain) },
        ]
    }
}

extension ReportFact {
    fileprivate var json: JSONValue {
        var json: JSONObject = [
            "id": .string(id), "name": .string(name), "value": value.json, "status": .string(status.rawValue),
            "entries": .list(named) { .place($0) }, "entryCount": .whole(entries.count),
        ]
        json["reason"] = value.reason.map { .string($0) }
        return .object(json)
    }
}

extension ReportTable {
    fileprivate var json: JSONValue {
        var json: JSONObject = [
            "id": .string(id), "caption": .string(caption), "rowCount": .whole(count),
            "columns": .list(columns) { ["id": .string($0.id), "heading": .string($0.heading)] },
            "rows": .list(rows) { .list($0, \.json) },
        ]
        let absences = absences
        if !absences.isEmpty {
            json["missing"] = .list(absences) {
                ["column": .string($0.column), "reason": .string($0.reason), "rows": .list($0.rows) { .whole($0) }]
            }
        }
        return .object(json)
    }

    /// Why values of kept rows are missing: a reason once for each column, with the numbers of the rows, from 0.
    private var absences: [(column: String, reason: String, rows: [Int])] {
        columns.enumerated().flatMap { place, column in
            var rowsByReason: [String: [Int]] = [:]
            for (number, row) in rows.enumerated() {
                if let reason = row[place].reason { rowsByReason[reason, default: []].append(number) }
            }
            return rowsByReason.sorted { $0.key < $1.key }.map { (column.id, $0.key, $0.value) }
        }
    }
}

extension ReportValue {
    /// Null for what is missing, of which the reason stands apart; a share with both its numbers.
    var json: JSONValue {
        switch self {
        case .count(let count): .whole(count)
        case .share(let count, let total):
            ["count": .whole(count), "of": .whole(total), "share": Self.share(count, total).flatMap { JSONValue($0) } ?? .null]
        case .number(let number, let decimals): JSONValue(Self.rounded(number, decimals)) ?? .null
        case .text(let phrase): .string(phrase.plain)
        case .moment(let time): .string(time.description)
        case .verdict(let verdict): .string(verdict.rawValue)
        case .quoted(let value): value
        case .verbatim(let text): .string(text)
        case .missing, .blank: .null
        }
    }

    /// In six decimals; `nil` of nothing.
    private static func share(_ count: Int, _ total: Int) -> Double? {
        total > 0 ? rounded(Double(count) / Double(total), 6) : nil
    }

    static func rounded(_ number: Double, _ decimals: Int) -> Double {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        return (number * scale).rounded() / scale
    }

    /// For readers.
    var phrase: Phrase {
        switch self {
        case .count(let count): "\(count)"
        case .share(let count, let total):
            Self.share(count, total).map { "\(count) of \(total) (\(words: Self.fixed($0 * 100, 1)) %)" } ?? "0 of 0"
        case .number(let number, let decimals): "\(words: Self.fixed(number, decimals))"
        case .text(let phrase): phrase
        case .moment(let time): "\(time)"
        case .verdict(let verdict): verdict.isAdverse ? "\(warning: verdict.words)" : "\(words: verdict.words)"
        case .quoted(.string(let text)): "\(quote: text)"
        case .quoted(let value): "\(code: value.canonicalText)"
        case .verbatim(let text): "\(code: text)"
        case .missing(let reason): "\(warning: "missing"): \(words: reason)"
        case .blank: ""
        }
    }

    /// For spreadsheets.
    var cell: String {
        switch self {
        case .share(let count, _): String(count)
        case .missing, .blank: ""
        case .number(let number, let decimals): Self.fixed(number, decimals)
        case .moment(let time): time.description
        case .verdict(let verdict): verdict.rawValue
        case .quoted(.string(let text)), .verbatim(let text): text
        default: phrase.plain
        }
    }

    /// Why there is none; `nil` of what is there.
    var reason: String? { if case .missing(let reason) = self { reason } else { nil } }

    var isShare: Bool { if case .share = self { true } else { false } }

    /// What a share is of, beside its `cell`; empty for all else.
    var denominator: String { if case .share(_, let total) = self { String(total) } else { "" } }

    /// In decimals, with the same digits on every machine.
    static func fixed(_ number: Double, _ decimals: Int) -> String {
        guard number.isFinite, number.magnitude < 1e15 else { return number.description }
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((number * Double(scale)).rounded())
        let (whole, rest) = scaled.magnitude.quotientAndRemainder(dividingBy: scale.magnitude)
        let digits = String(rest)
        let fraction = decimals == 0 ? "" : "." + String(repeating: "0", count: decimals - digits.utf8.count) + digits
        return (scaled < 0 ? "-" : "") + "\(whole)" + fraction
    }
}
