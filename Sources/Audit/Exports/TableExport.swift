import Ledger
import Primitives
import Provenance

/// A table for people at a terminal. Control characters and turns of direction are shown, not sent.
package struct TableExport: LabelwiseExport {
    private var count = 0

    package init() {}

    package var remarks: [String] { ["\(count) labels"] }

    package mutating func begin() -> String { Self.row("item", "question", "label", "verdict then", "by", "value") }

    package mutating func add(_ label: ExportedLabel) -> String {
        count += 1
        let version = label.version
        return Self.row(
            version.item, version.name, version.label, version.verdictThen?.rawValue ?? "", version.source.description,
            version.value + (label.isDisputed ? "  (disputed)" : ""))
    }

    private static func row(_ cells: String...) -> String {
        let padded = zip(cells, [18, 16, 16, 22, 24, 0]).map { cell, width in
            let text = VisibleText.showingControls(cell)
            return text + String(repeating: " ", count: max(0, width - VisibleText.width(text)))
        }
        return padded.joined(separator: "  ") + "\n"
    }
}
