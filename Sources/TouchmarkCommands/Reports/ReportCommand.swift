import ArgumentParser
import Audit
import Foundation
import Ledger
import Primitives
import Provenance

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "The audit report on a dataset, after Article 10 and Annex IV of the EU AI Act.",
        subcommands: [Make.self, Sign.self, Check.self, Anchors.self, Schema.self], defaultSubcommand: Make.self)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case html, json, csv, text
    }

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a report, and log that it was issued.",
            discussion: """
                The same size of the log gives the same bytes. A report that is written to a file is logged as report.issued with its
                digest, by the ledger's service key, unless it is a --draft. --format csv writes a directory with a file for each table.
                A service gives drafts, as json or html.

                Example: touchmark report scans --out scans.html
                Example: touchmark report scans --since 1042 --out changes.html
                """)

        @OptionGroup var ledger: LedgerSourceOption
        @Argument(help: "The dataset's id.") var dataset: String
        @Option(name: .shortAndLong, help: "The file to write; for csv a new directory. The terminal if left out.") var out:
            String?
        @Option(help: "html, json, csv or text.") var format: Format?
        @Option(help: "Only entries below this index count; all if left out.") var asOf: UInt64?
        @Option(help: "The dataset, all splits, as it was at this release: --as-of its size.") var release: String?
        @Option(help: "What differs from the report at this size of the log.") var since: UInt64?
        @Flag(help: "Do not log it.") var draft = false
        @Flag(help: "Leave sealed gold answers and groups of annotators sealed.") var withhold = false
        @OptionGroup var json: JSONOption

        func validate() throws {
            let chosenFormat = try chosenFormat()
            guard chosenFormat != .csv || out != nil else { throw ValidationError("--format csv needs --out DIRECTORY.") }
            guard asOf == nil || release == nil else { throw ValidationError("Give --as-of or --release.") }
            guard ledger.url == nil || isServed(as: chosenFormat) else {
                throw ValidationError(
                    "With --url give --format json or html, --draft with --out, and none of --release, --since, --withhold.")
            }
            guard chosenFormat != .csv || since == nil else { throw ValidationError("--since is given as html, json or text.") }
        }

        private func chosenFormat() throws -> Format {
            try json.form(.json, orChosen: format, else: ledger.url != nil && out == nil ? .json : try Format(file: out))
        }

        /// Whether a service gives what was asked for.
        private func isServed(as format: Format) -> Bool {
            (format == .json || format == .html) && (draft || out == nil) && release == nil && since == nil && !withhold
        }

        func run() async throws {
            if let service = try ledger.service() { return try await write(from: service) }
            let directory = try ledger.open()
            let store = try directory.openForReading()
            let report = try make(at: try release.map { try size(of: $0, in: store) } ?? asOf.map(TreeSize.init), from: store)
            if let since {
                let before = try make(at: TreeSize(since), from: store)
                return try await write(ReportComparison(from: before, to: report))
            }
            try await write(report) { if !draft { try await ReportIssue(report).log(in: directory) } }
        }

        private func write(from service: ServedLedger) async throws {
            let path = "/v1/reports/\(PercentEncoded.segment(dataset))"
            let query = ServedLedger.query(asOf: asOf)
            guard try chosenFormat() == .html else {
                return try await write(try await service.json(path, query).canonicalText + "\n")
            }
            try await write(try await service.text(path, query, accepting: "text/html"))
        }

        private func size(of version: String, in store: any LedgerStore) throws -> TreeSize {
            guard let release = try store.read({ try Release(of: dataset, version, from: $0)?.released }) else {
                throw CommandFailure("There is no release \(version) of \(dataset).")
            }
            let splits = release.chosenSplits.names?.filter { !$0.isEmpty }.sorted() ?? []
            if !splits.isEmpty {
                Output.note(
                    "The release holds items of \(splits.joined(separator: ", ")); the report is about the items of all splits.")
            }
            return TreeSize(release.size)
        }

        private func make(at size: TreeSize?, from store: any LedgerStore) throws -> AuditReport {
            var progress = ProgressBar("report", total: nil)
            let report = try AuditReport.make(
                of: dataset, at: size, from: store, showsDisclosures: !withhold, readsAll: true,
                generator: "touchmark \(TouchmarkCommand.version)"
            ) { done, total in
                if progress.total == nil { progress = ProgressBar("report", total: UInt64(total)) }
                progress.update(UInt64(done))
            }
            progress.finish()
            return report
        }

        private func write(_ report: AuditReport, issuing issue: () async throws -> Void) async throws {
            switch try chosenFormat() {
            case .html: try await write(report.html, issuing: issue)
            case .json: try await write(report.json.canonicalText + "\n", issuing: issue)
            case .text: try await write(report.text(usesColour: out == nil && Output.usesColour), issuing: issue)
            case .csv: try await write(report.tables, issuing: issue)
            }
        }

        private func write(_ comparison: ReportComparison) async throws {
            switch try chosenFormat() {
            case .html, .csv: try await write(comparison.html)
            case .json: try await write(comparison.json.canonicalText + "\n")
            case .text: try await write(comparison.text(usesColour: out == nil && Output.usesColour))
            }
        }

        /// Nothing is issued that is not on the disk, and a file has its name only once it is issued.
        private func write(_ text: String, issuing issue: () async throws -> Void = {}) async throws {
            guard let out else { return Output.write(text, to: .standardOutput) }
            try await NewFile.write(text, to: out, confirmedBy: issue)
        }

        private func write(_ tables: [(name: String, text: String)], issuing issue: () async throws -> Void) async throws {
            guard let out else { return }
            let directory = try NewDirectory(out)
            try directory.fill { part in
                for table in tables {
                    let file = try NewFile("\(part)/\(table.name)")
                    try file.write(Array(table.text.utf8))
                    try file.publish()
                }
            }
            do { try await issue() } catch {
                directory.discard()
                throw error
            }
            try directory.publish()
            Output.note("\(out) holds \(tables.count) tables.")
        }
    }

    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the JSON Schema of reports.", discussion: "Example: touchmark report schema > report.schema.json")

        func run() throws { Output.text(AuditReport.schema.indentedText) }
    }
}
