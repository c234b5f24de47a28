package import Ledger
package import Primitives
import Provenance

extension AuditReport {
    /// Makes the report of a dataset.
    ///
    /// - Parameters:
    ///   - size: What is to be known: the entries below it. All there are if `nil`.
    ///   - showsDisclosures: True if whoever asks may see what was sealed: it decides whether sealed gold answers are counted.
    ///   - readsAll: True if whoever asks may read the whole ledger; else the report tells nothing of other datasets, and of
    ///     people nothing but their work on this one and what entitles them.
    ///   - generator: Name and version of the program.
    ///   - progress: called with the number of entries done and of all.
    /// - Throws: `LedgerError.missing` if there is no such dataset below the size, `.invalid` for a size past the log's;
    ///   `StoreError`.
    package static func make(
        of dataset: String, at size: TreeSize? = nil, from store: any LedgerStore, showsDisclosures: Bool, readsAll: Bool,
        generator: String,
        progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) throws -> AuditReport {
        let source = try ReportSource.gather(
            dataset, at: size, from: store, showsDisclosures: showsDisclosures, readsAll: readsAll, generator: generator,
            progress: progress)
        return AuditReport(
            id: source.reportID(), dataset: dataset, size: source.size, generatedAt: source.anchor.lastRecorded,
            origin: source.anchor.origin, sections: try source.sections(from: store))
    }
}

extension ReportSource {
    /// All 24, in their order.
    fileprivate func sections(from store: any LedgerStore) throws -> [ReportSection] {
        let questions = try survey.questionRatings()
        let gold = GoldComparison(survey)
        let (relations, process) = try store.read { reader in
            (try RelationSummary(survey, reader), try ProcessTally(survey, reader))
        }
        var sections = [
            identitySection(), anchorSection(), datasetSection(), purposeSection(), originSection(), designSection(),
            operationsSection(), try syntheticSection(), procedureSection(), workforceSection(), credentialSection(),
            trainingSection(), monitoringSection(gold), correctnessSection(questions, process, gold), biasSection(questions),
            representativenessSection(), quantitySection(), certificateSection(), changeSection(), useSection(),
            verificationSection(relations),
            retentionSection(), governanceSection(), accessSection(),
        ]
        sections[0].tables = [contents(of: sections)]
        return sections
    }

    private func contents(of sections: [ReportSection]) -> ReportTable {
        var table = ReportTable(
            "sections", "The sections and what they rest on",
            [.init("number", "Section"), .init("title", "Title"), .init("status", "Status"), .init("missing", "Missing in it")])
        for section in sections {
            let missing = section.facts.count { $0.status == .missing }
            table.add([
                .count(section.number), .text("\(words: section.title)"),
                .text(section.status == .missing ? "\(warning: "missing")" : "\(words: section.status.rawValue)"),
                .count(missing),
            ])
        }
        return table
    }
}
