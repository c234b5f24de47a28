import ArgumentParser
import Primitives
import Provenance

struct GuidelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guideline", abstract: "Instructions to annotators.", subcommands: [Publish.self, Withdraw.self])

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish a version of a guideline for datasets; its file is digested, and kept by you.",
            discussion: "Example: touchmark guideline publish g-scans --version 1 --file guideline.pdf --dataset scans")

        @OptionGroup var options: StatementOptions
        @Argument(help: "The guideline's id.") var id: String
        @Option(help: "Its version, such as 3.") var version: String
        @Option(help: "The document.") var file: String
        @Option(help: "A dataset it applies to; may be repeated.") var dataset: [String]
        @Option(help: "Where the document is to be had.") var uri: String?
        @Option(parsing: .unconditional, help: "From when it applies.", transform: Moment.init(parsing:))
        var effective: Moment?

        func run() async throws {
            let digest = Digest(hashing: try WholeFile.read(file))
            try await options.state { _, _ in
                var data: JSONObject = [
                    "guideline": .string(id), "version": .string(version), "digest": .string(digest.contentDigest),
                    "datasets": .array(dataset.map { .string($0) }),
                ]
                data.set("uri", uri)
                data.set("effective", effective)
                return (GuidelinePublished.type, data)
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Withdraw a version of a guideline for good: no label may cite it any more, and whoever relied on it is to know.",
            discussion: """
                Example: touchmark guideline withdraw g-scans --version 1 --reason "threshold misprinted" --effective 2026-03-01

                Labels that cite it stay, with their verdicts; certificates, reports and traces show the withdrawal.
                """)

        @OptionGroup var options: StatementOptions
        @Argument(help: "The guideline's id.") var id: String
        @Option(help: "Its version, such as 3.") var version: String
        @Option(help: "Why.") var reason: String
        @Option(
            parsing: .unconditional, help: "From when it counts for nothing, which may be in the past (else now).",
            transform: Moment.init(parsing:))
        var effective: Moment?

        func run() async throws {
            try await options.state { _, ledger in
                let (reference, datasets) = try await published(in: ledger)
                var data: JSONObject = [
                    "guideline": .string(id), "of": reference.json,
                    "datasets": .array(datasets.map { .string($0) }), "reason": .string(reason),
                ]
                data.set("effective", effective)
                return (GuidelineWithdrawn.type, data)
            }
        }

        private func published(in ledger: any StatementLedger) async throws -> (EventReference, datasets: [String]) {
            let subject = Subject.guideline(id)
            let found = try await ledger.first(about: subject) { found -> (EventReference, [String])? in
                guard case .guidelinePublished(let data) = found.event.body, data.version == version else { return nil }
                return (found.reference, data.datasets)
            }
            guard let found else {
                throw CommandFailure(
                    "There is no version \(version) of \(subject). touchmark log --subject \(subject) lists its versions.")
            }
            return found
        }
    }
}
