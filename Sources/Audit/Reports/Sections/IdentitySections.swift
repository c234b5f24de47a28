import MerkleLog
import Primitives
import Provenance
import Signatures

// Sections 1, 2 and 24: what the report is, which log it is of, and how to check it.
extension ReportSource {
    /// The law that the sections are made after, and the state of it.
    static let legalBaseline = """
        Regulation (EU) 2024/1689 (AI Act), Articles 4a, 10, 17, 18, 21, 74 and Annex IV, as amended by Regulation (EU) 2026/1744; \
        read from secondary sources in November 2026. This report is evidence for those who must comply; it is no legal advice.
        """

    /// What prints the word of others about the log of a report that was issued.
    static let annex = "touchmark report anchors"

    /// What is made for a reader of the dataset alone is none that is issued.
    func reportID() -> String { "\(dataset)@\(size)" + (readsAll ? "" : "-for-a-reader") }

    /// As `touchmark log` takes it.
    private var subject: Subject { Subject(.report, [reportID()]) }

    func identitySection() -> ReportSection {
        var section = ReportSection(1, "Report", law: "Annex IV 2(g)", .evidenced)
        section.add("report", "Report", .text("\(code: reportID())"))
        section.add("generated-at", "Generated as of", .moment(anchor.lastRecorded))
        let filter: Phrase = readsAll ? "; no filter" : ", for a reader of the dataset: see sections 12 and 20"
        section.add("scope", "Scope", .text("dataset \(code: dataset), every entry below \(size)\(filter)"))
        section.add("generator", "Generator", .text("\(words: generator), report format \(AuditReport.formatVersion)"))
        section.add("legal-baseline", "Legal baseline", .text(Phrase(words: Self.legalBaseline)))
        section.add(
            "responsible", "Responsible for the dataset",
            definition?.data.controller.map { .quoted($0) } ?? .missing("the dataset's definition names no controller"),
            from: .one(definition?.entry))
        section.add(
            "operator", "Operator of the ledger",
            opening.map { .quoted(.string($0.operatorName)) } ?? .missing("no opening entry"),
            from: [EntryIndex(0)])
        if let continues = opening?.continues {
            section.add(
                "continues", "Continues another ledger",
                .text(
                    """
                    \(code: continues.origin) from \(continues.size) entries, root \(code: continues.root.base64), on the \
                    operator's word; what that ledger holds is not in this report
                    """),
                from: [EntryIndex(0)])
        }
        section.add(
            "signature", "Signature",
            .missing(
                "a report is signed after it is issued: see the entries that touch \(subject), and touchmark report anchors"
            ))
        section.notes = [
            "The time above is that of the last entry that the report knows: the same size of the log gives the same report.",
            "A verdict says whether a signer was entitled to a label; it does not say that the label is right.",
            "Recorded times are the word of the ledger's operator; the annex (touchmark report anchors) says what others say of them.",
            "That authorities are who they say they are, and may certify, is the word of the ledger's operator.",
            "The content of items is known here by digest only. Nothing in this report was read from the items themselves.",
        ]
        if !showsDisclosures { section.notes.append("Sealed values were not opened for this report.") }
        return section
    }

    func anchorSection() -> ReportSection {
        var section = ReportSection(2, "Log anchor", law: "Article 18", .evidenced)
        section.add("origin", "Ledger", .text("\(code: anchor.origin)"))
        section.add("size", "Entries that the report knows", .count(Int(clamping: size.value)))
        section.add("last-recorded", "The last of them recorded", .moment(anchor.lastRecorded))
        let statement = anchor.checkpoint.statement
        section.add("checkpoint-size", "Size of the checkpoint", .count(Int(clamping: statement.size.value)))
        section.add("root", "Root (base64)", .text("\(code: statement.root.base64)"))
        switch anchor.isSigned {
        case true?:
            section.add("checkpoint-signature", "Signature of the checkpoint", .text("valid under \(code: anchor.vkey ?? "")"))
        case false?:
            section.add(
                "checkpoint-signature", "Signature of the checkpoint",
                .text("\(warning: "not valid"): no log key that the ledger names signed it"))
        case nil: section.add("checkpoint-signature", "Signature of the checkpoint", .missing("the ledger names no log key"))
        }
        section.add(
            "witnesses", "Witnesses",
            .missing("cosignatures come later than what a report is made of: see its annex, \(Self.annex)"))
        section.add(
            "time-token", "Time stamp (RFC 3161)",
            .missing("tokens come later than what a report is made of: see its annex, \(Self.annex)"))
        section.add(
            "note", "The checkpoint, a signed note",
            anchor.noteByLog.map { .verbatim($0) } ?? .missing("no log key that the ledger names signed it"))
        addPrevious(to: &section)
        section.notes.append("Compare the key above with one that you got another way than this report.")
        return section
    }

    private func addPrevious(to section: inout ReportSection) {
        guard let previous else {
            section.add("previous-report", "Previous report", .missing("none was issued of this dataset before"))
            return
        }
        section.add(
            "previous-report", "Previous report",
            .text(
                "\(code: previous.data.report), of \(previous.data.size) entries, digest \(code: previous.data.digest.contentDigest)"
            ),
            from: [previous.entry])
        guard let proof = previous.proof, let root = previous.root else {
            section.add(
                "consistency", "Consistency with it", .missing("no checkpoint was signed at \(previous.data.size) entries"))
            return
        }
        section.add("previous-root", "Its root (base64)", .text("\(code: root.base64)"))
        let outcome: Phrase =
            previous.isConsistent == true
            ? "the log then is the beginning of the log now" : "\(warning: "the log then is not the beginning of the log now")"
        section.add("consistency", "Consistency with it", .text(outcome))
        section.add(
            "consistency-proof", "Proof (RFC 9162 §2.1.4, base64)",
            .text(proof.hashes.map { "\(code: $0.base64)" as Phrase }.joined(separator: " ")))
    }

    func accessSection() -> ReportSection {
        var section = ReportSection(24, "Access", law: "Articles 21 and 74(12)", .evidenced)
        section.add(
            "bundle", "Evidence bundle",
            .text("\(code: ShellCommand.export(dataset: dataset, to: "evidence.touchmark"))"))
        section.add(
            "verify", "To verify it offline",
            .text(
                "\(code: ShellCommand("touchmark-verify", "evidence.touchmark", .option("--key", anchor.vkey ?? "VKEY")))"
            ))
        section.add(
            "report-digest", "Where this report's digest is",
            .text("in the entry report.issued of \(code: subject), if it was issued"))
        let opened: Phrase = showsDisclosures ? ", but for what sections 13 to 15 count of gold and groups" : ""
        section.add(
            "marking", "Confidentiality",
            .text(
                """
                people are named by the ids of their enrolment; what was sealed is not shown\(opened); statements and texts in \
                clear are quoted, and may be personal
                """))
        section.notes = [
            "A bundle of one dataset proves what it holds, and by the operator's seal that nothing was left out of it. That the seal is right, a bundle of the whole ledger proves, or an auditor who replayed it says.",
            "The digest is of the canonical text (RFC 8785) of the JSON form, which any reader can compute again.",
        ]
        return section
    }
}
