import Ledger
package import Primitives
import Provenance

/// A table for people at a terminal. Control characters and turns of direction are shown, not sent.
package struct TableExport: LabelwiseExport {
    private var count = 0

    package init() {}

    package var remarks: [String] { [count.counted("label")] }

    package mutating func begin() -> String { Self.row("item", "question", "label", "verdict then", "by", "value") }

    package mutating func add(_ label: ExportedLabel) -> String {
        let version = label.version
        return row(
            version.item, version.name, version.label, version.verdictThen?.rawValue ?? "", version.source.description,
            version.value, isDisputed: label.isDisputed)
    }

    /// The row of a label as a service lists it.
    ///
    /// - Returns: `nil` if it is no label.
    package mutating func add(listed label: JSONValue) -> String? {
        guard let item = label["item"]?.string, let name = label["name"]?.string, let id = label["label"]?.string,
            let source = label["source"]?.string, case .bool(let isDisputed)? = label["disputed"], let value = label["value"]
        else { return nil }
        return row(
            item, name, id, label["verdict"]?.string ?? "", source, value == .null ? "" : value.canonicalText,
            isDisputed: isDisputed)
    }

    private mutating func row(
        _ item: String, _ name: String, _ label: String, _ verdict: String, _ source: String, _ value: String,
        isDisputed: Bool
    ) -> String {
        count += 1
        return Self.row(item, name, label, verdict, source, value + (isDisputed ? "  (disputed)" : ""))
    }

    private static func row(_ cells: String...) -> String {
        let padded = zip(cells, [18, 16, 16, 22, 24, 0]).map { cell, width in
            let text = VisibleText.showingControls(cell)
            return text + String(repeating: " ", count: max(0, width - VisibleText.width(text)))
        }
        return padded.joined(separator: "  ") + "\n"
    }
}
