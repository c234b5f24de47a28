import ArgumentParser
import Connectors
import Foundation
import Intake
import Ledger
import Primitives
import Provenance
import Synchronization

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Foreign annotations as events, under keys in a connector's custody.",
        subcommands: [Table.self, LabelStudio.self])

    struct Table: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import a CSV or JSON Lines table by a mapping file (Docs/Importing.md).",
            discussion: """
                With --reconcile, a label that the table has otherwise since is revised in its annotator's name. Labels that the
                table does not give any more are said, and stay.

                Example: touchmark import table judgments.csv --map judgments.yaml
                """)

        @OptionGroup var session: ImportOptions
        @Argument(help: "The table.") var file: String
        @Option(help: "The mapping file.") var map: String
        @Option(help: "The connector's id.") var connector = "table"
        @Flag(help: "Revise labels that the table has otherwise than the ledger; else they are refused.") var reconcile = false

        func run() async throws {
            let mapping = try TableMapping(yaml: String(decoding: try WholeFile.read(map), as: UTF8.self), file: map)
            let items = try mapping.itemsFile.map { name in try ByteSource(file: beside(name)) }
            let table = try ByteSource(file: URL(fileURLWithPath: file))
            try await session.run(connector, into: mapping.dataset, reconciles: reconcile) { secret in
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
            commandName: "label-studio",
            abstract: "Import an export of Label Studio (JSON), or close the gaps that lost webhooks left.",
            discussion: """
                With --reconcile, the ledger is held against a whole project's export, or against the server itself (--url and
                --project, with its token in $LABEL_STUDIO_TOKEN or a file). What the ledger lacks or has otherwise is printed
                and appended. Settings are those of the connector, unless given here (Docs/LabelStudio.md).

                Example: touchmark import label-studio export.json --dataset clips --config labelling.xml
                """)

        @OptionGroup var session: ImportOptions
        @Argument(help: "The export.") var file: String?
        @Option(help: "The dataset's id (else the connector's).") var dataset: String?
        @OptionGroup var choices: LabelStudioChoices
        @Option(help: "The connector's id.") var connector = "label-studio"
        @Flag(help: "Make the ledger say what the export says, also where it says something else.") var reconcile = false
        @Option(
            parsing: .unconditional, help: "When the export was made, if that was later than the latest change in it.",
            transform: Moment.init(parsing:))
        var exportedAt: Moment?
        @Option(help: "The Label Studio server, such as http://localhost:8080.") var url: String?
        @Option(help: "The project's number there.") var project: Int64?
        @Option(help: "A file (mode 0600) that holds the server's token (else $LABEL_STUDIO_TOKEN).") var tokenFile: String?

        func validate() throws {
            guard (file == nil) != (url == nil) else { throw ValidationError("Give either an export or --url.") }
            guard url == nil || (reconcile && project != nil) else {
                throw ValidationError("--url goes with --reconcile and --project.")
            }
            guard exportedAt == nil || (reconcile && url == nil) else {
                throw ValidationError("--exported-at goes with --reconcile and an export.")
            }
        }

        func run() async throws {
            let directory = try session.ledger.open()
            let settings = try settings(in: directory)
            if let url, let project {
                try await LabelStudioServer.use(url, token: try token()) { server in
                    try await reconcile(with: server, project, settings, directory)
                }
            } else if let file {
                let source = URL(fileURLWithPath: file)
                guard reconcile else { return try await importExport(source, settings) }
                var export = LabelStudioExport { try ByteSource(file: source) }
                export.made = exportedAt?.timestamp
                export.project = project
                try await session.reconcile(connector, settings, export, directory)
            }
        }

        private func settings(in directory: LedgerDirectory) throws -> LabelStudioSettings {
            var base = try LabelStudioSettings.read(connector, keys: directory.keys)
            if let dataset {
                base = base ?? LabelStudioSettings(dataset: dataset, authentication: .nothing)
                base?.dataset = dataset
            }
            guard let base else {
                throw CommandFailure("--dataset is missing: the connector \(connector) has no settings.", ExitStatus.usage)
            }
            return try choices.settings(over: base)
        }

        private func importExport(_ file: URL, _ settings: LabelStudioSettings) async throws {
            let options = try settings.options(configuration: nil)
            let export = try ByteSource(file: file)
            try await session.run(connector, into: settings.dataset) { secret in
                try LabelStudioImporter(export: export, options: options, secret: secret)
            }
        }

        private func reconcile(
            with server: LabelStudioServer, _ project: Int64, _ settings: LabelStudioSettings, _ directory: LedgerDirectory
        ) async throws {
            let file = FileManager.default.temporaryDirectory.appending(path: "touchmark-\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            // The time before asking: what changes while the server answers is younger.
            let made = SystemClock().now()
            let configuration = try await server.configuration(of: project)
            try await server.export(of: project, to: file.path)
            var export = LabelStudioExport { try ByteSource(file: file) }
            export.made = made
            export.project = project
            export.configuration = configuration
            try await session.reconcile(connector, settings, export, directory)
        }

        private func token() throws -> String {
            let text =
                try tokenFile.map { String(decoding: try OwnersFile.read($0, "token"), as: UTF8.self) }
                ?? ProcessInfo.processInfo.environment["LABEL_STUDIO_TOKEN"] ?? ""
            guard !text.trimmed.isEmpty else {
                throw CommandFailure("There is no token: set LABEL_STUDIO_TOKEN, or name a file that holds it (--token-file).")
            }
            return text.trimmed
        }
    }
}

