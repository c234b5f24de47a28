import Evidence
import Primitives
import Provenance
import Signatures

/// Puts an annex of anchors into words.
struct AnchorAnnexWriter {
    let source: AnchorSource
    let reading: AnchorReading
    let choice: AnchorAnnex.Choice

    func sections() -> [ReportSection] {
        [
            reportSection(), datingSection(), witnessSection(), auditorSection(), timeSection(), failureSection(),
            checkingSection(),
        ]
    }

    private func reportSection() -> ReportSection {
        let report = source.report
        var section = ReportSection(1, "The report", law: "Annex IV 2(g)", .evidenced)
        section.add("report", "Report", .text("\(code: report.id)"))
        section.add("digest", "Its digest", .text("\(code: report.digest.contentDigest)"), from: [report.index])
        section.add("size", "Entries that it knows", .count(Int(clamping: report.size.value)))
        section.add(
            "checkpoint-size", "Size of its checkpoint", .count(Int(clamping: source.anchor.checkpoint.statement.size.value)))
        section.add("root", "Root of its checkpoint (base64)", .text("\(code: source.anchor.checkpoint.statement.root.base64)"))
        section.add(
            "signed", "Signed by",
            report.signatures.isEmpty
                ? .missing("nobody has signed it")
                : .text(report.signatures.map(\.phrase).joined(separator: ", ")),
            from: report.signatures.map(\.index))
        section.add("known", "Entries known when this annex was made", .count(Int(clamping: source.known.size.value)))
        section.add("known-recorded", "The last of them recorded", .moment(source.known.recorded))
        section.notes = [
            "This annex is no part of the report and of its digest: others speak of a log after it was written, and may go on to.",
            "The checkpoints named here extend the report's, and hold the entries that are dated by them: that was checked. The proofs of the first stand in the JSON form.",
        ]
        return section
    }

    private func datingSection() -> ReportSection {
        var table = ReportTable(
            "dates", "What was there by when",
            [
                .init("what", "What"), .init("entry", "Entry"), .init("recorded", "Recorded (the operator's word)"),
                .init("by", "There by"), .init("word", "By the word of"), .init("checkpoint", "Size of the checkpoint"),
            ])
        let rows = dated.map { row($0.what, $0.index, $0.recorded) }
        for row in rows { table.add(row.cells) }
        var section = ReportSection(2, "Dates", law: "Annex IV 2(g)", rows.contains(where: \.isDated) ? .evidenced : .missing)
        section.tables = [table]
        section.notes = [
            "Each date is a latest one: the entry was there by then. How long before, nobody but the operator says.",
            "Whether a verdict turns within the time that is left open is judged by touchmark-verify, over a bundle.",
        ]
        let more = source.report.signatures.count - AnchorSource.datedSignatures
        if more > 0 { section.notes.append("\(more) more signatures of the report are not dated here.") }
        return section
    }

    /// What an annex dates.
    private var dated: [(what: Phrase, index: EntryIndex, recorded: Timestamp)] {
        let report = source.report
        let last = EntryIndex(report.size.value - 1)
        return [
            ("the last entry that the report knows", last, source.anchor.lastRecorded),
            ("the report's issue, with its digest", report.index, report.recorded),
        ]
            + report.signatures.prefix(AnchorSource.datedSignatures).map {
                ("its signature by \(code: $0.by)", $0.index, $0.recorded)
            }
    }

    private func row(_ what: Phrase, _ index: EntryIndex, _ recorded: Timestamp) -> (cells: [ReportValue], isDated: Bool) {
        let start: [ReportValue] = [.text(what), .count(Int(clamping: index.value)), .moment(recorded)]
        guard let anchor = reading.bound(on: index) else {
            return (start + [.missing("nobody whose word counts says so"), .blank, .blank], false)
        }
        let by: ReportValue =
            recorded > anchor.latest
            ? .text("\(anchor.latest), \(warning: "which is before the time recorded")") : .moment(anchor.latest)
        return (start + [by, .text("\(id: anchor.name)"), .count(Int(clamping: anchor.size.value))], true)
    }

