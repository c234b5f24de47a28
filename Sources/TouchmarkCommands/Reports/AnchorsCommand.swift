import ArgumentParser
import Audit
import Foundation
import Ledger
import Primitives
import Provenance
import Signatures
import TrustedTime

extension ReportCommand {
    struct Anchors: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The annex of a report that was issued: what witnesses, auditors and time-stamping authorities say of it.",
            discussion: """
                By when the report's last entry, its issue and its signatures were there, and by whose word. A report stays as it is; \
                its annex grows with what others say. Whose word counts is for you to say, with the files that touchmark-verify takes.

                Example: touchmark report anchors scans@1042 --witnesses witnesses.policy --tsa-roots tsa.pem --out annex.html
                """)

        enum Form: String, ExpressibleByArgument, CaseIterable {
            case html, json, text
        }

        @OptionGroup var ledger: LedgerOption
        @Argument(help: "The report's id, as it stands in its first section.") var report: String
        @Option(help: "A witness policy (C2SP tlog-policy).") var witnesses: String?
        @Option(help: "Auditors whom you believe to have replayed the log, a vkey a line.") var auditors: String?
        @Option(help: "Root certificates of time-stamping authorities (RFC 3161), PEM.") var tsaRoots: String?
        @Option(name: .shortAndLong, help: "The new file to write. The terminal if left out.") var out: String?
        @Option(help: "In which form.") var format: Form?
        @OptionGroup var json: JSONOption

        func validate() throws { _ = try chosenForm() }

        func run() async throws {
            let store = try ledger.open().openForReading()
            let annex = try await AnchorAnnex.make(of: report, from: store, by: try choice())
            let text =
                switch try chosenForm() {
                case .html: annex.html
                case .json: annex.json.canonicalText + "\n"
                case .text: annex.text(usesColour: out == nil && Output.usesColour)
                }
            guard let out else { return Output.write(text, to: .standardOutput) }
            try NewFile.write(text, to: out)
        }

        private func chosenForm() throws -> Form {
            try json.form(.json, orChosen: format, else: Form(rawValue: try Format(file: out).rawValue) ?? .html)
        }

        private func choice() throws -> AnchorAnnex.Choice {
            AnchorAnnex.Choice(
                witnesses: try witnesses.map { try WitnessPolicy(file: $0) },
                auditors: try auditors.map { try AuditorList(file: $0) }, roots: try tsaRoots.map { try TimeRoots(file: $0) })
        }
    }
}

extension ReportCommand.Format {
    /// As the name of the file that is to be written asks for; text for the terminal.
    init(file: String?) throws {
        let formats: [String: Self] = ["html": .html, "htm": .html, "json": .json, "txt": .text]
        guard let file else {
            self = .text
            return
        }
        guard let format = formats[URL(fileURLWithPath: file).pathExtension.lowercased()] else {
            throw ValidationError("\(file) does not end in .html, .json or .txt: say with --format what it is to hold.")
        }
        self = format
    }
}
