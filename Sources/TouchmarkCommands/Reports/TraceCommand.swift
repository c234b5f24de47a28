import ArgumentParser
import Audit
import Foundation
import Ledger
import Primitives
import Provenance

struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Who stands behind a model or a decision, and what was made of somebody's work.",
        discussion: """
            Backward: --model and --decision tell the releases, datasets, labels and people that they rest on. Forward: --annotator,
            --release, --credential and --guideline tell which releases, models, systems and decisions rest on them.

            Example: touchmark trace --model defect-finder/3
            Example: touchmark trace --annotator p-17 --format html > p-17.html
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, html
    }

    @OptionGroup var ledger: LedgerOption
    @Option(help: "MODEL/VERSION.") var model: String?
    @Option(help: "A decision's id.") var decision: String?
    @Option(help: "A person's id, or model:ID, or connector:ID.") var annotator: String?
    @Option(help: "DATASET/VERSION.") var release: String?
    @Option(help: "credential:AUTHORITY/ID.") var credential: String?
    @Option(help: "GUIDELINE, or GUIDELINE/VERSION.") var guideline: String?
    @Option(help: "Only entries below this index count; all if left out.") var asOf: UInt64?
    @Option(help: "text, json or html.") var format = Format.text
    @OptionGroup var json: JSONOption

    private var given: [(name: String, value: String)] {
        let options = [
            ("model", model), ("decision", decision), ("annotator", annotator), ("release", release), ("credential", credential),
            ("guideline", guideline),
        ]
        return options.compactMap { name, value in value.map { (name, $0) } }
    }

    func validate() throws {
        guard given.count == 1 else {
            throw ValidationError("Name one of --model, --decision, --annotator, --release, --credential, --guideline.")
        }
        guard Trace.Question(given[0].name, given[0].value) != nil else {
            throw ValidationError("--\(given[0].name) does not take \"\(given[0].value)\": see touchmark trace --help.")
        }
    }

    func run() throws {
        guard let question = Trace.Question(given[0].name, given[0].value) else { return }
        let trace = try Trace.make(question, at: asOf.map(TreeSize.init), from: try ledger.open().openForReading())
        switch json.isOn ? .json : format {
        case .text: Output.write(trace.text(usesColour: Output.usesColour), to: .standardOutput)
        case .json: Output.json(trace.json)
        case .html: Output.write(trace.html, to: .standardOutput)
        }
    }
}
