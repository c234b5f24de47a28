import Ledger
import Primitives
import Provenance

// Sections 21 to 23: what was checked, what was erased, and who governs it.
extension ReportSource {
    func verificationSection(_ relations: RelationSummary) -> ReportSection {
        var section = ReportSection(21, "Verification", law: "Articles 17 and 18", .evidenced)
        let total = survey.currentLabels.count
        func labels(_ verdicts: Verdict...) -> ReportValue {
            .share(survey.currentLabels.count { verdicts.contains($0.now) }, of: total)
        }
        section.add("entries", "Entries read and decoded", .count(survey.eventCounts.values.reduce(0, +)))
        section.add(
            "signatures", "Signatures",
            .missing(
                "not checked again for this report: the ledger checked each before it took it in; touchmark check does it anew"))
        section.add("revoked-keys", "Labels under a key that was retired or lost", labels(.keyRevoked))
        section.add("compromised-keys", "Labels under a compromised key", labels(.keyCompromised))
        section.add("expired", "Labels under an expired certificate", labels(.expired))
        section.add("not-yet-valid", "Labels under a certificate that was not valid yet", labels(.notYetValid))
        section.add("revoked", "Labels under a revoked certificate", labels(.revoked))
        section.add("suspended", "Labels by somebody suspended", labels(.suspended))
        section.add("unknown", "Labels by an unknown signer", labels(.unknownSigner))
        section.add(
            "acts-adverse", "Reviews, withdrawals and statements by a key that is not good, or somebody suspended, as known now",
            .share(survey.acts.adverseCount, of: survey.acts.count))
        section.add(
            "clock", "Entries whose claimed time is further from the recorded one than is tolerated",
            .count(survey.clockAnomalies.count), from: survey.clockAnomalies)
        section.add("relations-violated", "Relations in time that do not hold", .count(relations.violated))
        section.add("relations-undecidable", "Relations in time that cannot be decided", .count(relations.undecidable))
        section.add("relations-hold", "Relations in time that hold", .count(relations.holding))
        section.tables = [relations.table, actTable()]
        addSeal(to: &section)
        section.add(
            "witnesses", "Witness cosignatures",
            .missing("not evaluated here: the annex (\(Self.annex)) and touchmark-verify do, by a policy of the reader's"))
        section.add(
            "time-tokens", "Time anchors",
            .missing("not evaluated here: the annex (\(Self.annex)) and touchmark-verify do, under roots of the reader's"))
        section.notes = [
            "That this follows from the entries, anybody can check without trust in the ledger's operator: see section 24. The recorded times, and who may certify, stay the operator's word, unless anchors date the entries and whoever checks knows the authorities.",
            "Relations between labels that are not relations in time (causes, supports, contradicts …) are claims and not checked.",
        ]
        return section
    }

    /// What is not a label's value and counts for less, or for nothing, because of who signed it.
    private func actTable() -> ReportTable {
        var table = ReportTable(
            "acts-adverse", "Reviews, withdrawals and statements by a key that is not good, or somebody suspended",
            [
                .init("type", "Type"), .init("verdict", "As known now"), .init("count", "How many"), .init("entries", "Entries"),
            ])
        let rows = survey.acts.adverse.sorted { ($0.key.type, $0.key.verdict.rawValue) < ($1.key.type, $1.key.verdict.rawValue) }
        for (key, entries) in rows {
            let named = entries.first.prefix(ReportFact.namedEntries).map { "\($0)" as Phrase }
            let more: Phrase = entries.count > named.count ? " and \(entries.count - named.count) more" : ""
            table.add([
                .text("\(words: key.type)"), .verdict(key.verdict), .count(entries.count),
                .text(named.joined(separator: " ") + more),
            ])
        }
        return table
    }

