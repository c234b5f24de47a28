import ArgumentParser
import Audit
import Ledger
import Primitives
import Provenance

struct CertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Print a label's birth certificate.",
        discussion: "Example: touchmark certificate label:scans/i1/l1 --format html > certificate.html")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, html
    }

    @OptionGroup var ledger: LedgerOption
    @Argument(help: "label:d/i/l.") var subject: Subject
    @Option(help: "text, json or html.") var format = Format.text
    @Option(help: "Only entries below this index count; all if left out.") var asOf: UInt64?
    @Flag(help: "Leave out what was sealed.") var withhold = false
    @OptionGroup var json: JSONOption

    func run() throws {
        let certificate = try ledger.open().openForReading().read { reader in
            try BirthCertificate.make(
                of: subject, at: asOf.map(TreeSize.init), from: reader, showsDisclosures: !withhold)
        }
        switch json.isOn ? .json : format {
        case .text: Output.line(certificate.text(usesColour: Output.usesColour).trimmed)
        case .json: Output.json(certificate.json)
        case .html: Output.line(certificate.html)
        }
    }
}
