public import ArgumentParser
import Primitives
public import Provenance

struct RequirementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requirement", abstract: "What a dataset asks of its labels.", subcommands: [SetCommand.self])

    struct SetCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Set one requirement row for a dataset; it replaces all that were set before.",
            discussion: """
                For several rows, write the event itself (touchmark sign).

                Example: touchmark requirement set scans --labels '*' --competence medicine/radiology --annotations 2 --reviews 1
                """)

        @OptionGroup var options: StatementOptions
        @Argument(help: "The dataset's id.") var dataset: String
        @Option(help: "The question's name, or * for all; may be repeated.") var labels: [String] = ["*"]
        @Option(help: "What labels ask of their signers: a slash path.") var competence: String?
        @Option(help: "How many people answer each question.") var annotations: UInt64?
        @Option(help: "How many others review each label.") var reviews: UInt64?
        @Option(help: "What reviews ask of theirs.") var reviewerCompetence: String?
        @Option(help: "How disagreements are decided: expert, majority, consensus.") var adjudication: AdjudicationDecided.Rule?
        @Option(help: "record or refuse, for this dataset.") var enforcement: Enforcement?

        func run() async throws {
            var row: JSONObject = ["labels": .array(labels.map { .string($0) })]
            row.set("competence", competence)
            row.set("annotationsPerItem", annotations)
            row.set("reviews", reviews)
            row.set("reviewerCompetence", reviewerCompetence)
            row.set("adjudication", adjudication?.rawValue)
            let requirement = row
            try await options.state { _, _ in
                var data: JSONObject = ["dataset": .string(dataset), "requirements": .array([.object(requirement)])]
                data.set("enforcement", enforcement?.rawValue)
                return (RequirementSet.type, data)
            }
        }
    }
}

extension AdjudicationDecided.Rule: ExpressibleByArgument {}
