import ArgumentParser
import Foundation
import Ledger
import Primitives
import Provenance

extension DatasetCommand {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the current labels of a dataset, or those as of an index.",
            discussion: "Example: touchmark dataset scans --as-of 1000 --format csv")

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case table, jsonl, csv
            case labelStudio = "label-studio"
        }

        @OptionGroup var ledger: LedgerOption
        @Argument(help: "The dataset's id.") var name: String
        @Option(help: "Only entries below this index count; all if left out.") var asOf: UInt64?
        @Option(help: "table, jsonl, csv or label-studio.") var format = Format.table
        @OptionGroup var json: JSONOption

        func run() throws {
            let store = try ledger.open().openForReading()
            try store.read { reader in
                let size = min(try reader.size(), asOf.map(TreeSize.init) ?? TreeSize(.max))
                guard try reader.events(of: .dataset(name), below: size).first != nil else {
                    throw CommandFailure("There is no dataset \(name) below index \(size).")
                }
                var listing = DatasetListing(format: json.isOn ? .jsonl : format)
                listing.begin()
                var cursor: LabelCursor?
                while true {
                    let page = try reader.labels(of: name, asOf: size, after: cursor, limit: 500)
                    for label in page where label.version.kind != .withdrawn { try listing.add(label, reader) }
                    guard let last = page.last else { break }
                    cursor = LabelCursor(item: last.version.item, label: last.version.label)
                }
                listing.finish()
            }
        }
    }
}

/// Current labels, written one after the other in one of the formats.
struct DatasetListing {
    let format: DatasetCommand.Show.Format
    private var count = 0
    private var tasks = LabelStudioTasks()

    init(format: DatasetCommand.Show.Format) { self.format = format }

    func begin() {
        switch format {
        case .table: Output.line(Self.row("item", "question", "label", "verdict then", "by", "value"))
        case .csv: Output.line("dataset,item,label,name,index,recorded,source,verdict,disputed,value")
        case .jsonl, .labelStudio: break
        }
    }

    mutating func add(_ label: CurrentLabel, _ reader: any LedgerReader) throws {
        count += 1
        let version = label.version
        let verdict = version.verdictThen?.rawValue ?? ""
        switch format {
        case .table:
            Output.line(
                Self.row(
                    version.item, version.name, version.label, verdict, version.source.description,
                    version.value + (label.isDisputed ? "  (disputed)" : "")))
        case .csv:
            let fields = [
                version.dataset, version.item, version.label, version.name, version.index.description,
                version.recorded.description, version.source.description, verdict, String(label.isDisputed), version.value,
            ]
            Output.line(fields.map(Self.quoted).joined(separator: ","))
        case .jsonl: Output.json(label.json)
        case .labelStudio: try tasks.add(label, reader)
        }
    }

    mutating func finish() {
        switch format {
        case .table: Output.note("\(count) labels")
        case .labelStudio: tasks.finish()
        case .csv, .jsonl: break
        }
    }

    private static func row(_ cells: String...) -> String {
        zip(cells, [18, 16, 16, 22, 24, 0]).map { cell, width in
            cell.padding(toLength: max(width, cell.count), withPad: " ", startingAt: 0)
        }.joined(separator: "  ")
    }

    /// RFC 4180.
    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}
