import ArgumentParser
import Audit
import Foundation
import Ledger
import Primitives
import Provenance

extension DatasetCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show or export the current labels of a dataset, those as of an index, or those of a release.",
            discussion: """
                A release is counted and digested anew first; if it is not what was released, nothing is shown and the status is 1.
                With --url a service lists the labels, as a table.

                Examples:
                  touchmark dataset scans --as-of 1000 --format csv
                  touchmark dataset scans --format prov -o scans.prov.json
                  touchmark dataset scans --release 1.0 --format croissant -o scans-1.0
                  touchmark dataset scans --url https://labels.example.org
                """)

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case table, jsonl, csv, prov, croissant
            case labelStudio = "label-studio"
        }

        @OptionGroup var ledger: LedgerSourceOption
        @Argument(help: "The dataset's id.") var name: String
        @Option(help: "Only entries below this index count; all if left out.") var asOf: UInt64?
        @Option(help: "A release of the dataset.") var release: String?
        @Option(help: "table, jsonl, csv, label-studio, prov or croissant.") var format: Format?
        @Flag(help: "In CSV, put ' before cells that a spreadsheet would take for formulas. It alters them.")
        var forSpreadsheets = false
        @Option(name: .shortAndLong, help: "A new file, or for croissant a new directory; standard output if left out.")
        var output: String?
        @OptionGroup var json: JSONOption

        private func chosenFormat() throws -> Format { try json.form(.jsonl, orChosen: format, else: .table) }

        func validate() throws {
            guard asOf == nil || release == nil else { throw ValidationError("Give --as-of or --release, not both.") }
            let form = try chosenFormat()
            guard form != .croissant || output != nil else {
                throw ValidationError("Croissant is a directory: name a new one with -o.")
            }
            guard !forSpreadsheets || form == .csv else {
                throw ValidationError("--for-spreadsheets is for --format csv.")
            }
            guard ledger.url == nil || (form == .table && release == nil) else {
                throw ValidationError(
                    "With --url there is the table, and no --release: a service lists labels without the segments, splits and events "
                        + "that the other formats hold. Make them where the ledger or a copy of it is, with --ledger.")
            }
        }

        func run() async throws {
            if let service = try ledger.service() { return try await show(from: service) }
            let store = try ledger.open().openForReading()
            try store.read { reader in
                do {
                    let released = try release.map { try checked($0, reader) }
                    let view =
                        try released?.view ?? DatasetView(reader, dataset: name, asOf: asOf.map(TreeSize.init))
                    try export(view, released?.release)
                } catch let error as LedgerError {
                    throw CommandFailure(error.description)
                }
            }
        }

        private func checked(
            _ version: String, _ reader: any LedgerReader
        ) throws -> (release: Release, view: DatasetView) {
            guard let release = try Release(of: name, version, from: reader) else {
                throw CommandFailure("The dataset \(name) has no release \(version).")
            }
            let (view, content) = try release.checked(reader)
            let differences = content.differences(from: release.released)
            guard differences.isEmpty else {
                throw CommandFailure(
                    "Release \(version) of \(name) is not what this ledger holds at size \(content.size). "
                        + differences.joined(separator: " "))
            }
            Output.note(
                "Release \(version) of \(name): \(content.items.counted("item")), \(content.labels.counted("label")) at size \(content.size), "
                    + "\(content.digest.contentDigest), as released.")
            if let reason = release.recallReason { Output.note("It was recalled: \(reason)") }
            return (release, view)
        }

        private func export(_ view: DatasetView, _ release: Release?) throws {
            if try chosenFormat() == .croissant, let output {
                return try exportCroissant(view, release, to: output)
            }
            var export = try exporter()
            try write { try export.export(view, to: $0) }
            for remark in export.remarks { Output.note(remark) }
        }

        /// Lets `body` write to where it was asked for.
        private func write(_ body: (_ write: @escaping (String) throws -> Void) throws -> Void) throws {
            guard let output, output != "-" else { return try body { Output.write($0, to: .standardOutput) } }
            try NewFile(output).writing("exporting, bytes", body)
            Output.line(output)
        }

        private func show(from service: ServedLedger) async throws {
            var table = TableExport()
            var rows: [(subject: Subject, text: String)] = []
            try await service.forEachLabel(of: name, asOf: asOf) { subject, label in
                guard let row = table.add(listed: label) else { return false }
                rows.append((subject, row))
                return true
            }
            // A service goes by the ids, and what is made from the ledger by the labels' subjects.
            rows.sort { $0.subject < $1.subject }
            try write { write in
                try write(table.begin())
                for row in rows { try write(row.text) }
            }
            for remark in table.remarks { Output.note(remark) }
        }

        /// A directory with the labels and their description.
        private func exportCroissant(_ view: DatasetView, _ release: Release?, to output: String) throws {
            try NewDirectory(output).write { part in
                var description = JSONValue.null
                try NewFile("\(part)/\(CroissantExport.labelsFile)").writing("exporting, bytes") { write in
                    description = try CroissantExport().export(view, release: release?.event, to: write)
                }
                try NewFile("\(part)/\(CroissantExport.descriptionFile)").writing("describing") {
                    try $0(description.indentedText + "\n")
                }
            }
            Output.line("\(output)/\(CroissantExport.descriptionFile)")
            Output.line("\(output)/\(CroissantExport.labelsFile)")
        }

        private func exporter() throws -> any DatasetExport {
            switch try chosenFormat() {
            case .table: TableExport()
            case .csv: CSVExport(forSpreadsheets: forSpreadsheets)
            case .labelStudio: LabelStudioExport()
            case .prov: PROVExport()
            // Croissant's file of labels is this.
            case .jsonl, .croissant: JSONLinesExport()
            }
        }
    }
}
