import ArgumentParser
import Connectors
import Foundation
import Ledger
import Primitives
import Provenance

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Foreign annotations as events, under keys in a connector's custody.",
        subcommands: [Table.self, LabelStudio.self])

    struct Table: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import a CSV or JSON Lines table by a mapping file (Docs/Importing.md).",
            discussion: "Example: touchmark import table judgments.csv --map judgments.yaml")

        @OptionGroup var session: ImportOptions
        @Argument(help: "The table.") var file: String
        @Option(help: "The mapping file.") var map: String
        @Option(help: "The connector's id.") var connector = "table"

        func run() async throws {
            let mapping = try TableMapping(yaml: String(decoding: try WholeFile.read(map), as: UTF8.self), file: map)
            let items = try mapping.itemsFile.map { name in try ByteSource(file: beside(name)) }
            let table = try ByteSource(file: URL(fileURLWithPath: file))
            try await session.run(connector, into: mapping.dataset) { secret in
                try TableImporter(mapping: mapping, table: table, items: items, secret: secret)
            }
        }

        /// A second table stands beside the mapping or beside the first table.
        private func beside(_ name: String) -> URL {
            let nextToMap = URL(fileURLWithPath: map).deletingLastPathComponent().appending(path: name)
            guard !FileManager.default.fileExists(atPath: nextToMap.path) else { return nextToMap }
            return URL(fileURLWithPath: file).deletingLastPathComponent().appending(path: name)
        }
    }

    struct LabelStudio: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "label-studio", abstract: "Import an export of Label Studio (JSON).",
            discussion: "Example: touchmark import label-studio export.json --dataset clips --config labelling.xml")

        @OptionGroup var session: ImportOptions
        @Argument(help: "The export.") var file: String
        @Option(help: "The dataset's id.") var dataset: String
        @Option(help: "The project's labelling configuration (XML).") var config: String?
        @Option(help: "Frames a second of all videos: 25, 29.97, 30000/1001.") var frameRate: String?
        @Option(help: "Of all audio, in hertz.") var sampleRate: Int64?
        @Option(help: "Label Studio's version.") var toolVersion: String?
        @Option(help: "Where the content comes from: collected, synthetic, augmented, derived.") var origin = "collected"
        @Option(help: "Who an annotation is put to that somebody else edited last: last-editor, owner, connector.")
        var editing = "last-editor"
        @Option(help: "The connector's id.") var connector = "label-studio"

        func run() async throws {
            let options = try importerOptions()
            let export = try ByteSource(file: URL(fileURLWithPath: file))
            try await session.run(connector, into: dataset) { secret in
                try LabelStudioImporter(export: export, options: options, secret: secret)
            }
        }

        private func importerOptions() throws -> LabelStudioOptions {
            guard let kind = OriginMapping.Kind(rawValue: origin) else {
                throw CommandFailure("--origin is collected, synthetic, augmented or derived.", ExitStatus.usage)
            }
            guard let editing = LabelStudioOptions.Editing(rawValue: editing) else {
                throw CommandFailure("--editing is last-editor, owner or connector.", ExitStatus.usage)
            }
            var options = LabelStudioOptions(dataset: dataset, origin: OriginMapping(kind: kind))
            options.configuration = try config.map {
                try LabelStudioConfiguration(xml: String(decoding: try WholeFile.read($0), as: UTF8.self), file: $0)
            }
            options.frameRate = frameRate
            options.sampleRate = sampleRate
            options.toolVersion = toolVersion
            options.editing = editing
            return options
        }
    }
}

struct ImportOptions: ParsableArguments {
    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption
    @Option(name: .customLong("signer"), help: "The private JWK that enrols people (else the ledger's operator key).")
    var signerFile: String?
    @Flag(help: "Stop at the first record that cannot be imported.") var strict = false

    func run(
        _ connector: String, into dataset: String, _ open: (ImportSecret) throws -> any ForeignImport
    ) async throws {
        let directory = try ledger.open()
        let ledger = try directory.openForWriting()
        let isDefined = try ledger.store.read { reader in
            try LedgerHistories(reader).fold(PolicyHistory.self, of: .policy(dataset))?.definition != nil
        }
        guard isDefined else {
            throw CommandFailure(
                "The dataset \(dataset) is not defined. Say first what it is for: touchmark dataset define \(dataset) …")
        }
        let station = try ConnectorStation(connector, in: directory)
        let operatorKey = try KeyFile.read(signerFile ?? directory.key("operator"))
        var source = try open(try station.secret())
        var session = try ImportSession(directory, ledger, station: station, operatorKey: operatorKey)
        try await session.run(&source, isStrict: strict)
        try report(session.summary)
    }

    private func report(_ summary: ImportSession.Summary) throws {
        if json.isOn {
            Output.json([
                "appended": .integer(Int64(summary.appended)), "present": .integer(Int64(summary.present)),
                "enrolled": .integer(Int64(summary.enrolled)), "refused": .integer(Int64(summary.refused)),
                "problems": .integer(Int64(summary.problems)),
            ])
        } else {
            Output.line(
                "\(summary.appended) events appended (\(summary.enrolled) enrolments among them), \(summary.present) were there, "
                    + "\(summary.refused) refused, \(summary.problems) records not imported")
        }
        if summary.refused + summary.problems > 0 { throw ExitStatus.failed }
    }
}
