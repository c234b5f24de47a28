import Ledger
import Primitives
import Provenance

/// Comma-separated values by RFC 4180, with LF between records, and a header.
///
/// By default a cell holds exactly what is exported, and programs read it back unchanged. A spreadsheet takes a cell for a formula
/// that begins with `=`, `+`, `-`, `@`, a tab or a carriage return; `forSpreadsheets` puts an apostrophe before such cells, which
/// alters them.
package struct CSVExport: LabelwiseExport {
    private let forSpreadsheets: Bool
    private var altered = 0

    package init(forSpreadsheets: Bool = false) { self.forSpreadsheets = forSpreadsheets }

    static let columns = [
        "dataset", "item", "label", "name", "index", "recorded", "source", "verdict", "disputed", "value", "type", "event",
        "segments", "split", "responses",
    ]

    package mutating func begin() -> String { Self.columns.joined(separator: ",") + "\n" }

    package mutating func add(_ label: ExportedLabel) -> String {
        let version = label.version
        let cells = [
            version.dataset, version.item, version.label, version.name, version.index.description,
            version.recorded.description, version.source.description, version.verdictThen?.rawValue ?? "",
            String(label.isDisputed), version.value, label.event.event.type, label.event.event.id.description,
            label.segmentsJSON?.canonicalText ?? "", label.item.split ?? "",
            label.responses?.canonicalText ?? "",
        ]
        return cells.map { cell($0) }.joined(separator: ",") + "\n"
    }

    package var remarks: [String] {
        altered == 0
            ? []
            : [
                "\(altered.counted("cell begins", "cells begin")) with an apostrophe that was not there, so that no spreadsheet runs what "
                    + "follows it."
            ]
    }

    private mutating func cell(_ text: String) -> String {
        guard forSpreadsheets, CSVCell.beginsFormula(text) else { return CSVCell.quoted(text) }
        altered += 1
        return CSVCell.quoted("'" + text)
    }
}
