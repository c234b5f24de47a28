import ArgumentParser
import Audit
import Ledger
import Primitives
import Provenance

struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Print a label's birth certificate.",
        discussion: """
            A service gives it as json or html, with the sealed values that its token opens.

            Example: touchmark certificate label:scans/i1/l1 --format html > certificate.html
            Example: touchmark certificate label:scans/i1/l1 --format html --url https://labels.example.org
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, html
    }

    @OptionGroup var ledger: LedgerSourceOption
    @Argument(help: "label:d/i/l.") var subject: Subject
    @Option(help: "text, json or html.") var format: Format?
    @Option(help: "Only entries below this index count; all if left out.") var asOf: UInt64?
    @Flag(help: "Leave out what was sealed.") var withhold = false
    @OptionGroup var json: JSONOption

    private func chosenFormat() throws -> Format {
        try json.form(.json, orChosen: format, else: ledger.url == nil ? .text : .json)
    }

    func validate() throws {
        let form = try chosenFormat()
        guard ledger.url == nil || (form != .text && !withhold) else {
            throw ValidationError("With --url give --format json or html; what is sealed, the token decides, not --withhold.")
        }
    }

    func run() async throws {
        if let service = try ledger.service() { return try await show(from: service) }
        let certificate = try ledger.open().openForReading().read { reader in
            try BirthCertificate.make(
                of: subject, at: asOf.map(TreeSize.init), from: reader, showsDisclosures: !withhold)
        }
        switch try chosenFormat() {
        case .text: Output.text(certificate.text(usesColour: Output.usesColour).trimmed)
        case .json: Output.json(certificate.json)
        case .html: Output.text(certificate.html)
        }
    }

    private func show(from service: ServedLedger) async throws {
        let path = "/v1/labels/\(subject)/certificate"
        let query = ServedLedger.query(asOf: asOf)
        guard try chosenFormat() == .html else { return Output.json(try await service.json(path, query)) }
        Output.text(try await service.text(path, query, accepting: "text/html"))
    }
}
