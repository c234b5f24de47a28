import ArgumentParser
import Audit
import Ledger
import Primitives
import Provenance

extension DatasetCommand {
    struct ReleaseCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release",
            abstract: "Freeze the dataset as it is now: its items and labels are counted, its canonical export digested.",
            discussion: """
                With --url what is counted is still read from a directory with the ledger, or a copy of it (--ledger).

                Example: touchmark dataset release scans 1.0 --split train --split test
                """)

        @OptionGroup var options: StatementOptions
        @Argument(help: "The dataset's id.") var dataset: String
        @Argument(help: "The release's version, such as 1.0.") var version: String
        @Option(help: "Only items of this split; may be repeated. All items if left out.") var split: [String] = []
        @Flag(help: "Release the dataset although it has no items.") var empty = false

        func run() async throws {
            var released: ReleaseContent?
            try await options.state { _, ledger in
                let content = try content(of: options.openForReading(ledger))
                released = content
                return (DatasetReleased.type, content.statement(of: dataset, version: version))
            }
            guard let released else { return }
            Output.note(
                "\(released.items.counted("item")), \(released.labels.counted("label")) at size \(released.size), "
                    + released.digest.contentDigest)
        }

        private func content(of store: any LedgerStore) throws -> ReleaseContent {
            do {
                return try store.read { reader in
                    try ReleaseContent(
                        releasing: DatasetView(reader, dataset: dataset, splits: split.isEmpty ? nil : Set(split)),
                        allowsNone: empty)
                }
            } catch let error as LedgerError {
                throw CommandFailure(error.description)
            }
        }
    }

    struct Recall: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recall a release: whoever trained on it is to know.",
            discussion: "Example: touchmark dataset recall scans 1.0 --reason \"labels of a suspended annotator\"")

        @OptionGroup var options: StatementOptions
        @Argument(help: "The dataset's id.") var dataset: String
        @Argument(help: "The release's version.") var version: String
        @Option(help: "Why.") var reason: String

        func run() async throws {
            try await options.state { _, _ in
                (
                    DatasetRecalled.type,
                    ["dataset": .string(dataset), "version": .string(version), "reason": .string(reason)]
                )
            }
        }
    }
}
