import Evidence
package import Ledger
import MerkleLog
package import Primitives
package import Signatures
package import TrustedTime

/// The annex of a report that was issued: what witnesses, auditors and time-stamping authorities said since of the log that it is of.
///
/// A report is the same whenever it is made; this grows with what others say. Whose word counts is for its reader to choose, as with
/// a bundle.
package struct AnchorAnnex: Sendable {
    /// Whose word counts.
    package struct Choice: Sendable {
        package let witnesses: WitnessPolicy?
        package let auditors: AuditorList?
        package let roots: TimeRoots?

        package init(witnesses: WitnessPolicy?, auditors: AuditorList?, roots: TimeRoots?) {
            (self.witnesses, self.auditors, self.roots) = (witnesses, auditors, roots)
        }
    }

    let source: AnchorSource
    let sections: [ReportSection]

    /// - Throws: `LedgerError.missing` if no such report was issued, `.invalid` if an auditor's key has another office; `StoreError`.
    package static func make(of report: String, from store: any LedgerStore, by choice: Choice) async throws -> AnchorAnnex {
        guard let issued = try ReportOnRecord.find(report, in: store) else {
            throw LedgerError(
                .missing, "There is no report \(report). Issue it with touchmark report DATASET --out FILE.")
        }
        let source = try AnchorSource.read(issued, from: store)
        guard
            choice.auditors.map({ auditors in source.logKeys.allSatisfy { !auditors.shares(keysWith: choice.witnesses, log: $0) }
            })
                ?? true
        else {
            throw LedgerError(
                .invalid,
                "An auditor's key is a witness's or the log's too. An auditor's says more than theirs, and must be its own.")
        }
        let tokens = source.checkpoints.flatMap { checkpoint in checkpoint.tokens.map { (checkpoint.size, $0) } }
        let reading = await AnchorReading(
            source.checkpoints.map(\.verified), tokens, witnesses: choice.witnesses, auditors: choice.auditors,
            roots: choice.roots)
        let writer = AnchorAnnexWriter(source: source, reading: reading, choice: choice)
        return AnchorAnnex(source: source, sections: writer.sections())
    }

    package var json: JSONValue {
        [
            "kind": "touchmark-report-anchors", "version": 1, "report": .string(source.report.id),
            "ledger": .string(source.anchor.origin), "size": .whole(source.report.size.value),
            "digest": .string(source.report.digest.contentDigest), "known": .whole(source.known.size.value),
            "checkpoint": .string(source.anchor.checkpoint.note),
            "anchored": .list(source.checkpoints, \.json), "sections": .list(sections, \.json),
        ]
    }

    package var html: String { HTMLRenderer.render(document) }
    package func text(usesColour: Bool = false) -> String { TextRenderer(usesColour: usesColour).render(document) }

    private var document: Document {
        Document(
            title: "Annex to an audit report: anchors",
            subtitle:
                "Report \(code: source.report.id), by what was known at \(source.known.size) entries of \(code: source.anchor.origin)",
            sections: sections.map { .init($0.title, $0.plainBlocks) })
    }
}

extension AnchoredCheckpoint {
    fileprivate var json: JSONValue {
        [
            "size": .whole(size.value), "note": .string(verified.note),
            "consistency": .list(proof.hashes) { .string($0.base64) },
            "timeTokens": .list(tokens) { .string(Base64.encode($0)) },
        ]
    }
}
