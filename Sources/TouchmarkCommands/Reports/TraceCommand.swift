import ArgumentParser
import Audit
import Foundation
import Ledger
import Primitives
import Provenance

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Who stands behind a model or a decision, and what was made of somebody's work.",
        discussion: """
            Backward: --model and --decision tell the releases, datasets, labels and people that they rest on. Forward: --annotator,
            --release, --credential and --guideline tell which releases, models, systems and decisions rest on them. A service
            gives it as json or html.

            Example: touchmark trace --model defect-finder/3
            Example: touchmark trace --annotator p-17 --format html > p-17.html
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, html
    }

    @OptionGroup var ledger: LedgerSourceOption
    @Option(help: "MODEL/VERSION.") var model: String?
    @Option(help: "A decision's id.") var decision: String?
    @Option(help: "A person's id, or model:ID, or connector:ID.") var annotator: String?
    @Option(help: "DATASET/VERSION.") var release: String?
    @Option(help: "credential:AUTHORITY/ID.") var credential: String?
    @Option(help: "GUIDELINE, or GUIDELINE/VERSION.") var guideline: String?
    @Option(help: "Only entries below this index count; all if left out.") var asOf: UInt64?
    @Option(help: "text, json or html.") var format: Format?
    @OptionGroup var json: JSONOption

    private var given: [(name: String, value: String)] {
        let options = [
            ("model", model), ("decision", decision), ("annotator", annotator), ("release", release), ("credential", credential),
            ("guideline", guideline),
        ]
        return options.compactMap { name, value in value.map { (name, $0) } }
    }

    /// Of what not every value is.
    private static let forms = ["model": "MODEL/VERSION", "release": "DATASET/VERSION", "credential": "credential:AUTHORITY/ID"]

    private func chosenFormat() throws -> Format {
        try json.form(.json, orChosen: format, else: ledger.url == nil ? .text : .json)
    }

    func validate() throws {
        let form = try chosenFormat()
        guard ledger.url == nil || form != .text else { throw ValidationError("With --url give --format json or html.") }
        guard given.count == 1 else {
            throw ValidationError("Name one of --model, --decision, --annotator, --release, --credential, --guideline.")
        }
        guard !Trace.Question.readings(of: given[0].name, given[0].value).isEmpty else {
            let form = Self.forms[given[0].name].map { ": it is given as \($0)" } ?? ""
            throw ValidationError("--\(given[0].name) does not take \"\(given[0].value)\"\(form).")
        }
    }

    func run() async throws {
        if let service = try ledger.service() { return try await show(from: service) }
        let readings = Trace.Question.readings(of: given[0].name, given[0].value)
        let trace = try Trace.make(oneOf: readings, at: asOf.map(TreeSize.init), from: try ledger.open().openForReading())
        switch try chosenFormat() {
        case .text: Output.write(trace.text(usesColour: Output.usesColour), to: .standardOutput)
        case .json: Output.json(trace.json)
        case .html: Output.write(trace.html, to: .standardOutput)
        }
    }

    private func show(from service: ServedLedger) async throws {
        let query = given + ServedLedger.query(asOf: asOf)
        guard try chosenFormat() == .html else { return Output.json(try await service.json("/v1/traces", query)) }
        Output.write(try await service.text("/v1/traces", query, accepting: "text/html"), to: .standardOutput)
    }
}