    private func witnessSection() -> ReportSection {
        guard let policy = choice.witnesses else {
            return unchosen(3, "Witnesses", "witnesses", "no policy of witnesses was given (--witnesses)")
        }
        var section = ReportSection(3, "Witnesses", reading.witnesses.isEmpty ? .missing : .evidenced)
        let witnessed = source.checkpoints.first { policy.isMet(by: $0.verified) }
        // Whichever of its keys a reader knows the log by: to touchmark-verify it is the key given, or the one that signed.
        let covers = source.logKeys.contains { policy.covers($0) }
        section.add(
            "quorum", "First checkpoint above the report that the policy calls witnessed",
            !covers
                ? .missing("the policy names logs, and this one is not among them")
                : witnessed.map { .text("of \($0.size) entries") } ?? .missing("none of those that were looked at"))
        section.tables = [Self.table("witnesses", "Cosignatures of witnesses", reading.witnesses)]
        section.notes = ["A witness says that the log did not go back on what it had shown before. It has not looked at entries."]
        return section
    }

    private func auditorSection() -> ReportSection {
        guard choice.auditors != nil else {
            return unchosen(4, "Auditors", "auditors", "no auditors were given (--auditors)")
        }
        var section = ReportSection(4, "Auditors", reading.auditors.isEmpty ? .missing : .evidenced)
        let names = reading.auditors.map(\.name).unique
        section.add(
            "replayed", "Replayed every entry that the report knows",
            names.isEmpty
                ? .missing("no auditor given cosigned a checkpoint that was looked at")
                : .text(names.map { "\(id: $0)" as Phrase }.joined(separator: ", ")))
        section.tables = [Self.table("auditors", "Cosignatures of auditors", reading.auditors)]
        section.notes = ["That these are auditors, and replay what they cosign, is the word of whoever named them."]
        return section
    }

    private func timeSection() -> ReportSection {
        let kept = source.checkpoints.reduce(0) { $0 + $1.tokens.count }
        guard choice.roots != nil else {
            let why =
                kept == 0
                ? "none is kept of a checkpoint above the report"
                : "not looked at (kept: \(kept)): no roots of authorities were given (--tsa-roots)"
            return unchosen(5, "Trusted time (RFC 3161)", "time-tokens", why)
        }
        var table = ReportTable(
            "time-tokens", "Time stamps that hold under the roots given",
            [
                .init("authority", "Authority"), .init("policy", "Policy"), .init("size", "Size of the checkpoint"),
                .init("time", "Time"), .init("latest", "There by"),
            ])
        for token in reading.tokens {
            table.add([
                .text("\(id: token.name)"), token.policy.map { .text("\(code: $0)") } ?? .blank,
                .count(Int(clamping: token.size.value)), .moment(token.time), .moment(token.latest),
            ])
        }
        var section = ReportSection(5, "Trusted time (RFC 3161)", law: "", reading.tokens.isEmpty ? .missing : .evidenced)
        section.add("time-tokens", "Time stamps kept of the checkpoints that were looked at", .count(kept))
        section.tables = [table]
        return section
    }

    private func unchosen(_ number: Int, _ title: String, _ id: String, _ why: String) -> ReportSection {
        var section = ReportSection(number, title, .missing)
        section.add(id, title, .missing(why))
        return section
    }

    private static func table(_ id: String, _ caption: String, _ cosignatures: [CheckpointCosignature]) -> ReportTable {
        var table = ReportTable(
            id, caption,
            [
                .init("name", "Name"), .init("key", "Key"), .init("size", "Size of the checkpoint"), .init("first", "First"),
                .init("last", "Last"),
            ])
        for cosignature in cosignatures {
            table.add([
                .text("\(id: cosignature.name)"), .text("\(code: cosignature.key.text)"),
                .count(Int(clamping: cosignature.size.value)), .moment(cosignature.time), .moment(cosignature.last),
            ])
        }
        return table
    }

    private func failureSection() -> ReportSection {
        var section = ReportSection(6, "What is there and proves nothing", .evidenced)
        var table = ReportTable("failures", "What does not hold", [.init("why", "Why")])
        for failure in source.failures + reading.failures { table.add([.text("\(warning: failure)")]) }
        section.tables = [table]
        return section
    }

    private func checkingSection() -> ReportSection {
        var section = ReportSection(7, "To check it offline", law: "Articles 21 and 74(12)", .evidenced)
        let bundle = "evidence.touchmark"
        section.add(
            "bundle", "Evidence bundle",
            .text("\(code: ShellCommand.export(dataset: source.report.dataset, to: bundle))"))
        section.add(
            "verify", "To verify it",
            .text(
                "\(code: ShellCommand("touchmark-verify", .word(bundle), .option("--key", source.anchor.vkey ?? "VKEY"), "--witnesses", "POLICY", "--auditors", "LIST", "--tsa-roots", "PEM"))"
            ))
        section.notes = [
            "Bundles carry cosignatures and time stamps too. Get policy, list, roots and the log's key another way than the bundle."
        ]
        return section
    }
}
