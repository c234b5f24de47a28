import Ledger
package import Primitives
import Provenance

/// What an auditor must find about a dataset (EU AI Act, Article 10 and Annex IV), as the log below a size shows it.
///
/// Everything follows from the entries below `size`: the same size gives the same bytes. The report is dated by the last of them.
package struct AuditReport: Sendable {
    /// The version of the report's shape.
    static let formatVersion: Int64 = 1

    package let id: String
    package let dataset: String
    package let size: TreeSize
    package let generatedAt: Timestamp
    let origin: String
    let sections: [ReportSection]

    /// The report as JSON; its canonical text (RFC 8785) is what is digested and logged.
    package var json: JSONValue {
        [
            "kind": "touchmark-report", "version": .integer(Self.formatVersion), "report": .string(id),
            "dataset": .string(dataset), "ledger": .string(origin), "size": .whole(size.value),
            "generatedAt": .string(generatedAt.description), "sections": .list(sections, \.json),
        ]
    }

    /// SHA-256 of the canonical JSON: what `report.issued` holds.
    package var digest: Digest { Digest(hashing: json.canonicalText) }

    /// A self-contained page.
    package var html: String { HTMLRenderer.render(document) }

    package func text(usesColour: Bool = false) -> String { TextRenderer(usesColour: usesColour).render(document) }

    var document: Document {
        Document(
            title: "Audit report on training data", subtitle: "Dataset \(code: dataset), at \(size) entries of \(code: origin)",
            sections: sections.map { .init($0.title, $0.blocks) })
    }

    /// A CSV file for each table (RFC 4180), one of all facts and one of all notes: names without a path.
    package var tables: [(name: String, text: String)] {
        var files = [("facts.csv", CSVText.facts(sections)), ("notes.csv", CSVText.notes(sections))]
        for section in sections { files += section.tables.map { ("\($0.id).csv", CSVText.table($0)) } }
        return files
    }
}

/// Rows as RFC 4180 has them. What begins as a formula would is kept from running in a spreadsheet by an apostrophe: these
/// files are for people; the JSON form holds every value as it is.
enum CSVText {
    static func facts(_ sections: [ReportSection]) -> String {
        var lines = [["section", "id", "name", "status", "value", "entries", "of", "reason"]]
        for section in sections {
            for fact in section.facts {
                lines.append([
                    String(section.number), fact.id, fact.name, fact.status.rawValue, fact.value.cell,
                    fact.named.map(\.description).joined(separator: " "), fact.value.denominator,
                    fact.value.reason ?? "",
                ])
            }
        }
        return text(lines)
    }

    static func table(_ table: ReportTable) -> String {
        func columns(_ isIn: (ReportValue) -> Bool) -> [Int] {
            table.columns.indices.filter { place in table.rows.contains { isIn($0[place]) } }
        }
        let (shares, absences) = (columns(\.isShare), columns { $0.reason != nil })
        let header =
            table.columns.map(\.id) + shares.map { table.columns[$0].id + "-of" }
            + absences.map { table.columns[$0].id + "-reason" }
        let rows = table.rows.map { row in
            row.map(\.cell) + shares.map { row[$0].denominator } + absences.map { row[$0].reason ?? "" }
        }
        return text([header] + rows)
    }

    /// What a page says beside its facts and tables, and of which tables not all rows are kept.
    static func notes(_ sections: [ReportSection]) -> String {
        var lines = [["section", "table", "note"]]
        for section in sections {
            lines += section.notes.map { [String(section.number), "", $0.plain] }
            for table in section.tables where table.count > table.rows.count {
                lines.append([String(section.number), table.id, "\(table.rows.count) of \(table.count) rows"])
            }
        }
        return text(lines)
    }

    private static func text(_ lines: [[String]]) -> String {
        lines.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cell(_ field: String) -> String {
        CSVCell.quoted(CSVCell.beginsFormula(field) && Double(field) == nil ? "'" + field : field)
    }
}