struct ImportOptions: ParsableArguments {
    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption
    @Option(name: .customLong("signer"), help: "The private JWK that enrols people (else the ledger's operator key).")
    var signerFile: String?
    @Flag(help: "Stop at the first record that cannot be imported.") var strict = false
    @Flag(help: "People whose ids are known are the same, though their e-mail addresses are others than before.")
    var addressesChanged = false

    func run(
        _ connector: String, into dataset: String, reconciles: Bool = false, _ open: (ImportSecret) throws -> any ForeignImport
    ) async throws {
        let directory = try ledger.open()
        let ledger = try directory.openForWriting()
        defer { ledger.close() }
        guard try ledger.store.read({ try $0.isDefined(dataset) }) else {
            throw CommandFailure(
                "The dataset \(dataset) is not defined. Say first what it is for: "
                    + "\(ShellCommand.defining(dataset))")
        }
        var station = try ConnectorStation(connector, keys: directory.keys, in: ledger.store)
        station.takesChangedAddresses = addressesChanged
        let operatorKey = try KeyFile.read(signerFile ?? directory.key("operator"))
        var source = try open(try station.secret())
        var session = try ImportSession(
            ledger, station: station, operatorKey: operatorKey, reconciles: reconciles, say: Output.note)
        var progress = ProgressBar("importing", total: nil)
        do { try await session.run(&source, isStrict: strict) { progress.update($0) } } catch {
            progress.finish()
            report(session.summary)
            throw error
        }
        progress.finish()
        report(session.summary)
        if session.summary.refused + session.summary.problems > 0 { throw ExitStatus.failed }
    }

    /// Holds the ledger against an export, and prints what was missing or otherwise.
    func reconcile(
        _ connector: String, _ settings: LabelStudioSettings, _ export: LabelStudioExport, _ directory: LedgerDirectory
    ) async throws {
        let ledger = try directory.openForWriting()
        defer { ledger.close() }
        let intake = try LabelStudioIntake(
            connector, settings, keys: directory.keys, ledger: ledger,
            operatorKey: try KeyFile.read(signerFile ?? directory.key("operator")), clock: SystemClock(),
            takesChangedAddresses: addressesChanged)
        let summary = Mutex(ReconcilingSummary(isJSON: json.isOn))
        try await intake.reconcile(export) { report in summary.withLock { $0.add(report) } }
        try summary.withLock { try $0.finish() }
    }

    private func report(_ summary: ImportSession.Summary) {
        if json.isOn {
            Output.json([
                "appended": .integer(Int64(summary.appended)), "present": .integer(Int64(summary.present)),
                "enrolled": .integer(Int64(summary.enrolled)), "refused": .integer(Int64(summary.refused)),
                "ignored": .integer(Int64(summary.kept)), "problems": .integer(Int64(summary.problems)),
            ])
        } else {
            Output.line(
                "\(summary.appended) events appended (\(summary.enrolled) enrolments among them), \(summary.present) were there, "
                    + (summary.kept > 0 ? "\(summary.kept) left as they are, " : "")
                    + "\(summary.refused) refused, \(summary.problems) records not imported")
        }
    }
}

extension LedgerReader {
    /// Whether there is a dataset of that id.
    func isDefined(_ dataset: String) throws -> Bool {
        try LedgerHistories(self).fold(PolicyHistory.self, of: .policy(dataset))?.definition != nil
    }
}
