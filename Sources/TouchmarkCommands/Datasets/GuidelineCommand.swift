import ArgumentParser
import Primitives
import Provenance

struct GuidelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guideline", abstract: "Instructions to annotators.", subcommands: [Publish.self])

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish a version of a guideline for datasets; its file is digested, and kept by you.",
            discussion: "Example: touchmark guideline publish g-scans --version 1 --file guideline.pdf --dataset scans")

        @OptionGroup var options: StatementOptions
        @Argument(help: "The guideline's id.") var id: String
        @Option var version: String
        @Option(help: "The document.") var file: String
        @Option(help: "A dataset it applies to; may be repeated.") var dataset: [String]
        @Option(help: "Where the document is to be had.") var uri: String?
        @Option(help: "From when it applies.") var effective: Moment?

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
}
