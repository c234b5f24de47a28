import ArgumentParser
import Ledger
import Primitives
import Provenance

struct DatasetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dataset", abstract: "A dataset as it is now, or as it was at any index.",
        subcommands: [Show.self, List.self, Define.self, ReleaseCommand.self, Recall.self], defaultSubcommand: Show.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the datasets.", discussion: "Example: touchmark dataset list")

        @OptionGroup var ledger: LedgerSourceOption
        @OptionGroup var json: JSONOption

        func run() async throws {
            if let service = try ledger.service() { return try await list(from: service) }
            try ledger.open().openForReading().read { reader in
                var cursor: String?
                while true {
                    let page = try reader.datasets(after: cursor, limit: 500)
                    for row in page { show(row.json) }
                    guard let last = page.last else { return }
                    cursor = last.dataset
                }
            }
        }

        private func list(from service: ServedLedger) async throws {
            var after: [(name: String, value: String)]? = []
            while let query = after {
                let page = try await service.json("/v1/datasets", query)
                for row in page["datasets"]?.array ?? [] { show(row) }
                after = page["next"]?.string.map { [("after", $0)] }
            }
        }

        private func show(_ row: JSONValue) {
            guard !json.isOn else { return Output.json(row) }
            Output.line(
                "\(row["dataset"]?.string ?? "")  \(row["title"]?.string ?? "")  defined at \(row["index"]?.integer ?? 0)")
        }
    }

    struct Define: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Define a dataset.",
            discussion: """
                Example: touchmark dataset define scans --title "Chest scans" --purpose "finding nodules" --licence CC-BY-4.0
                """)

        @OptionGroup var options: StatementOptions
        @Argument(help: "The dataset's id.") var id: String
        @Option(help: "What it is called.") var title: String
        @Option(help: "What it is made for.") var purpose: String
        @Option(help: "Under which terms it is given, such as CC-BY-4.0.") var licence: String
        @Option(help: "What it may be used for.") var intendedUse: String?
        @Option(help: "The geographical, contextual, behavioural or functional setting.") var setting: String?
        @Option(help: "What is assumed of the data and of what it measures.") var assumptions: String?
        @Option(help: "Who is responsible for it.") var controller: String?
        @Option(help: "Years that evidence is kept. If left out, 10 are meant, and reports say that nobody stated it.")
        var retentionYears: UInt64?
        @Option(
            help: """
                How its data were collected, as process=TEXT; again for sources, selection, timeframe, legalBasis and \
                originalPurpose. A later definition cannot add it.
                """)
        var collection: [String] = []

        private static let collectionMembers = ["process", "sources", "selection", "timeframe", "legalBasis", "originalPurpose"]

        func validate() throws { _ = try statedCollection() }

        private func statedCollection() throws -> JSONObject {
            try collection.reduce(into: [:]) { stated, text in
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2, Self.collectionMembers.contains(parts[0]) else {
                    throw ValidationError(
                        "--collection takes NAME=TEXT with one of \(Self.collectionMembers.joined(separator: ", ")).")
                }
                guard stated[parts[0]] == nil else { throw ValidationError("--collection \(parts[0])= is given twice.") }
                stated[parts[0]] = .string(parts[1])
            }
        }

        func run() async throws {
            try await options.state { _, _ in
                var data: JSONObject = [
                    "dataset": .string(id), "title": .string(title), "purpose": .string(purpose), "licence": .string(licence),
                ]
                data.set("intendedUse", intendedUse)
                data.set("setting", setting)
                data.set("assumptions", assumptions)
                data.set("controller", controller)
                data.set("retentionYears", retentionYears)
                let collection = try statedCollection()
                if !collection.members.isEmpty { data["collection"] = .object(collection) }
                return (DatasetDefined.type, data)
            }
        }
    }
}

extension DatasetRow {
    /// As `GET /v1/datasets` gives it.
    fileprivate var json: JSONValue {
        ["dataset": .string(dataset), "title": .string(title), "index": .integer(Int64(index.value))]
    }
}