    /// A seal is a statement: this report takes it as it stands.
    private func addSeal(to section: inout ReportSection) {
        guard let seal else {
            section.add(
                "completeness", "That nothing was left out", .missing("not evaluated: there is no seal among these entries"))
            return
        }
        if let sealTheft {
            section.add(
                "completeness", "That nothing was left out",
                .missing(
                    "not evaluated: the newest seal, entry \(seal.index), is by a key that entry \(sealTheft.index) declares compromised from before it; touchmark seal makes another, by a key that is good"
                ))
            return
        }
        section.add(
            "completeness", "That nothing was left out",
            .text(
                "sealed by the operator for the first \(seal.size) entries; not checked for this report: touchmark check, an auditor's replay and a bundle of the whole ledger do"
            ),
            from: [seal.index], status: .declared)
    }

    func retentionSection() -> ReportSection {
        var section = ReportSection(
            22, "Retention and erasure", law: "Article 18; GDPR Article 17", .declared, asked: ["retention-years"])
        if let (entry, data) = definition {
            section.add(
                "retention-years", "Kept for, in years",
                data.retentionYears.map { .quoted(.whole($0)) }
                    ?? .missing("not stated; the vocabulary takes \(DatasetDefined.standardRetentionYears)"),
                from: [entry.index])
            section.add(
                "retained-from", "Counted at the least from", .moment(entry.recorded), from: [entry.index], status: .evidenced)
        }
        let erasures = erasures
        let digests = erasures.reduce(0) { $0 + $1.data.digests.count }
        section.add("erasures", "Erasures", .count(erasures.count), status: .evidenced)
        section.add("erased-values", "Sealed values erased", .count(digests), status: .evidenced)
        var table = ReportTable(
            "erasures", "Erasure register",
            [
                .init("entry", "Entry"), .init("recorded", "Recorded"), .init("event", "Event whose values were erased"),
                .init("values", "Values"), .init("basis", "Legal basis"),
            ])
        for (entry, data) in erasures {
            table.add([
                .count(Int(clamping: entry.index.value)), .moment(entry.recorded), .text("\(code: data.event.id)"),
                .count(data.digests.count), .quoted(.string(data.legalBasis)),
            ])
        }
        section.tables = [table]
        section.notes = [
            "An erasure destroys the sealed text and leaves the signed digest: proofs and verdicts stay as they were.",
            "The register holds erasures in entries of this dataset, and in what is recorded of those who signed them.",
            "Expiry by class of data is not recorded in this ledger.",
        ]
        return section
    }

    func governanceSection() -> ReportSection {
        let assessed = assessments(.impact, .procedure)
        let controller = definition?.data.controller
        var section = ReportSection(
            23, "Governance", law: "Article 17", .declared, asked: ["controller", "impact", "procedures", "readers"])
        section.add(
            "controller", "Controller", controller.map { .quoted($0) } ?? .missing("the dataset's definition names none"),
            from: .one(definition?.entry))
        section.add(
            "impact", "Impact assessment",
            assessed.contains { $0.data.kind == .impact } ? .text("recorded, see the table") : .missing("none was recorded"))
        section.add(
            "procedures", "Procedures",
            assessed.contains { $0.data.kind == .procedure } ? .text("recorded, see the table") : .missing("none was recorded"))
        section.add("readers", "Who read what", .missing("the ledger does not record who reads it"))
        section.tables = [assessmentTable("governance", "Impact assessments and procedures", assessed), reportTable()]
        return section
    }

    private func reportTable() -> ReportTable {
        var table = ReportTable(
            "reports", "Reports issued before",
            [
                .init("report", "Report"), .init("size", "Entries"), .init("digest", "Digest"), .init("recorded", "Issued"),
                .init("by", "By"), .init("entry", "Entry"),
            ])
        for (entry, data) in reports {
            table.add([
                .text("\(code: data.report)"), .count(Int(clamping: data.size)), .text("\(code: data.digest.contentDigest)"),
                .moment(entry.recorded), .text("\(code: entry.source)"), .count(Int(clamping: entry.index.value)),
            ])
        }
        return table
    }
}
