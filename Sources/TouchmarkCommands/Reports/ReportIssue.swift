import ArgumentParser
import Audit
import Foundation
import Intake
import Ledger
import Primitives
import Provenance
import Signatures

/// That a report was issued: the report's own entry in the log.
struct ReportIssue {
    private let report: AuditReport

    init(_ report: AuditReport) { self.report = report }

    /// Logs it, by the service key. A report that was issued before with the same digest is left as it is.
    func log(in directory: LedgerDirectory) async throws {
        if let known = try ReportOnRecord.find(report.id, in: directory.openForReading()) {
            guard known.digest == report.digest else {
                throw CommandFailure(
                    "The report \(report.id) was issued by entry \(known.index) with another digest: one of the two was made "
                        + "with --withhold, another version of this program made it, or what was sealed has been erased since. "
                        + "Make a --draft, or report at another size.")
            }
            Output.note(
                "The report \(report.id) was issued by entry \(known.index), digest \(known.digest.contentDigest).")
            return
        }
        let key = try KeyFile.read(directory.key("service"))
        let ledger = try directory.openForWriting()
        defer { ledger.close() }
        guard let signer = try ledger.store.read({ try $0.key(key.publicKey.thumbprint)?.actor }) else {
            throw CommandFailure("The service key is nobody's in this ledger. Make a --draft.")
        }
        let data: JSONObject = [
            "report": .string(report.id), "dataset": .string(report.dataset), "size": .integer(Int64(report.size.value)),
            "digest": .string(report.digest.contentDigest),
        ]
        let now = SystemClock().now()
        let signed = try EventSigner(ledger: directory.origin).sign(
            EventDraft(source: signer, type: ReportIssued.type, data: data), id: .random(at: now), at: now, with: key)
        let outcome = try await ledger.append([signed.token]).first
        if case .refused(let refusal)? = outcome { throw CommandFailure("\(refusal)") }
        if case .appended(let receipt)? = outcome {
            Output.note("The report \(report.id) is issued by entry \(receipt.index), digest \(report.digest.contentDigest).")
        }
    }
}

extension ReportCommand {
    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a report that was issued, as the responsible person.",
            discussion: "Example: touchmark report sign scans@1042 --role \"head of data\" --signer ada.jwk")

        @OptionGroup var options: StatementOptions
        @Argument(help: "The report's id, as it stands in its first section.") var report: String
        @Option(help: "In which capacity.") var role: String

        func run() async throws {
            try await options.state { _, ledger in
                let issued = try await ledger.first(about: Subject(.report, [report])) { found in
                    if case .reportIssued = found.event.body { found.reference } else { nil }
                }
                guard let issued else {
                    throw CommandFailure("There is no report \(report). Issue it with touchmark report DATASET --out FILE.")
                }
                return (ReportSigned.type, ["report": .string(report), "of": issued.json, "role": .string(role)])
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that a report in JSON is the one that was issued, and that the log still gives it.",
            discussion: """
                Exit status: 0 if it is, 1 if it is not. A report that was issued in another form is made again in JSON, at the size that \
                its second section names: touchmark report scans --as-of 1042 --out scans.json

                Example: touchmark report check scans.json
                """)

        @OptionGroup var ledger: LedgerOption
        @Argument(help: "A report in JSON.") var file: String
        @Flag(help: "The report was made with --withhold. Both ways are tried if this is left out.") var withhold = false

        func run() async throws {
            let json: JSONValue
            do { json = try JSONValue(parsing: try WholeFile.read(file)) } catch let error as JSONError {
                throw CommandFailure("\(file) is no report in JSON: \(error). \(Self.otherForms)", ExitStatus.unreadable)
            }
            guard json["kind"]?.string == "touchmark-report", let id = json["report"]?.string else {
                throw CommandFailure("\(file) is no report in JSON. \(Self.otherForms)", ExitStatus.unreadable)
            }
            let store = try ledger.open().openForReading()
            guard let issued = try ReportOnRecord.find(id, in: store) else {
                throw CommandFailure("The report \(id) was never issued in this ledger.")
            }
            let digest = Digest(hashing: json.canonicalText)
            guard digest == issued.digest else {
                throw CommandFailure(
                    "The report was changed: its digest is \(digest.contentDigest), not that of entry \(issued.index).")
            }
            Output.line("The report is the one that entry \(issued.index) issued.")
            guard try isGivenByLog(issued, in: store) else {
                throw CommandFailure(
                    "The log gives another report at \(issued.size) entries now: another version of this program made it, or what was "
                        + "sealed has been erased since.")
            }
            Output.line("The log gives the same report at \(issued.size) entries.")
            for signature in issued.signatures {
                let words = "\(signature.by) as “\(signature.role)”, entry \(signature.index)"
                Output.line(
                    signature.verdict.isAdverse
                        ? "The signature by \(words), does not count: \(signature.verdict.rawValue)." : "Signed by \(words).")
            }
            if issued.signatures.isEmpty { Output.line("Nobody signed it.") }
        }

        private static let otherForms =
            "One that was issued in another form is made again with touchmark report DATASET --as-of SIZE --out FILE.json, "
            + "and that is checked."

        /// A report does not say whether it was made with what is sealed in sight.
        private func isGivenByLog(_ issued: ReportOnRecord, in store: any LedgerStore) throws -> Bool {
            try (withhold ? [false] : [true, false]).contains { showsDisclosures in
                let again = try AuditReport.make(
                    of: issued.dataset, at: issued.size, from: store, showsDisclosures: showsDisclosures, readsAll: true,
                    generator: "touchmark \(TouchmarkCommand.version)")
                return again.digest == issued.digest
            }
        }
    }
}
