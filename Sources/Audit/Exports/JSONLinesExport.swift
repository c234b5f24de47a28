import Primitives

/// The canonical export: a line for each current label, an object by RFC 8785, in the order of the labels' subjects, each line
/// ended by LF (vocabulary, "Use, and after"; Docs/Exports.md). Its SHA-256 is a release's digest.
package struct JSONLinesExport: LabelwiseExport {
    package init() {}

    package mutating func add(_ label: ExportedLabel) -> String { label.json.canonicalText + "\n" }
}
